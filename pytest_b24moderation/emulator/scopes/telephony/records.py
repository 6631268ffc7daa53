"""What is attached to a call that is over: its record, its transcription. restdocs: api-reference/telephony."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.dispatch import gap
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import Upload, as_list, decoded, number
from pytest_b24moderation.emulator.rest.transfer import FIELD, address
from pytest_b24moderation.emulator.scopes.telephony.state import Telephony

PAGE = "api-reference/telephony/telephony-external-call-attach-record.md"


@method("telephony.externalCall.attachRecord")
def attach_record(call: Call) -> dict[str, Any]:
    """The content sent at once, or an address to send it to; a record by its own URL is a gap."""
    if call.get("FILENAME") is None and not call.text("RECORD_URL"):
        raise core("Required parameters are not set. Request should contain either URL or FILENAME parameter")
    state, name = call.state(Telephony), call.text("FILENAME")
    if state.record(call.text("CALL_ID")) is None:
        raise core("Call is not found in the statistic table. It looks like it is not finished yet.")
    if call.text("RECORD_URL"):
        raise gap(call.portal, "telephony.externalCall.attachRecord with RECORD_URL", PAGE)
    if not name:
        raise core("File name is empty")
    if PurePosixPath(name).suffix.lower() not in (".wav", ".mp3"):
        raise core("Wrong file extension. Only wav and mp3 are allowed")
    facts = {"callId": call.text("CALL_ID"), "filename": name}
    if call.get("FILE_CONTENT") is None:
        return {"uploadUrl": address(call.portal, call.grant, "upload", "telephony", **facts), "fieldName": FIELD}
    text = call.text("FILE_CONTENT")
    if not text:
        raise core("File content is empty.")
    content = decoded(text)
    if content is None:
        raise core("File content is not properly encoded. Base64 encoding is expected.")
    return _keep(call, facts, content)


@answers("rest.upload")
def uploaded(portal: Portal, scope: str, facts: Mapping[str, Any], call: Call, file: Upload) -> dict[str, int] | None:  # noqa: ARG001
    """The content of a record that was told of before; None for files of other scopes."""
    return _keep(call, facts, file.content) if scope == "telephony" else None


def _keep(call: Call, facts: Mapping[str, Any], content: bytes) -> dict[str, int]:
    """The record of that call is this now."""
    record = call.state(Telephony).record(str(facts["callId"]))
    if record is None:
        raise core("Call is not found in the statistic table. It looks like it is not finished yet.")
    name = str(facts["filename"])
    record["RECORD_FILE_ID"] = call.portal.ask("disk.add", name=name, content=content, user=call.user, maker=call.maker)
    return {"FILE_ID": record["RECORD_FILE_ID"]}


@method("telephony.call.attachTranscription")
def attach_transcription(call: Call) -> dict[str, int]:
    call_id, messages = call.text("CALL_ID"), call.get("MESSAGES")
    if not call_id:
        raise core("CALL_ID should be set")
    if not isinstance(messages, list | dict):
        raise core("MESSAGES should be an array")
    state, rows = call.state(Telephony), as_list(messages)
    for n, row in enumerate(rows):
        _check(n, row if isinstance(row, Mapping) else {})
    record = state.record(call_id)
    if record is None:
        raise core(f"Call {call_id} is not found. Is it finished?")
    found = state.next_id("transcript")
    state.transcripts[found] = rows
    record["TRANSCRIPT_ID"] = str(found)
    return {"TRANSCRIPT_ID": found}


def _check(n: int, row: Mapping[str, Any]) -> None:
    if row.get("SIDE") not in ("Client", "User"):
        raise core(f"MESSAGES[{n}][SIDE] should be either Client or User")
    if number(row.get("START_TIME"), -1) < 0:
        raise core(f"MESSAGES[{n}][START_TIME] should be greater or equal to zero")
    if number(row.get("STOP_TIME")) <= 0:
        raise core(f"MESSAGES[{n}][STOP_TIME] should be greater than zero")
    if not str(row.get("MESSAGE") or ""):
        raise core(f"MESSAGES[{n}][MESSAGE] is empty")
