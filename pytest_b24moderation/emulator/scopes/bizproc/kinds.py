"""Activities and robots (automation rules) of applications: add, update, delete, list.

restdocs: api-reference/bizproc/bizproc-activity, api-reference/bizproc/bizproc-robot.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.rest.urls import check_handler
from pytest_b24moderation.emulator.scopes.bizproc.documents import known_type, triple
from pytest_b24moderation.emulator.scopes.bizproc.state import Kind, Processes

FIELDS = (
    "HANDLER", "AUTH_USER_ID", "USE_SUBSCRIPTION", "NAME", "DESCRIPTION", "PROPERTIES", "RETURN_PROPERTIES",
    "DOCUMENT_TYPE", "FILTER", "USE_PLACEMENT", "PLACEMENT_HANDLER",
)  # fmt: skip
EDITIONS = ("b24", "box")


def wrong(text: str) -> RestError:
    return RestError(400, "ERROR_ACTIVITY_VALIDATION_FAILURE", text)


def kind_methods(name: str, *, robot: bool) -> list[Callable[[Call], Any]]:
    """The four methods of bizproc.activity or bizproc.robot."""

    def delete(call: Call) -> bool:
        call.require_admin()
        del call.state(Processes).kinds[_find(call, robot=robot).id]
        return True

    def listed(call: Call) -> list[str]:
        call.require_admin()
        rows = call.state(Processes).kinds.values()
        return [row.code for row in rows if row.app_id == call.app.id and row.robot is robot]

    adding, changing = partial(_add, robot=robot), partial(_update, robot=robot)
    verbs: dict[str, Callable[[Call], Any]] = {"add": adding, "update": changing, "delete": delete, "list": listed}
    return [
        method(f"bizproc.{name}.{verb}", app_only=True, refusal="ACCESS_DENIED")(function)
        for verb, function in verbs.items()
    ]


def _add(call: Call, *, robot: bool) -> bool:
    call.require_admin()
    code, state = _code(call), call.state(Processes)
    facts = {field: call.get(field) for field in FIELDS if call.get(field) is not None}
    _check_address(call, call.text("HANDLER"))
    if not facts.get("NAME"):
        raise wrong("Empty activity NAME!")
    _check(call, facts)
    if state.kind(call.app.id, code):
        text = "Activity or Robot already installed!"
        raise RestError(400, "ERROR_ACTIVITY_ALREADY_INSTALLED", text)
    row = Kind(state.next_id("kind"), call.app.id, code, robot, call.maker, facts)
    state.kinds[row.id] = row
    return True


def _update(call: Call, *, robot: bool) -> bool:
    call.require_admin()
    row, given = _find(call, robot=robot), as_dict(call.get("FIELDS"))
    facts = {key.upper(): value for key, value in given.items() if key.upper() in FIELDS}
    if not facts:
        raise wrong("No fields to update")
    if "HANDLER" in facts:
        _check_address(call, str(facts["HANDLER"] or ""))
    if "NAME" in facts and not facts["NAME"]:
        raise wrong("Empty activity NAME!")
    _check(call, facts)
    row.facts |= facts
    return True


def _code(call: Call) -> str:
    code = call.text("CODE")
    if not any(key.lower() not in ("auth", "access_token") for key in call.params):
        raise wrong("Empty data!")
    if not code:
        raise wrong("Empty activity code!")
    if not re.fullmatch(r"[a-zA-Z0-9._-]+", code):
        raise wrong("Wrong activity code!")
    return code


def _find(call: Call, *, robot: bool) -> Kind:
    row = call.state(Processes).kind(call.app.id, _code(call), robot=robot)
    if row is None:
        raise RestError(400, "ERROR_ACTIVITY_NOT_FOUND", "Activity or Robot not found!")
    return row


def _check(call: Call, facts: dict[str, Any]) -> None:
    for name in ("PROPERTIES", "RETURN_PROPERTIES"):
        if facts.get(name):
            _check_properties(facts[name])
    if facts.get("FILTER") and not _fits(facts["FILTER"]):
        raise wrong("Wrong activity FILTER!")
    if facts.get("DOCUMENT_TYPE"):
        document = triple(facts["DOCUMENT_TYPE"])
        if document is None or not known_type(document):
            raise wrong("Wrong activity DOCUMENT_TYPE!")
    if str(facts.get("USE_PLACEMENT") or "N").upper() == "Y":
        _check_address(call, str(facts.get("PLACEMENT_HANDLER") or ""))


def _check_address(call: Call, url: str) -> None:
    try:
        check_handler(call.portal, url)
    except RestError as problem:
        if problem.code == "ERROR_UNSUPPORTED_PROTOCOL":
            raise RestError(400, problem.code, "Unsupported handler protocol") from None
        raise


def _check_properties(properties: Any) -> None:
    if not isinstance(properties, dict):
        raise wrong("Wrong properties array!")
    for key, row in properties.items():
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]*", key):
            raise wrong(f"Wrong property key {key}!")
        if not isinstance(row, dict) or not (row.get("Name") or row.get("NAME")):
            raise wrong(f"Empty property NAME {key}!")


def _fits(rules: Any) -> bool:
    """Whether a FILTER is one: INCLUDE and EXCLUDE with editions and (partial) document types."""
    if not isinstance(rules, dict) or not rules:
        return False
    for name, group in rules.items():
        if name not in ("INCLUDE", "EXCLUDE") or not isinstance(group, list | dict):
            return False
        for rule in as_dict(group).values():
            if not (rule in EDITIONS if isinstance(rule, str) else isinstance(rule, list) and 0 < len(rule) < 4):
                return False
    return True


METHODS = [*kind_methods("activity", robot=False), *kind_methods("robot", robot=True)]
