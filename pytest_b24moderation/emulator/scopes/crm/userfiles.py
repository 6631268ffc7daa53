"""Files in user fields: taken as base64, given out by address. restdocs: crm/universal/crm-item-update.md, files"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, decoded, number
from pytest_b24moderation.emulator.rest.transfer import Handed, address
from pytest_b24moderation.emulator.scopes.crm.kind import UserField
from pytest_b24moderation.emulator.scopes.crm.state import Crm


def kept_files(portal: Portal, field: UserField, sent: Any, old: Any) -> Any:
    """The ids to keep: `[name, base64]` (bare, or as `fileData`) is a new file, `{id}` one that is there already."""
    before = [str(one) for one in as_list(old)]
    if not field.multiple:
        return _kept(portal, sent, before)
    several = sent if isinstance(sent, list) and not _is_pair(sent) else [sent]
    return [one for one in (_kept(portal, item, before) for item in several) if one]


def shown_file(call: Call, field: UserField, value: Any, *, universal: bool) -> Any:
    """A field's value for an answer: the id with addresses, or a list of such."""
    if field.multiple:
        return [_shown(call, one, universal) for one in as_list(value)]
    return _shown(call, value, universal) if value else None


@answers("rest.download")
def download(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:  # noqa: ARG001
    """The file of a user field, for whoever has its address."""
    found = portal.state(Crm).files.get(number(facts.get("userFile"))) if scope == "crm" else None
    return Handed(*found) if found else None


def _kept(portal: Portal, sent: Any, before: list[str]) -> str | None:
    row = as_dict(sent) if isinstance(sent, dict) else {}
    pair = row.get("fileData", sent)
    if _is_pair(pair):
        content = decoded(str(pair[1]))
        if content is None:
            return None
        crm = portal.state(Crm)
        file_id = crm.next_id("file")
        crm.files[file_id] = (str(pair[0]), content)
        return str(file_id)
    wanted = str(row.get("id") or row.get("ID") or "")
    return wanted if wanted in before else None


def _is_pair(value: Any) -> bool:
    pair = isinstance(value, list) and len(value) == len(("name", "content"))
    return pair and all(isinstance(one, str) for one in value)


def _shown(call: Call, value: Any, universal: bool) -> dict[str, Any]:
    where = address(call.portal, call.grant, "download", "crm", userFile=value)
    names = ("url", "urlMachine") if universal else ("showUrl", "downloadUrl")
    return {"id": number(value)} | dict.fromkeys(names, where)
