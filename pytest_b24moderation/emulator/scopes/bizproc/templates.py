"""Templates of workflows. restdocs: api-reference/bizproc/template."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.bizproc.bpt import Unreadable, read_template
from pytest_b24moderation.emulator.scopes.bizproc.documents import known_type, triple
from pytest_b24moderation.emulator.scopes.bizproc.state import Processes, Template
from pytest_b24moderation.emulator.selection import matches, ordered, split_key

AUTO = ("0", "1", "2", "3")
BODY = ("TEMPLATE", "PARAMETERS", "VARIABLES", "CONSTANTS")


def wrong(text: str) -> RestError:
    return RestError(400, "ERROR_TEMPLATE_VALIDATION_FAILURE", text)


@method("bizproc.workflow.template.add", app_only=True, refusal="ACCESS_DENIED")
def template_add(call: Call) -> int:
    call.require_admin()
    document = triple(call.get("DOCUMENT_TYPE"))
    if document is None or not known_type(document):
        raise wrong("Incorrect field DOCUMENT_TYPE!")
    facts = _checked({name: call.get(name) for name in ("NAME", "AUTO_EXECUTE", "TEMPLATE_DATA")})
    state = call.state(Processes)
    row = Template(
        state.next_id("template"), call.app.id, document, facts["NAME"], call.text("DESCRIPTION"),
        int(facts["AUTO_EXECUTE"]), facts["TEMPLATE_DATA"], call.user.id, call.portal.clock.now(), call.maker,
    )  # fmt: skip
    state.templates[row.id] = row
    return row.id


@method("bizproc.workflow.template.update", app_only=True, refusal="ACCESS_DENIED")
def template_update(call: Call) -> int:
    call.require_admin()
    known = ("NAME", "DESCRIPTION", "TEMPLATE_DATA", "AUTO_EXECUTE")
    given = {key.upper(): value for key, value in as_dict(call.get("FIELDS")).items() if key.upper() in known}
    if not given:
        raise wrong("No fields to update.")
    row = _own(call, "update")
    facts = _checked(given)
    row.name, row.auto = facts.get("NAME", row.name), int(facts.get("AUTO_EXECUTE", row.auto))
    row.body = facts.get("TEMPLATE_DATA", row.body)
    row.description = str(given.get("DESCRIPTION", row.description))
    row.user_id, row.modified = call.user.id, call.portal.clock.now()
    return row.id


@method("bizproc.workflow.template.delete", app_only=True, refusal="ACCESS_DENIED")
def template_delete(call: Call) -> None:
    call.require_admin()
    del call.state(Processes).templates[_own(call, "delete").id]


@method("bizproc.workflow.template.list")
def template_list(call: Call) -> Listed:
    call.require_admin()
    rows = [_shown(call.portal, row) for row in call.state(Processes).templates.values()]
    return selected(call, rows, ("ID",), {"ID": "ASC"})


def selected(call: Call, rows: list[dict[str, Any]], default: tuple[str, ...], order: dict[str, str]) -> Listed:
    """The page that SELECT, FILTER and ORDER ask for; names of fields in any case."""
    wanted = {}
    for key, value in as_dict(call.get("FILTER")).items():
        prefix, name = split_key(key)
        wanted[prefix + name.upper()] = value
    by = {str(name).upper(): way for name, way in as_dict(call.get("ORDER")).items()} or order
    names = [str(name).upper() for name in as_list(call.get("SELECT"))] or list(default)
    fields = set(rows[0]) if rows else set()
    found = page(call, ordered([row for row in rows if matches(row, wanted, fields.__contains__)], by))
    shown = [{key: value for key, value in row.items() if key in names or "*" in names} for row in found.rows]
    return Listed(shown, found.total, found.next)


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """The values of those fields that are there, as they are kept."""
    found: dict[str, Any] = {}
    if "NAME" in given:
        found["NAME"] = str(given["NAME"] or "")
        if not found["NAME"]:
            raise wrong("Empty template name!")
    if "AUTO_EXECUTE" in given:
        found["AUTO_EXECUTE"] = str(given["AUTO_EXECUTE"] if given["AUTO_EXECUTE"] is not None else 0)
        if found["AUTO_EXECUTE"] not in AUTO:
            raise wrong("Incorrect field AUTO_EXECUTE!")
    if "TEMPLATE_DATA" in given:
        data = given["TEMPLATE_DATA"]
        data = data.get("fileData", data) if isinstance(data, dict) else data
        try:
            found["TEMPLATE_DATA"] = read_template(str((as_list(data) or [""])[-1]))
        except Unreadable:
            raise wrong("Incorrect field TEMPLATE_DATA!") from None
    return found


def _own(call: Call, verb: str) -> Template:
    row = call.state(Processes).templates.get(number(call.get("ID")))
    if row is None:
        raise RestError(400, "ERROR_TEMPLATE_NOT_FOUND", "Workflow template not found.")
    if row.app_id != call.app.id:
        text = f"You can {verb} ONLY templates created by current application"
        raise RestError(400, "ERROR_TEMPLATE_NOT_OWNER", text)
    return row


def _shown(portal: Portal, row: Template) -> dict[str, Any]:
    module, entity, name = row.type
    return {
        "ID": str(row.id), "MODULE_ID": module, "ENTITY": entity, "DOCUMENT_TYPE": name,
        "AUTO_EXECUTE": str(row.auto), "NAME": row.name, **{key: row.body.get(key) or [] for key in BODY},
        "MODIFIED": portal.iso(row.modified), "IS_MODIFIED": "N", "USER_ID": str(row.user_id),
        "SYSTEM_CODE": f"rest_app_{row.app_id}",
    }  # fmt: skip
