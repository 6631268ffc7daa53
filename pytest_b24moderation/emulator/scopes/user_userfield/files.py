"""Files in custom fields of users. restdocs: api-reference/user/userfields/user-userfield-file-get.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import core, parameter_missing
from pytest_b24moderation.emulator.rest.params import as_dict, decoded, number
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.user_userfield.fields import UserFields

PAGE = "/bitrix/services/main/ajax.php"
ACTION = "rest.file.get"


@method("user.userfield.file.get")
def get(call: Call) -> Listed:
    """The file itself, by what the field's `downloadData` tells."""
    for name in ("id", "field", "value"):
        if call.get(name) is None:
            raise parameter_missing(name)
    found = _found(call.portal, {name: call.text(name) for name in ("id", "field", "value")})
    if found is None:
        raise core("File not found")
    return Listed(found)


@answers("user.file")
def kept(portal: Portal, user: User, field: str, sent: Any) -> Any:
    """What a field of files holds after `[name, base64]`, or several such, was sent; None: nothing of the kind was."""
    state = portal.state(UserFields)
    row = next((one.values for one in state.rows.values() if one.values["FIELD_NAME"] == field), None)
    if row is None or row["USER_TYPE_ID"] != "file":
        return None
    if row["MULTIPLE"] != "Y":
        return _taken(state, user, field, sent)
    several = sent if isinstance(sent, list) and not _is_pair(sent) else [sent]
    return [one for one in (_taken(state, user, field, item) for item in several) if one] or None


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:
    """The file at its `showUrl`, for whoever is logged in."""
    return _found(portal, query) if user and path == PAGE and query.get("action") == ACTION else None


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == len(("name", "content")) and isinstance(value[0], str)


def _taken(state: UserFields, user: User, field: str, sent: Any) -> dict[str, Any] | None:
    if not _is_pair(sent):
        return None
    content = decoded(str(sent[1]))
    if content is None:
        return None
    file_id = state.next_id("file")
    state.files[file_id] = (sent[0], content)
    query = {"action": ACTION, "SITE_ID": "s1", "entity": "USER", "id": user.id, "field": field, "value": file_id}
    where = {"id": user.id, "field": field, "value": file_id}
    return {"id": file_id, "showUrl": f"{PAGE}?{urlencode(query)}", "downloadData": where}


def _found(portal: Portal, facts: dict[str, Any]) -> Handed | None:
    user, file_id = portal.people.users.get(number(facts.get("id"))), number(facts.get("value"))
    field = str(facts.get("field"))
    if user is None or field not in (portal.ask("user.userfields") or {}) or file_id not in _ids(user.extra.get(field)):
        return None
    return Handed(*portal.state(UserFields).files[file_id])


def _ids(held: Any) -> Iterator[int]:
    for one in held if isinstance(held, list) else [held]:
        if as_dict(one).get("downloadData"):
            yield number(as_dict(one).get("id"))
