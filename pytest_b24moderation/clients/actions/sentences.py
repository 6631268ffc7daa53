"""A step as a person would say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_b24moderation.clients.locate import WAYS, named
from pytest_b24moderation.model import Action


def say(action: Action) -> str:
    """The sentence of an action whose templates are filled."""
    target = action.target
    special = _SENTENCES.get(action.verb)
    if special is None or (action.verb not in _PLAIN and not isinstance(target, Mapping)):
        return f"{action.verb.replace('_', ' ').capitalize()} {named(target)}"
    return special(target)


def condition(target: Any) -> str:
    """What is expected, as a person would say it."""
    if not isinstance(target, Mapping):
        return str(target)
    parts = [named(target)] if any(target.get(way) is not None for way in WAYS) else []
    if target.get("no") is not None:
        parts.append(f"no {condition(target['no'])}")
    if target.get("url") is not None:
        parts.append(f"the address {target['url']}")
    if target.get("value") is not None:
        parts.append(f"holding {target['value']}")
    for word in ("checked", "enabled"):
        if target.get(word) is not None:
            parts.append(word if target[word] else f"not {word}")
    if target.get("count") is not None:
        parts.append(f"{target['count']} times")
    return " ".join(parts)


def _open(target: Mapping[str, Any]) -> str:
    if target.get("placement"):
        options = ", ".join(f"{key} {value}" for key, value in (target.get("options") or {}).items())
        return f"Open the placement {target['placement']}" + (f" of {options}" if options else "")
    return f"Open {target['path']}" if target.get("path") else "Open the solution"


def _check(target: Mapping[str, Any]) -> str:
    return f"{'Tick' if target.get('checked', True) else 'Untick'} {named(target)}"


def _press(target: Mapping[str, Any]) -> str:
    where = named(target)
    return f"Press {target['key']}" + (f" in {where}" if where else "")


def _wait(target: Mapping[str, Any]) -> str:
    return f"Wait for {condition(target['until'])}"


_PLAIN = ("rest", "portal", "screenshot", "expect", "press")

_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "rest": lambda method: f"Call {method}",
    "portal": lambda verb: f"Let the portal do: {verb}",
    "screenshot": lambda name: f"Take a screenshot: {name}",
    "expect": lambda target: f"Expect {condition(target)}",
    "open": _open,
    "fill": lambda target: f"Fill {named(target)} with {target.get('value')}",
    "fill_secret": lambda target: f"Fill {named(target)} with a secret",
    "select": lambda target: f"Select {target.get('option')} in {named(target)}",
    "check": _check,
    "press": lambda target: _press(target) if isinstance(target, Mapping) else f"Press {target}",
    "upload": lambda target: f"Upload a file to {named(target)}",
    "http": lambda target: f"Request {target.get('method', 'GET')} {target.get('url')}",
    "wait": _wait,
}
