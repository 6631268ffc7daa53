"""Doing one line of a test: fill its templates, say it, do it, blame the right one when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from playwright.sync_api import Error, Frame
from playwright.sync_api import TimeoutError as TooLate

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.actions import sentences
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.locate import locate
from pytest_b24moderation.clients.owners import PORTAL, SOLUTION
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Action, Actor, ScenarioError, StageFailed

T = TypeVar("T")

ALSO = ("value", "option", "checked", "key", "file")
"""What a target may say besides what it is."""

GONE = ("detached", "closed", "destroyed", "Cannot find context", "navigated")
"""What Playwright says when a frame was replaced under our hands; then we look for the new one."""


@dataclass
class Doing:
    """One action under way. ``action``: with its templates filled. ``seen``: what each expectation compared."""

    kit: Kit
    actor: Actor
    action: Action
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def window(self) -> Window:
        """The actor's browser window."""
        return self.kit.windows.of(self.actor)

    @property
    def within(self) -> float:
        """Seconds that this action has."""
        return self.kit.plan.deadlines.answer if self.action.within is None else float(self.action.within)

    def in_frame(self, do: Callable[[Frame, float], T]) -> T:
        """Do something in the frame (see `frames`) that holds the action's target; seconds left are given.

        A frame that is replaced meanwhile is looked up again. Raises StageFailed, with what was seen last.
        """
        window = self.window
        for left in window.waiting(self.within):
            try:
                frame = self._fitting(last=left <= 0)
                if frame is not None:
                    return do(frame, max(left, 0.05))
            except TooLate as error:
                raise StageFailed(f"{self.sentence}: not possible within {self.within:g} s", window.state()) from error
            except Error as error:
                if not any(word in error.message for word in GONE):
                    raise self._fault(error) from error
        raise StageFailed(f"{self.sentence}: the page did not stand still", window.state())

    def frames(self) -> list[Frame]:
        """Where a step looks: the solution's frame, those inside it, windows that it has opened.

        The page itself when no frame of it is open; a page of the portal that was opened by its path, with its sliders.
        """
        window = self.window
        app = window.app_frame()
        found = [app or window.page.main_frame]
        if app is not None and window.owners.of_frame(app) == SOLUTION:
            for outer in found:
                found += [inner for inner in outer.child_frames if not inner.is_detached()]
        if window.abroad:
            own = [frame for frame in window.page.frames if window.owners.of_frame(frame) == PORTAL]
            found = [*(found if app else []), *reversed(own)]
        others = [page.main_frame for page in window.tabs.others()]
        return [*found, *(frame for frame in others if window.owners.of_frame(frame) == SOLUTION)]

    def _fitting(self, *, last: bool) -> Frame | None:
        """The frame that has the target; the first of all where there is no choice, or no more time."""
        frames = self.frames()
        if last or len(frames) == 1:
            return frames[0]
        return next((frame for frame in frames if self._holds(frame)), None)

    def _holds(self, frame: Frame) -> bool:
        """Whether what the action names is in that frame now."""
        try:
            if self.window.view.ask(frame, "() => innerWidth > 1") is not True:
                return False
            with self.window.view.bounded():
                return locate(frame, self.action.target, self.action.place, ALSO).count() > 0
        except Error:
            return False

    def _fault(self, error: Error) -> Exception:
        if "strict mode violation" in error.message:
            several = error.message.splitlines()[0].partition("strict mode violation:")[2].strip()
            return ScenarioError(
                "the locator fits several things", self.action.place, "one thing", several, "add exact: true, or nth: 0"
            )
        return StageFailed(f"{self.sentence}: {look.brief(error.message)}", self.window.state())

    @property
    def sentence(self) -> str:
        """The action as a person would say it."""
        return sentences.say(self.action)


def perform(kit: Kit, actor: Actor, action: Action) -> Mapping[str, Any]:
    """Do one action as that actor; what its expectations saw.

    Raises StageFailed (AssertionError) where the solution did not do what was expected, ScenarioError
    where the author's line is wrong.
    """
    from pytest_b24moderation.clients.actions.verbs import VERBS

    do = VERBS.get(action.verb)
    if do is None:
        raise ScenarioError(f"unknown verb {action.verb!r}", action.place, ", ".join(VERBS), action.verb)
    doing = Doing(kit, actor, _filled(kit, actor, action))
    with kit.timeline.sentence(doing.sentence):
        try:
            do(doing)
        except ScenarioError as error:
            if error.place is None:
                raise ScenarioError(error.message, action.place, error.expected, error.found, error.hint) from error
            raise
    return doing.seen


def _filled(kit: Kit, actor: Actor, action: Action) -> Action:
    target, params, expect = (kit.render(part, actor) for part in (action.target, action.params, action.expect))
    if action.verb == "fill_secret":
        kit.timeline.learn("password", str(target.get("value", "")))
    return replace(action, target=target, params=params, expect=expect)
