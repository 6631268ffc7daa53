"""INS-03: `installFinish` is called once, after the set-up calls have succeeded.

Owns the moment and the number of the calls. A wizard that never calls it belongs to INS-01. A set-up call
refused with `insufficient_scope` belongs to VER-02; "already bound" is what a reinstall must bear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.model import Call, Evidence, Exchange, Finding, FrameMessage, Question, rest_calls


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    finishes = [m for m in evidence.of(FrameMessage, stage="install") if _finishes(m, patterns["finish"])]
    if not finishes:
        return
    if evidence.scenario.version.api_only:
        yield Finding("api-only", {}, tuple(finishes))
        return
    if len(finishes) > 1:
        yield Finding("twice", {"count": len(finishes)}, tuple(finishes))
    first, exchanges = finishes[0], evidence.of(Exchange, stage="install")
    # The portal's page hands the message on at once; that request is timed more closely than the message.
    handed = (e.at for e in exchanges if e.source == "browser" and patterns["handed-on"] in e.request_body)
    moment = min([first.at, *handed])
    calls = [c for c in rest_calls(exchanges) if re.fullmatch(patterns["setup"], c.method)]
    begun = [c for c in calls if c.exchange.at < moment]
    late = [c for c in begun if c.exchange.at + c.exchange.took > moment + patterns["margin"]]
    if late:
        where = (first, *dict.fromkeys(c.exchange for c in late))
        # The documentation's own examples finish without waiting; where all went well, a person decides.
        kind = Finding if any(c.failed for c in late) else Question
        yield kind("unanswered", {"methods": _names(late)}, where)
    refused = [c for c in begun if c not in late and c.failed and not _borne(c, begun, patterns["borne"])]
    absent = [c for c in refused if c.error.upper() in patterns["absent"]]
    for call in refused:
        if call not in absent:
            yield Finding("refused", {"method": call.method, "answer": call.answer}, (call.exchange, first))
    if absent:
        values = {"methods": _names(absent), "answer": absent[0].answer}
        yield Question("absent", values, (*(c.exchange for c in absent), first))


def _finishes(message: FrameMessage, command: str) -> bool:
    undone = re.search(r'"value"\s*:\s*(false|0|"N")', message.data)
    return message.way == "up" and message.command == command and not undone


def _borne(call: Call, calls: list[Call], borne: str) -> bool:
    """A failure that proves nothing: expected on a reinstall, another rule's, ours, or repeated with success."""
    repeated = any(c.method == call.method and c.params == call.params and not c.failed for c in calls)
    return repeated or call.exchange.status == 501 or bool(re.search(borne, call.answer, re.IGNORECASE))


def _names(calls: list[Call]) -> str:
    return ", ".join(dict.fromkeys(call.method for call in calls))
