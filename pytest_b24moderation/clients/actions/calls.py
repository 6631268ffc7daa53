"""The verbs that get an answer: REST, an HTTP request, and what the portal itself does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.actions.doing import Doing
from pytest_b24moderation.model import NotEmulated, ScenarioError, StageFailed


class NothingToSave(ScenarioError):
    """An answer has not, or not yet, what a step wants to save of it."""


MISSING = object()
"""Stands where a dotted path leads nowhere."""

SETTLES = 5.0
"""Seconds at most for handlers to be called after what the portal does; whoever takes longer is not waited for."""

POLL = 0.03
"""Seconds between two questions while an expectation does not hold yet."""

READS = ("get", "list", "fields", "info", "current", "count", "search", "types", "items", "status")
"""Last words of methods that change nothing, so that they may be asked again until an expectation holds."""


def rest(doing: Doing) -> None:
    """Call a REST method with the actor's rights; an error nobody expects fails the step."""
    method = str(doing.action.target)

    def ask() -> dict[str, Any]:
        answer = doing.kit.rest(doing.actor).call(method, doing.action.params)
        if answer.status == 501:
            raise NotEmulated((method,))
        if answer.error == "ERROR_METHOD_NOT_FOUND" and "error" not in doing.action.expect:
            raise ScenarioError(f"the portal knows no method {method}", doing.action.place, found=answer.description)
        # a scenario may expect that there is no error, so `error` is always there
        return {"error": "", **answer.raw, "status": answer.status}

    _answered(doing, ask, repeat=method.rsplit(".", 1)[-1].lower() in READS)


def http(doing: Doing) -> None:
    """Send a request to the solution's server or to a service; `text` and `json` are what came back."""

    def ask() -> dict[str, Any]:
        answer = doing.kit.http.send(doing.action.target)
        parts = {"status": answer.status, "text": answer.text, "json": answer.json, "error": answer.error}
        return {**answer.json, **parts} if isinstance(answer.json, dict) else parts

    _answered(doing, ask, repeat=str(doing.action.target.get("method", "GET")) in ("GET", "HEAD"))


def portal(doing: Doing) -> None:
    """Let a person on the portal, or the portal itself, do something; the solution is told before the next step."""
    verb = str(doing.action.target)
    result = doing.kit.portal.act(verb, doing.action.params or {}, doing.actor)
    doing.kit.portal.settle(min(doing.within, SETTLES))
    doing.kit.windows.pump()
    _compare(doing, result if isinstance(result, Mapping) else {"result": result})


def _answered(doing: Doing, ask: Callable[[], dict[str, Any]], *, repeat: bool) -> None:
    """Ask; again and again while an expectation with a time of its own does not hold yet."""
    end = time.monotonic() + (doing.within if repeat and doing.action.within is not None else 0.0)
    while True:
        answer = ask()
        try:
            _compare(doing, answer)
            return
        except (StageFailed, NothingToSave):
            if time.monotonic() >= end:
                raise
        doing.kit.windows.pump()
        time.sleep(POLL)


def _compare(doing: Doing, answer: Mapping[str, Any]) -> None:
    expected = doing.action.expect
    if answer.get("error") and "error" not in expected and "status" not in expected:
        words = " ".join(str(answer.get(key, "")) for key in ("error", "error_description")).strip()
        raise StageFailed(f"{doing.sentence}: refused with {look.brief(words)}")
    for path, value in expected.items():
        found = dig(answer, path)
        doing.seen[f"{doing.action.target if isinstance(doing.action.target, str) else doing.sentence}: {path}"] = (
            None if found is MISSING else found
        )
        if not same(found, value):
            was = "nothing" if found is MISSING else look.brief(json.dumps(found, ensure_ascii=False, default=str))
            raise StageFailed(f"{doing.sentence}: expected {path} to be {value!r}, it is {was}")
    for name, path in doing.action.save.items():
        found = dig(answer, path)
        if found is MISSING:
            was = look.brief(json.dumps(answer, ensure_ascii=False, default=str))
            if doing.action.verb == "http" or (doing.action.verb == "portal" and _told(answer)):
                raise StageFailed(f"{doing.sentence}: the answer has no {path} to save as {name}", was)
            missing = f"there is nothing to save as {name}"
            raise NothingToSave(missing, doing.action.place, f"{path} in the answer", was)
        doing.kit.saved.setdefault(doing.actor, {})[name] = found


def _told(answer: Mapping[str, Any]) -> bool:
    """Whether the answer is an error that the solution's handler gave."""
    status = answer.get("status")
    return bool(answer.get("error") or answer.get("errors")) or (isinstance(status, int) and status >= 400)


def dig(answer: Any, path: str) -> Any:
    """What a dotted path leads to; `MISSING` when it leads nowhere. Numbers count list items."""
    found = answer
    for part in path.split("."):
        if isinstance(found, Mapping) and part in found:
            found = found[part]
        elif isinstance(found, Sequence) and not isinstance(found, str) and part.lstrip("-").isdigit():
            index = int(part)
            if not -len(found) <= index < len(found):
                return MISSING
            found = found[index]
        else:
            return MISSING
    return found


def same(found: Any, expected: Any) -> bool:
    """Whether an answer's value is the expected one; Bitrix24 writes numbers as text, so 15 is "15"."""
    if found is MISSING:
        return expected is None
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(same(found.get(k, MISSING), v) for k, v in expected.items())
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, bool) or isinstance(expected, bool) or found is None or expected is None:
        return found is expected
    return bool(found == expected) or str(found) == str(expected)
