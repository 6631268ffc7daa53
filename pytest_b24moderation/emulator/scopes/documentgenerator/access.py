"""Parameters and permissions of the document generator's methods."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.scopes.documentgenerator.state import Generator

LEVELS = ("", "A", "D", "X")


def wrong(text: str) -> RestError:
    return RestError(400, "0", text)


def no_value(text: str) -> RestError:
    return RestError(400, "100", text)


def no_field(name: str) -> RestError:
    return RestError(400, "BX_EMPTY_REQUIRED", f'Required field "{name}" is not filled')


def permission(portal: Portal, user: User, entity: str, verb: str = "MODIFY") -> str:
    """The widest of "", A (own), D (the department's) and X that the user's roles give."""
    if user.admin:
        return "X"
    state, codes = portal.state(Generator), portal.people.access_codes(user)
    roles = [state.roles[key] for key, code in state.accesses if key in state.roles and code in {*codes, "UA"} & {code}]
    found = [role.permissions.get(entity, {}).get(verb, "") for role in roles]
    return max(found, key=lambda letter: LEVELS.index(letter) if letter in LEVELS else 0, default="")


def require_templates(call: Call) -> str:
    """The caller's level at templates; refused where there is none."""
    found = permission(call.portal, call.user, "TEMPLATES")
    if not found:
        raise wrong("You do not have permissions to modify templates")
    return found


def require_settings(call: Call) -> None:
    if not permission(call.portal, call.user, "SETTINGS"):
        raise wrong("You do not have permissions to modify settings")


def require_documents(call: Call, verb: str) -> None:
    if not permission(call.portal, call.user, "DOCUMENTS", verb):
        raise wrong("You do not have permissions to view documents")


def fields(call: Call) -> dict[str, Any]:
    """The parameter `fields`, which has to be there."""
    found = call.get("fields")
    if found in (None, "", [], {}):
        raise no_value(parameter_missing("fields").text)
    if not isinstance(found, dict):
        raise no_value("Invalid value to match with parameter {fields}. Should be value of type array")
    return found
