"""Walking an install wizard: the author's steps where he gave some, else by sight as a moderator would."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Error

from pytest_b24moderation.clients import controls
from pytest_b24moderation.clients.controls import Controls
from pytest_b24moderation.clients.journeys import ending, opening
from pytest_b24moderation.clients.journeys.filling import Much, fill
from pytest_b24moderation.clients.journeys.forward import Presses, choose, press, waits
from pytest_b24moderation.clients.journeys.front import Fronts
from pytest_b24moderation.clients.journeys.resting import Silence, bare
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Actor, StageFailed, WizardEnd

REACTION = 2.5
"""Seconds without any sign of life after which a button is tried again: a slow page must not finish twice."""

ANSWERED = 12.0
"""As `REACTION`, after a press that did start something: it may be asking from time to time whether it is ready."""

AT_WORK = 30.0
"""As `REACTION`, where something on the page says that it works: a bar, a wheel, words."""

NEXT_ALIKE = 1.5
"""As `REACTION`, for a button of the same name on a page that has changed (Next, Next)."""

LAST_RESORT = 2.5
"""Seconds without any sign of life after which what only puts something aside is pressed (Skip, Close)."""

LONG_POLL = 10.0
"""Seconds after which a load that goes on is no sign of work any more."""

LONG_WORK = 60.0
"""As `LONG_POLL`, for a load that began with the last press."""

RELOADS = 40
"""Documents that one page may load between two presses, where they follow each other faster than one a second."""

CHANGING = re.compile(r"[\d.…%]+")
"""What changes on a page that only shows its progress."""

WORKING = re.compile(
    r"\b(?:please wait|loading|installing|in progress|processing|working|importing|connecting|preparing|"
    r"подождите|ожидайте|загрузка|загружа\w+|идёт|идет|выполняется|обрабатыва\w+|устанавлива\w+|подготовка)\b",
    re.IGNORECASE,
)
"""Words of a page that works."""


@dataclass
class _Walk:
    """What was done so far. ``key``: the frame's rendering; ``at``: when the last press was; ``seen``: the last look.

    ``changed``: when the page's text was last seen to change; ``loads``: documents loaded before the last press.
    ``empty``: there is nothing at all to see.
    """

    fronts: Fronts
    key: str
    began: float
    presses: Presses = field(default_factory=Presses)
    filled: Counter[str] = field(default_factory=Counter)
    state: str = ""
    at: float = 0.0
    changed: float = 0.0
    seen: Controls = field(default_factory=Controls)
    loads: tuple[int, float] = (0, 0.0)
    empty: bool = False


def walk(kit: Kit, window: Window, *, finished: bool) -> WizardEnd:
    """From the first frame to the solution's own interface. ``finished``: this version has no wizard.

    Raises StageFailed when the wizard does not show, or does not end in `Deadlines.wizard`.
    """
    began, mark, lacked = time.monotonic(), window.recorder.last, len(window.watch.lacking)
    done = window.watch.finishes
    with window.recorder.sentence("Open the solution for the first time" if finished else "Walk the install wizard"):
        first = opening.arrive(window, "app" if finished else "wizard")
        shown = first.result == "shown"
        if finished:
            end = kit.timeline.add(
                WizardEnd, how="none-needed", redirected=shown, took=time.monotonic() - began, last_state=window.state()
            )
            opening.must_show(first)
            return end
        app = window.view.sight(window.page).app
        walked = _Walk(Fronts(window, kit.scenario.hosts), app.key if app else "", began)
        how, failure = "never", None
        if first.result in ("shown", "blank", "timeout", "escaped"):
            try:
                how = _until_end(kit, window, walked, done)
            except StageFailed as error:
                failure = error
    state = window.state() if how != "never" else ending.story(window, walked.seen, window.recorder.since(mark))
    window.tabs.close_others()
    finished_in = window.watch.messages.finished_in if how == "finish" else ""
    followed = how != "never" and ending.redirected(window, f"appframe_{finished_in}" if finished_in else walked.key)
    clicks, took = tuple(walked.presses.clicks), time.monotonic() - began
    end = kit.timeline.add(WizardEnd, how=how, redirected=followed, clicks=clicks, took=took, last_state=state)
    if how == "never":
        opening.must_have_scripts(window, "the install wizard did not end", lacked)
        opening.must_show(first)
        words = ending.reason(window, done, own_steps=len(kit.scenario.install))
        raise failure or StageFailed(words, end.last_state)
    return end


def _until_end(kit: Kit, window: Window, walked: _Walk, done: int) -> str:
    """Walk until the portal says that the installation is finished: finish, callback, or never."""
    own_steps = kit.scenario.install
    if own_steps:
        _do_steps(kit, window, done)
    walked.loads, silence = (window.watch.documents, time.monotonic()), Silence(window)
    for left in window.waiting(max(0.0, kit.plan.deadlines.wizard - (time.monotonic() - walked.began))):
        if how := ending.how_ended(kit, window, done):
            return how
        _must_rest(window, walked)
        if left > 0:
            _step_by_sight(kit, window, walked, act=not own_steps)
        if silence.seconds() > window.deadlines.page and walked.empty:
            break  # nobody can tell it from a page that has nothing to do
    return "never"


def _do_steps(kit: Kit, window: Window, done: int) -> None:
    """The author's steps; those that come after the end of the wizard are not missed."""
    from pytest_b24moderation.clients.actions import perform

    for action in kit.scenario.install:
        try:
            perform(kit, Actor.ADMIN, action)
        except StageFailed:
            if window.watch.finishes > done or kit.portal.registration().installed:
                return
            raise


def _must_rest(window: Window, walked: _Walk) -> None:
    """A page that loads itself again and again leads nowhere, and would fill the report. Raises StageFailed."""
    loads, since = window.watch.documents - walked.loads[0], time.monotonic() - walked.loads[1]
    if loads > RELOADS and loads > since:
        raise StageFailed(
            f"the install wizard loads itself again and again: {loads} times in {since:.0f} s", window.state()
        )


def _step_by_sight(kit: Kit, window: Window, walked: _Walk, *, act: bool) -> None:
    """One look at the wizard, and (``act``) what a person would do next, if anything."""
    walked.empty, front = False, walked.fronts.now()
    if front is None or front.loading:
        return
    if front.key != walked.key and kit.portal.registration().installed:
        return  # not the wizard any more: the interface has followed
    walked.key = front.key
    try:
        before = walked.seen.text
        walked.seen = controls.look_over(window.view, front.frames)
        if before != walked.seen.text:
            walked.changed = time.monotonic()
        walked.empty = not (walked.seen.buttons or walked.seen.fields) and bare(window, front.frames)
        if act:
            _act(window, walked, f"{front.key} {CHANGING.sub('', walked.seen.text)}")
    except Error:
        return  # the page went on while we looked: look again


def _act(window: Window, walked: _Walk, state: str) -> None:
    seen, presses = walked.seen, walked.presses
    if _at_work(window, walked, state):
        return
    if waits(seen.buttons) and _unlock(window, walked):
        return
    button = choose(seen.buttons, presses, state)
    if button is None:
        if _unlock(window, walked):
            return
        resting = _resting(window, walked) > LAST_RESORT and time.monotonic() - walked.began > LAST_RESORT
        button = choose(seen.buttons, presses, state, last=True) if resting else None
    if button is None:
        return
    if button.label in presses.clicks[-1:] and _resting(window, walked) < (AT_WORK if _works(seen) else NEXT_ALIKE):
        return
    tried = bool(presses.often[presses.mark(button, state)])
    fill(window, seen.fields, Much.ALL if tried else Much.NEEDED, walked.filled)

    def pressed() -> None:
        walked.state, walked.at = state, time.monotonic()
        walked.loads = (window.watch.documents, walked.at)

    press(window, button, presses, state, pressed)


def _unlock(window: Window, walked: _Walk) -> bool:
    """What a person does where no button leads on yet: tick, fill in, read to the end. Whether there was anything."""
    for much in (Much.BOXES, Much.ALL):
        if fill(window, walked.seen.fields, much, walked.filled):
            walked.state, walked.at = "", 0.0
            return True
    return any(window.view.ask(frame, controls.SCROLL) for frame in {b.frame for b in walked.seen.buttons})


def _works(seen: Controls) -> bool:
    """Whether the page says that it is at work."""
    return seen.working or bool(WORKING.search(seen.text))


def _resting(window: Window, walked: _Walk) -> float:
    """Seconds since the last press, the last sign of life, and the last change of the page's text."""
    return time.monotonic() - max(walked.at, walked.changed, window.watch.stirred)


def _at_work(window: Window, walked: _Walk, state: str) -> bool:
    """Whether the wizard may still be doing what the last button started."""
    now, resting = time.monotonic(), _resting(window, walked)
    if walked.at and now - walked.at < LONG_WORK and window.watch.working(walked.at):
        return True
    if window.watch.busy and resting < LONG_POLL:
        return True
    if state != walked.state:
        return False
    moved = max(window.watch.stirred, walked.changed) > walked.at
    return resting < (AT_WORK if _works(walked.seen) else ANSWERED if moved else REACTION)
