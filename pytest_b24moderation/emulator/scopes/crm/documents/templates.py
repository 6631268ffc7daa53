"""crm.documentgenerator.template.*. restdocs: api-reference/crm/document-generator/templates"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.rest.transfer import address
from pytest_b24moderation.emulator.scopes.crm.documents.provider import fields_of, provided
from pytest_b24moderation.emulator.scopes.crm.documents.rows import (
    Documents,
    Template,
    bare_link,
    codes_of,
    generator_denied,
    next_number,
    require_templates_right,
    sent_file,
)
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.owners import can_read, required, structure
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered

REQUIRED = ("name", "file", "numeratorId", "region", "entityTypeId")
OWN = (
    "id", "name", "region", "code", "active", "moduleId", "numeratorId", "withStamps", "isDeleted", "sort",
    "createTime", "updateTime", "download", "downloadMachine",
)  # fmt: skip


@method("crm.documentgenerator.template.add")
def template_add(call: Call) -> dict[str, Any]:
    require_templates_right(call)
    given = structure(call, "fields")
    missing = [name for name in REQUIRED if not given.get(name)]
    if missing:
        raise RestError(400, "0", f"Empty required fields: {', '.join(missing)}")
    file = sent_file(given["file"])
    if file is None:
        raise RestError(400, "0", "Missing file content")
    now, template_id = call.portal.iso(), call.state(Crm).next_id("template")
    row = Template(template_id, "", "", 0, [], [f"U{call.user.id}"], file, now, now, call.maker)
    _fill(call, row, given)
    call.state(Documents).templates[row.id] = row
    return {"template": _shown(call, row)}


@method("crm.documentgenerator.template.get")
def template_get(call: Call) -> dict[str, Any]:
    require_templates_right(call)
    return {"template": _shown(call, _find(call))}


@method("crm.documentgenerator.template.list")
def template_list(call: Call) -> Listed:
    """By id; `entityTypeId` and `users` come by name, or with `*` and no select at all."""
    require_templates_right(call)
    select = [str(one) for one in as_list(call.get("select"))]
    wanted = {"isDeleted": "N"} | as_dict(call.get("filter")) | {"moduleId": "crm"}
    rows = [_shown(call, row) for row in call.state(Documents).templates.values()]
    found = page(call, ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")), "id"))
    links = ("id", "download", "downloadMachine")
    names = set(OWN) if not select or "*" in select else {*select, *links}
    names |= set(select)
    shown = {
        row["id"]: {name: list(row[name]) if name == "users" else row[name] for name in row if name in names}
        for row in found.rows
    }
    return Listed({"templates": shown}, found.total, found.next)


@method("crm.documentgenerator.template.update")
def template_update(call: Call) -> dict[str, Any]:
    require_templates_right(call)
    row, given = _find(call), structure(call, "fields")
    if given.get("file"):
        file = sent_file(given["file"])
        if file is None:
            raise RestError(400, "0", "Missing file content")
        row.file = file
    _fill(call, row, given)
    row.updated = call.portal.iso()
    return {"template": _shown(call, row)}


@method("crm.documentgenerator.template.getfields")
def template_fields(call: Call) -> dict[str, Any]:
    """The codes of the template with the values of a record; `values` are put in for the moment."""
    require_templates_right(call)
    if call.get("id") is None:
        raise RestError(400, "100", r"Bitrix\DocumentGenerator\Template constructor must be is public")
    row, owner = _find(call), (number(call.get("entityTypeId")), number(call.get("entityId")))
    if kind_of(call.state(Crm), owner[0]) is None:
        raise RestError(400, "0", "No provider for entityTypeId")
    if owner[1] and not can_read(call.portal, call.user, owner):
        raise generator_denied()
    codes, now = codes_of(call.portal, row), call.portal.iso()
    numerator = call.state(Documents).numerators.get(row.numerator)
    text = next_number(call.portal, numerator, take=False) if numerator else ""
    own = {"DocumentNumber": text, "DocumentTitle": f"{row.name} {text}".strip(), "DocumentCreateTime": now[:10]}
    values = provided(call.portal, owner, codes) | own
    return {"templateFields": fields_of(call.portal, codes, values, as_dict(call.get("values")))}


@method("crm.documentgenerator.template.delete")
def template_delete(call: Call) -> None:
    require_templates_right(call)
    del call.state(Documents).templates[_find(call).id]


def _find(call: Call) -> Template:
    required(call, "id")
    row = call.state(Documents).templates.get(number(call.get("id")))
    if row is None:
        raise RestError(400, "0", "Template not found")
    return row


def _fill(call: Call, row: Template, given: dict[str, Any]) -> None:
    row.name, row.region = str(given.get("name") or row.name), str(given.get("region") or row.region)
    wanted = number(given.get("numeratorId"))
    if wanted and wanted not in call.state(Documents).numerators:
        raise RestError(400, "0", "Numerator not found")
    row.numerator = wanted or row.numerator
    if given.get("entityTypeId"):
        row.kinds = [str(one) for one in as_list(given["entityTypeId"])]
    if given.get("users"):
        row.users = [str(one) for one in as_list(given["users"])]
    row.active = _flag(given, "active", row.active)
    row.stamps = _flag(given, "withStamps", row.stamps)
    row.sort = number(given.get("sort"), row.sort)


def _flag(given: dict[str, Any], name: str, now: str) -> str:
    return yes_no(given[name]) if name in given else now


def _shown(call: Call, row: Template) -> dict[str, Any]:
    return {
        "id": str(row.id), "name": row.name, "region": row.region, "code": None,
        "download": bare_link(call.portal, "template.download", row.id), "active": row.active, "moduleId": "crm",
        "numeratorId": str(row.numerator), "withStamps": row.stamps, "users": {one: one for one in row.users},
        "isDeleted": "N", "sort": str(row.sort),
        "downloadMachine": address(call.portal, call.grant, "download", "crm", template=row.id),
        "entityTypeId": row.kinds, "createTime": row.created, "updateTime": row.updated,
    }  # fmt: skip
