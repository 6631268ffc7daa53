"""Records of any kind as other things name them: by owner type and id. restdocs: crm.enum.ownertype."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.access import denied, may_read, may_write
from pytest_b24moderation.emulator.scopes.crm.kind import Record
from pytest_b24moderation.emulator.scopes.crm.state import Crm

NAMES = {1: "lead", 2: "deal", 3: "contact", 4: "company", 5: "invoice", 7: "quote", 14: "order", 31: "smart_invoice"}
FIRST_CUSTOM = 128
Owner = tuple[int, int]
"""(owner type, id)."""


def kind_name(type_id: int) -> str:
    """2 → deal, 156 → dynamic_156; "" for what is no type of records."""
    return NAMES.get(type_id, f"dynamic_{type_id}" if type_id >= FIRST_CUSTOM else "")


def type_of(name: str) -> int:
    """deal, DEAL or dynamic_156 → the owner type; 0 for none."""
    plain = name.strip().lower()
    known = next((type_id for type_id, one in NAMES.items() if one == plain), 0)
    return known or number(plain.removeprefix("dynamic_") if plain.startswith("dynamic_") else "")


def record_of(portal: Portal, owner: Owner) -> Record | None:
    name = kind_name(owner[0])
    return portal.state(Crm).of(name).get(owner[1]) if name else None


def can_read(portal: Portal, user: User, owner: Owner) -> bool:
    record = record_of(portal, owner)
    return record is not None and may_read(portal, user, record)


def can_write(portal: Portal, user: User, owner: Owner) -> bool:
    record = record_of(portal, owner)
    return record is not None and may_write(portal, user, record)


def mark_active(portal: Portal, owner: Owner, user: User) -> None:
    """Something was done with the record: its last activity is now, by that user."""
    record = record_of(portal, owner)
    if record is not None and "LAST_ACTIVITY_TIME" in record.values:
        record.values |= {"LAST_ACTIVITY_TIME": portal.iso(), "LAST_ACTIVITY_BY": str(user.id)}


def required(call: Call, *names: str) -> None:
    """Engine methods want these parameters; code 100 names the first that is missing."""
    for name in names:
        if call.get(name) is None:
            raise parameter_missing(name)


def whole(call: Call, name: str) -> int:
    """A required integer parameter of an engine method."""
    required(call, name)
    found = number(call.get(name), -1)
    if found < 0:
        raise parameter_wrong(name, "int", call.text(name))
    return found


def structure(call: Call, name: str) -> dict[str, Any]:
    """A required parameter of an engine method that is an array with keys."""
    required(call, name)
    found = call.get(name)
    if isinstance(found, list):
        return {str(key): item for key, item in enumerate(found)}
    if not isinstance(found, dict):
        raise parameter_wrong(name, "array", call.text(name))
    return found


def owner_in(call: Call, type_name: str, id_name: str, *, write: bool = False) -> Owner:
    """The existing record that two parameters name, which the caller may read, or change with ``write``."""
    owner = (whole(call, type_name), whole(call, id_name))
    return checked_owner(call, owner, write=write)


def checked_owner(call: Call, owner: Owner, *, write: bool = False) -> Owner:
    if record_of(call.portal, owner) is None:
        raise RestError(400, "OWNER_NOT_FOUND", "Owner was not found")
    if not (can_write if write else can_read)(call.portal, call.user, owner):
        raise denied()
    return owner


def not_found(text: str = "Element not found") -> RestError:
    return RestError(400, "NOT_FOUND", text)


def require_context(call: Call) -> str:
    """The client id of the calling application; ERROR_WRONG_CONTEXT for a webhook or a session."""
    if call.grant.app is None:
        raise RestError(
            400, "ERROR_WRONG_CONTEXT", "The method can only be called in the context of a REST application"
        )
    return call.grant.app.client_id
