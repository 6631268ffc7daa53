"""What a page must show: one condition, looked at until it is true or the time is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Error, Frame, Locator

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.actions import sentences
from pytest_b24moderation.clients.actions.doing import GONE, Doing
from pytest_b24moderation.clients.locate import WAYS, locate
from pytest_b24moderation.model import StageFailed

ALSO = ("url", "value", "checked", "enabled", "count", "no")

_STATE = """found => [found.length, found.slice(0, 1).map(e => ({text: e.innerText || e.value || e.alt || e.title || '',
  value: e.value === undefined ? null : String(e.value),
  checked: e.checked === undefined ? e.getAttribute('aria-checked') === 'true' : e.checked,
  enabled: !e.disabled && e.getAttribute('aria-disabled') !== 'true'}))[0] || null]"""


def expect(doing: Doing, target: Any, within: float) -> None:
    """Wait until the condition holds in the solution's frame. Raises StageFailed with what was there instead."""
    if not isinstance(target, Mapping):
        target = {"text": str(target)}
    said = sentences.condition(target)
    window, was = doing.window, ""
    if target.get("no") is not None:
        window.calm(within=min(3.0, within))  # what has not been drawn yet is not absent
    for _ in window.waiting(within):
        holds, was = _anywhere(doing, target)
        if holds:
            doing.seen[said] = was
            return
    doing.seen[said] = was
    raise StageFailed(f"expected {said} within {within:g} s; there was {was or 'nothing like it'}", window.state())


def _anywhere(doing: Doing, target: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether it holds in one of the places where a step looks; what must not be there must be absent from all."""
    found = [_holds(doing, frame, target) for frame in doing.frames()]
    wanted = target.get("no") is None
    told = next((one for one in found if one[1]), found[0])
    return next((one for one in found if one[0] is wanted), told if wanted else found[0])


def _holds(doing: Doing, frame: Frame, target: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether it holds now, and what is there."""
    if (url := target.get("url")) is not None and str(url) not in frame.url:
        return False, f"the address {look.brief(frame.url, 200)}"
    if (no := target.get("no")) is not None:
        there, was = _holds(doing, frame, no)
        if there:
            return False, was
    if not any(target.get(way) is not None for way in WAYS):
        return True, look.brief(frame.url, 200) if url is not None else ""
    # Ask first whether the page answers at all: what comes then has no time limit but the leash
    if doing.window.view.ask(frame, "() => true") is None:
        return False, "a page that gives no answer"
    try:
        return _things(doing, locate(frame, target, doing.action.place, ALSO), target)
    except Error as error:
        if any(word in error.message for word in GONE):
            return False, "a page that is being replaced"
        raise doing._fault(error) from error


def _things(doing: Doing, found: Locator, target: Mapping[str, Any]) -> tuple[bool, str]:
    with doing.window.view.bounded():
        number, state = found.evaluate_all(_STATE)
    if (wanted := target.get("count")) is not None:
        return number == int(wanted), f"{number} times"
    if not number:
        return False, ""
    if (value := target.get("value")) is not None and str(value) != state["value"]:
        return False, f"the value {state['value']!r}"
    for word in ("checked", "enabled"):
        if target.get(word) is not None and bool(target[word]) != state[word]:
            return False, f"{'' if state[word] else 'not '}{word}"
    return True, look.brief(str(state["text"]))
