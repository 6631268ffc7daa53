"""External lines of applications. restdocs: api-reference/telephony/telephony-external-line-*.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import yes_no
from pytest_b24moderation.emulator.scopes.telephony.state import ExternalLine, Telephony


@method("telephony.externalLine.add", app_only=True)
def line_add(call: Call) -> dict[str, int]:
    number, state = _number(call), call.state(Telephony)
    if state.line(call.app.id, number):
        raise core("Line already exists")
    found = state.next_id("line")
    auto = yes_no(call.get("CRM_AUTO_CREATE", "Y"))
    state.lines[found] = ExternalLine(found, call.app.id, number, call.text("NAME"), auto, call.maker)
    return {"ID": found}


@method("telephony.externalLine.update", app_only=True)
def line_update(call: Call) -> dict[str, str]:
    row = _known(call)
    if call.get("NAME") is None and call.get("CRM_AUTO_CREATE") is None:
        raise core("There are no fields to update")
    row.name = call.text("NAME", row.name)
    row.auto_create = yes_no(call.get("CRM_AUTO_CREATE", row.auto_create))
    return {"ID": str(row.id)}


@method("telephony.externalLine.delete", app_only=True)
def line_delete(call: Call) -> list[Any]:
    del call.state(Telephony).lines[_known(call).id]
    return []


@method("telephony.externalLine.get", app_only=True)
def line_get(call: Call) -> list[dict[str, str]]:
    return [
        {"NUMBER": row.number, "NAME": row.name, "CRM_AUTO_CREATE": row.auto_create}
        for row in call.state(Telephony).lines.values()
        if row.app_id == call.app.id
    ]


def _number(call: Call) -> str:
    if not call.text("NUMBER"):
        raise core("NUMBER should not be empty")
    return call.text("NUMBER")


def _known(call: Call) -> ExternalLine:
    number = _number(call)
    found = call.state(Telephony).line(call.app.id, number)
    if found is None:
        raise core(f"Could not find line with number {number}")
    return found
