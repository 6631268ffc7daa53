"""Walking an install wizard: the author's steps where he gave some, else by sight as a moderator would."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error, Frame

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.journeys import opening
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Actor, StageFailed, WizardEnd

FORWARD = re.compile(
    r"^\W*(install|set ?up|start|begin|get started|let'?s|continue|next|proceed|connect|allow|agree|accept|confirm|"
    r"save|apply|submit|send|finish|done|complete|ready|ok|okay|yes|go|open|launch|create|"
    r"установить|начать|приступить|поехали|продолжить|далее|дальше|вперёд|вперед|подключить|разрешить|соглас|принять|"
    r"принимаю|подтвердить|сохранить|применить|отправить|готово|завершить|закончить|ок\b|да\b|открыть|создать|настроить)",
    re.IGNORECASE,
)
"""What a button that leads on says."""

BACK = re.compile(
    r"\b(cancel|back|previous|close|delete|remove|uninstall|log ?out|help|skip|"
    r"отмена|отменить|назад|закрыть|удалить|выйти|помощь|пропустить)\b",
    re.IGNORECASE,
)

SAME_STATE = 2
"""How often one button is pressed while the page stays as it is."""

IN_ALL = 12
"""How often one button is pressed at most."""

REACTION = 2.5
"""Seconds without any sign of life after which a button is tried again: a slow page must not finish twice."""

NEXT_ALIKE = 1.5
"""As `REACTION`, for a button of the same name on a page that has changed (Next, Next)."""

LONG_POLL = 10.0
"""Seconds after which a load that goes on is no sign of work any more."""

CHANGING = re.compile(r"[\d.…%]+")
"""What changes on a page that only shows its progress."""

VALUES = {
    "email": "moderator@example.com",
    "url": "https://example.com/",
    "tel": "+12025550100",
    "date": "2030-01-15",
    "datetime-local": "2030-01-15T10:00",
    "time": "10:00",
    "month": "2030-01",
    "week": "2030-W03",
    "color": "#2fc6f6",
    "password": "Example-2030",
}
"""Harmless values by the kind of a field."""


@dataclass
class _Walk:
    """What was done so far. ``key``: the frame's rendering; ``pressed``: how often each button was."""

    key: str
    began: float
    clicks: list[str] = field(default_factory=list)
    pressed: Counter[str] = field(default_factory=Counter)
    state: str = ""
    at: float = 0.0


def walk(kit: Kit, window: Window, *, finished: bool) -> WizardEnd:
    """From the first frame to the solution's own interface. ``finished``: this version has no wizard.

    Raises StageFailed when the wizard does not show, or does not end in `Deadlines.wizard`.
    """
    began = time.monotonic()
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
        walked = _Walk(_key(window), began)
        how, failure = "never", None
        if first.result in ("shown", "blank", "timeout"):
            try:
                how = _until_end(kit, window, walked, done)
            except StageFailed as error:
                failure = error
    finished_in = window.watch.messages.finished_in if how == "finish" else ""
    redirected = how != "never" and _redirected(window, f"appframe_{finished_in}" if finished_in else walked.key)
    clicks, took, state = tuple(walked.clicks), time.monotonic() - began, window.state()
    end = kit.timeline.add(WizardEnd, how=how, redirected=redirected, clicks=clicks, took=took, last_state=state)
    if how == "never":
        opening.must_show(first)
        raise failure or StageFailed(
            "the install wizard did not end: the solution never called installFinish", end.last_state
        )
    return end


def _until_end(kit: Kit, window: Window, walked: _Walk, done: int) -> str:
    """Walk until the portal says that the installation is finished: finish, callback, or never."""
    own_steps = kit.scenario.install
    if own_steps:
        _do_steps(kit, window, done)
    for left in window.waiting(max(0.0, kit.plan.deadlines.wizard - (time.monotonic() - walked.began))):
        if window.watch.finishes > done and _installed_soon(kit, window):
            return "finish"
        if kit.portal.registration().installed:
            window.pause(0.3)
            return "finish" if window.watch.finishes > done else "callback"
        if not own_steps and left > 0:
            _step_by_sight(kit, window, walked)
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


def _installed_soon(kit: Kit, window: Window) -> bool:
    """Whether the portal took the end of the wizard; a refusal (`access_denied`) leaves things as they are."""
    return any(kit.portal.registration().installed for _ in window.waiting(1.0))


def _redirected(window: Window, key: str) -> bool:
    """Whether the solution's interface follows by itself, in a new frame; else it is opened by its address."""
    with window.recorder.sentence("Wait for the solution's interface"):
        for _ in window.waiting(window.deadlines.page):
            seen = window.view.sight(window.page)
            if seen.refusal or (seen.app and seen.app.key != key):
                return opening.arrive(window, "app", other_than=key).result == "shown"
    with window.recorder.sentence("Open the solution by hand"):
        opening.open_app(window)
    return False


def _key(window: Window) -> str:
    app = window.view.sight(window.page).app
    return app.key if app else ""


def _step_by_sight(kit: Kit, window: Window, walked: _Walk) -> None:
    """One look at the wizard, and what a person would do next, if anything."""
    app = window.view.sight(window.page).app
    if app is None or app.loading:
        return
    if app.key != walked.key and kit.portal.registration().installed:
        return  # not the wizard any more: the interface has followed
    walked.key = app.key
    try:
        about = window.view.tell(app.frame.locator(":root"), scripts.CONTROLS)
        state = f"{app.key} {CHANGING.sub('', about['text'])}"
        if _at_work(window, walked, state):
            return
        index = _choose(about["buttons"], walked, state)
        alike = index is not None and about["buttons"][index]["label"] in walked.clicks[-1:]
        if alike and _resting(window, walked) < NEXT_ALIKE:
            return
        tried = index is not None and bool(walked.pressed[_mark(about["buttons"][index], state)])
        filled = _fill(app.frame, about["fields"], everything=tried, agree=index is None)
        if index is not None:
            _press(window, app.frame, about["buttons"][index], walked, state)
        elif filled:
            walked.state, walked.at = "", 0.0
    except Error:
        return  # the page went on while we looked: look again


def _resting(window: Window, walked: _Walk) -> float:
    """Seconds since the last press and the last sign of life."""
    return time.monotonic() - max(walked.at, window.watch.stirred)


def _at_work(window: Window, walked: _Walk, state: str) -> bool:
    """Whether the wizard may still be doing what the last button started."""
    resting = _resting(window, walked)
    if window.watch.busy and resting < LONG_POLL:
        return True
    return state == walked.state and resting < REACTION


def _choose(buttons: list[dict[str, Any]], walked: _Walk, state: str) -> int | None:
    """The button that leads on: by its words, else the only submit, else the only one."""
    usable = [
        i
        for i, b in enumerate(buttons)
        if not b["off"]
        and not BACK.search(b["label"])
        and walked.pressed[_mark(b, state)] < SAME_STATE
        and walked.pressed[b["label"]] < IN_ALL
    ]
    by_words = [i for i in usable if FORWARD.match(buttons[i]["label"])]
    submits = [i for i in usable if buttons[i]["submit"]]
    for group in (by_words, submits if len(submits) == 1 else [], usable if len(usable) == 1 else []):
        if group:
            both = [i for i in group if buttons[i]["submit"]]
            return (both or group)[0]
    return None


def _mark(button: dict[str, Any], state: str) -> str:
    return f"{button['label']} in {state}"


def _press(window: Window, frame: Frame, button: dict[str, Any], walked: _Walk, state: str) -> None:
    # By its path, not by a handle: what is asked of a handle waits for ever on a page that never rests.
    element = frame.locator(button["path"]).first
    if window.view.tell(element, scripts.LABEL) != button["label"]:
        return  # the page went on: look again
    walked.pressed[_mark(button, state)] += 1
    walked.pressed[button["label"]] += 1
    walked.state, walked.at = state, time.monotonic()
    with window.recorder.sentence(f"Click button {button['label'] or 'without a name'}"):
        element.click(timeout=min(5.0, window.deadlines.answer) * 1000, no_wait_after=True)
    walked.clicks.append(button["label"])


def _fill(frame: Frame, fields: list[dict[str, Any]], *, everything: bool, agree: bool) -> bool:
    """Fill what must be filled (or all, when the page did not go on); tick boxes when no button can be pressed."""
    filled = False
    for about in fields:
        box = about["kind"] == "checkbox"
        if about["off"] or not about["empty"] or not (about["required"] or everything or (box and agree)):
            continue
        element = frame.locator(about["path"]).first
        if about["kind"] in ("checkbox", "radio"):
            element.check(force=True, timeout=2000)
        elif about["kind"] == "select":
            element.select_option(about["choice"], timeout=2000)
        else:
            element.fill(_value(about), timeout=2000)
        filled = True
    return filled


def _value(about: dict[str, Any]) -> str:
    kind, hint = about["kind"], about["hint"]
    if kind in ("number", "range"):
        return about["min"] or "1"
    if kind in VALUES:
        return VALUES[kind]
    for word, value in (("mail", "email"), ("phone", "tel"), ("url", "url"), ("site", "url"), ("date", "date")):
        if word in hint:
            return VALUES[value]
    return "Test"
