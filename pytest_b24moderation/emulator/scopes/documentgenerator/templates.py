"""Templates of documents. restdocs: api-reference/document-generator/templates."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import Upload, as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.rest.transfer import address
from pytest_b24moderation.emulator.scopes.documentgenerator.access import fields, no_value, require_templates, wrong
from pytest_b24moderation.emulator.scopes.documentgenerator.docx import placeholders
from pytest_b24moderation.emulator.scopes.documentgenerator.numerators import next_number
from pytest_b24moderation.emulator.scopes.documentgenerator.state import Generator, Template
from pytest_b24moderation.emulator.selection import matches, ordered

PROVIDER = "bitrix\\documentgenerator\\dataprovider\\rest"
FACTS = ("name", "code", "region", "numeratorId", "sort")
FLAGS = ("active", "withStamps")
DOWNLOAD = "documentgenerator.api.template.download"


@method("documentgenerator.template.add")
def template_add(call: Call) -> dict[str, Any]:
    require_templates(call)
    given, state = fields(call), call.state(Generator)
    empty = [name for name in ("name", "numeratorId", "region") if not given.get(name)]
    if empty:
        raise wrong(f"Empty required fields: {', '.join(empty)}")
    content = _content(call, given)
    if not content:
        raise wrong("Missing file content")
    now, by = call.portal.clock.now(), call.user.id
    facts = {"code": "", "sort": "500", "active": "Y", "withStamps": "N"} | _facts(given)
    users = [str(code) for code in as_list(given.get("users"))] or [f"U{by}"]
    row = Template(
        state.next_id("template"), facts, content, state.next_id("file"), users, now, now, by, by, call.maker
    )  # fmt: skip
    state.templates[row.id] = row
    return {"template": _shown(call, row)}


@method("documentgenerator.template.get")
def template_get(call: Call) -> dict[str, Any]:
    return {"template": _shown(call, _find(call))}


@method("documentgenerator.template.update")
def template_update(call: Call) -> dict[str, Any]:
    row = _find(call)
    given, state = fields(call), call.state(Generator)
    if not _may_change(call, row):
        raise wrong("You do not have permissions to modify this template")
    row.facts |= _facts(given)
    if content := _content(call, given):
        row.content, row.file_id = content, state.next_id("file")
    if "users" in given:
        row.users = [str(code) for code in as_list(given["users"])]
    row.updated, row.updated_by = call.portal.clock.now(), call.user.id
    return {"template": _shown(call, row)}


@method("documentgenerator.template.delete")
def template_delete(call: Call) -> None:
    """One that has documents is only marked."""
    row, state = _find(call), call.state(Generator)
    if any(document.template == row.id for document in state.documents.values()):
        row.deleted = True
    else:
        del state.templates[row.id]


@method("documentgenerator.template.list")
def template_list(call: Call) -> Listed:
    """By default without those marked as deleted; `users` and `providers` by name only."""
    require_templates(call)
    wanted = {"isDeleted": "N"} | as_dict(call.get("filter"))
    rows = [_row(call, row) for row in call.state(Generator).templates.values()]
    order = as_dict(call.get("order")) or {"id": "asc"}
    found = page(call, ordered([row for row in rows if matches(row, wanted)], order))
    select = [str(name) for name in as_list(call.get("select"))] or ["*"]
    shown = {row["id"]: _selected(row, select) for row in found.rows}
    return Listed({"templates": shown or []}, found.total, found.next)


@method("documentgenerator.template.getfields")
def template_fields(call: Call) -> dict[str, Any]:
    row = _find(call)
    if row.deleted:
        raise wrong("Cannot get fields from deleted template")
    return {"templateFields": described(call, row, {}, "")}


def described(call: Call, row: Template, values: dict[str, Any], number_: str) -> dict[str, Any]:
    """The template's fields with values: its own codes between the document's number and title."""
    preset = number_ or number_for(call, row, take=False)
    current = str(values.get("DocumentNumber") or preset)
    title = f"{row.facts['name']} {current}"
    found: dict[str, Any] = {
        "DocumentNumber": {
            "title": "Number", "value": current, "required": "Y", "group": ["Document"],
            "chain": "this.DOCUMENT.DOCUMENT_NUMBER", "default": preset,
        },
    }  # fmt: skip
    for code in placeholders(row.content):
        found.setdefault(code, {"value": values.get(code, ""), "default": ""})
    found["DocumentTitle"] = {
        "title": "Document Title", "value": title, "group": ["Document"], "chain": [{}, "getTitle"], "required": "Y",
        "default": title,
    }  # fmt: skip
    return found


def number_for(call: Call, row: Template, *, take: bool) -> str:
    """The number of the template's next document."""
    numerator = call.state(Generator).numerators.get(number(row.facts["numeratorId"]))
    return next_number(call.portal, numerator, take=take) if numerator else ""


def _find(call: Call) -> Template:
    require_templates(call)
    if call.get("id") in (None, ""):
        raise no_value("Bitrix\\DocumentGenerator\\Template constructor must be public")
    row = call.state(Generator).templates.get(number(call.get("id")))
    if row is None:
        raise wrong("Template not found")
    return row


def _may_change(call: Call, row: Template) -> bool:
    level = require_templates(call)
    if level == "X" or row.by == call.user.id:
        return True
    owner = call.portal.people.users.get(row.by)
    return level == "D" and owner is not None and bool({*owner.departments} & {*call.user.departments})


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    found = {name: str(given[name]) for name in FACTS if given.get(name) is not None}
    return found | {name: yes_no(given[name]) for name in FLAGS if given.get(name) is not None}


def _content(call: Call, given: dict[str, Any]) -> bytes:
    """`file` in base64, as [name, base64] or as an uploaded part; or `fileId` of the drive."""
    file = given.get("file")
    if isinstance(file, Upload):
        return file.content
    if file:
        try:
            return b64decode(str((as_list(file) or [""])[-1]), validate=True)
        except (Error, ValueError):
            raise wrong("Missing file content") from None
    found = call.portal.ask("disk.file", id=number(given.get("fileId")), user=call.user)
    return bytes(found["content"]) if found else b""


def _row(call: Call, row: Template) -> dict[str, Any]:
    portal, facts = call.portal, row.facts
    return {
        "id": str(row.id), "active": facts["active"], "name": facts["name"], "code": facts["code"],
        "region": facts["region"], "sort": facts["sort"], "createTime": portal.iso(row.created),
        "updateTime": portal.iso(row.updated), "createdBy": str(row.by), "updatedBy": str(row.updated_by),
        "moduleId": "rest", "fileId": str(row.file_id), "bodyType": "Bitrix\\DocumentGenerator\\Body\\Docx",
        "numeratorId": facts["numeratorId"], "withStamps": facts["withStamps"], "productsTableVariant": "",
        "isDeleted": "Y" if row.deleted else "N", "isDefault": "N",
        "download": f"/bitrix/services/main/ajax.php?action={DOWNLOAD}&SITE_ID=s1&id={row.id}",
        "providers": [PROVIDER], "users": row.users,
        "downloadMachine": address(portal, call.grant, DOWNLOAD, "documentgenerator", template=row.id),
    }  # fmt: skip


def _selected(row: dict[str, Any], select: list[str]) -> dict[str, Any]:
    extra, links = ("users", "providers"), ("id", "download", "downloadMachine")
    return {
        name: value
        for name, value in row.items()
        if name in select or name in links or ("*" in select and name not in extra)
    }


def _shown(call: Call, row: Template) -> dict[str, Any]:
    names = ("id", "name", "region", "code", "download", "active", "moduleId", "numeratorId", "withStamps",
             "isDeleted", "sort", "createTime", "updateTime", "downloadMachine")  # fmt: skip
    found = _row(call, row)
    shown = {name: found[name] for name in names} | {"providers": {PROVIDER: PROVIDER}}
    shown["users"] = {code: code for code in row.users}
    shown["download"] = f"https://{call.portal.host}{found['download']}&ts=0"
    return shown


def denied() -> RestError:
    return RestError(403, "DOCGEN_ACCESS_ERROR", "Access denied")
