"""Documents made of templates: filled .docx files, never pictures or PDFs.

restdocs: api-reference/document-generator.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.rest.transfer import Handed, address, transfer
from pytest_b24moderation.emulator.scopes.documentgenerator.access import (
    no_value,
    permission,
    require_documents,
    wrong,
)
from pytest_b24moderation.emulator.scopes.documentgenerator.docx import filled
from pytest_b24moderation.emulator.scopes.documentgenerator.state import Document, Generator, Template
from pytest_b24moderation.emulator.scopes.documentgenerator.templates import (
    DOWNLOAD,
    PROVIDER,
    denied,
    described,
    number_for,
)
from pytest_b24moderation.emulator.selection import matches, ordered

FILE = "documentgenerator.api.document.getfile"
SHOWN_PROVIDER = "Bitrix\\DocumentGenerator\\DataProvider\\Rest"


@method("documentgenerator.document.add")
def document_add(call: Call) -> dict[str, Any]:
    if not permission(call.portal, call.user, "DOCUMENTS"):
        raise denied()
    state = call.state(Generator)
    if call.get("templateId") in (None, ""):
        raise no_value("Bitrix\\DocumentGenerator\\Template constructor must be public")
    template = state.templates.get(number(call.get("templateId")))
    if template is None:
        raise wrong("Template not found")
    if template.deleted:
        raise wrong("Cannot create document on deleted template")
    if not call.text("value"):
        raise wrong('Empty required parameter "value"')
    values = as_dict(call.get("values"))
    count = str(values.get("DocumentNumber") or number_for(call, template, take=True))
    stamps = truth(call.get("stampsEnabled", template.facts["withStamps"]))
    now, title = call.portal.clock.now(), f"{template.facts['name']} {count}"
    row = Document(
        state.next_id("document"), template.id, count, title, call.text("value"), values, stamps,
        state.next_id("file"), now, now, call.user.id, call.maker,
    )  # fmt: skip
    state.documents[row.id] = row
    shown = _shown(call, row)
    return {"document": shown | {"id": row.id, "createdBy": row.by}}


@method("documentgenerator.document.get")
def document_get(call: Call) -> dict[str, Any]:
    return {"document": _shown(call, _find(call, "VIEW"))}


@method("documentgenerator.document.update")
def document_update(call: Call) -> dict[str, Any]:
    row = _find(call, "MODIFY")
    template = call.state(Generator).templates[row.template]
    row.values = row.values | as_dict(call.get("values"))
    row.number = str(row.values.get("DocumentNumber") or row.number)
    row.title = f"{template.facts['name']} {row.number}"
    row.stamps = truth(call.get("stampsEnabled", 1))
    row.updated, row.updated_by = call.portal.clock.now(), call.user.id
    row.file_id = call.state(Generator).next_id("file")
    return {"document": _shown(call, row)}


@method("documentgenerator.document.delete")
def document_delete(call: Call) -> None:
    del call.state(Generator).documents[_find(call, "MODIFY").id]


@method("documentgenerator.document.getfields")
def document_fields(call: Call) -> dict[str, Any]:
    """With `values` put in for the moment."""
    row = _find(call, "MODIFY")
    template = call.state(Generator).templates[row.template]
    values = row.values | as_dict(call.get("values"))
    return {"documentFields": described(call, template, values, row.number)}


@method("documentgenerator.document.enablepublicurl")
def enable_public_url(call: Call) -> dict[str, Any]:
    row = _find(call, "MODIFY")
    row.link = (row.link or call.portal.people.word(5)) if truth(call.get("status", 1)) else ""
    return {"publicUrl": _public(call.portal, row)}


@method("documentgenerator.document.list")
def document_list(call: Call) -> Listed:
    require_documents(call, "VIEW")
    rows = [_row(call, row) for row in call.state(Generator).documents.values()]
    order = as_dict(call.get("order")) or {"id": "asc"}
    found = page(call, ordered([row for row in rows if matches(row, as_dict(call.get("filter")))], order))
    select = [str(name) for name in as_list(call.get("select"))] or ["*"]
    shown = [_selected(call, row, select) for row in found.rows]
    return Listed({"documents": shown}, found.total, found.next)


@method(FILE)
@method(DOWNLOAD)
def machine_file(call: Call) -> Handed:
    """What a `…Machine` address of these names gives."""
    found: Handed = transfer(call.portal, call.grant, call.method, dict(call.params))
    return found


@answers("rest.download")
def download(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:
    """A template's file, or a document's."""
    state = portal.state(Generator)
    if scope != "documentgenerator":
        return None
    if "template" in facts:
        template = state.templates.get(number(facts["template"]))
        return _file(template) if template else None
    require_documents(call, "VIEW")
    row = state.documents.get(number(facts.get("document")))
    return _made(state, row) if row else None


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:
    """What lies at a public link, or at a `download` address for those who may have it."""
    state, action, key = portal.state(Generator), query.get("action"), number(query.get("id"))
    if path.startswith("/~"):
        rows = (row for row in state.documents.values() if row.link and path == f"/~{row.link}")
        row = next(rows, None)
        return _made(state, row) if row else None
    if user is None:
        return None
    if action == FILE and key in state.documents and permission(portal, user, "DOCUMENTS", "VIEW"):
        return _made(state, state.documents[key])
    if action == DOWNLOAD and key in state.templates and permission(portal, user, "TEMPLATES"):
        return _file(state.templates[key])
    return None


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state, found = portal.state(Generator), []
    for n in state.numerators.values():
        found.append(trace("document numerators", n.id, n.maker, n.name, (n.template, n.settings)))
    for r in state.regions.values():
        found.append(trace("document regions", r.id, r.maker, str(r.facts["title"]), r.facts))
    for role in state.roles.values():
        held = [code for key, code in state.accesses if key == role.id]
        found.append(trace("document roles", role.id, role.maker, role.name, (role.code, role.permissions, held)))
    for t in state.templates.values():
        content = (t.facts, t.users, t.deleted, t.content.hex())
        found.append(trace("document templates", t.id, t.maker, str(t.facts["name"]), content))
    for d in state.documents.values():
        found.append(trace("documents", d.id, d.maker, d.title, (d.value, d.values, d.stamps, d.link)))
    return found


def _file(template: Template) -> Handed:
    return Handed(f"{template.facts['name']}.docx", template.content)


def _made(state: Generator, row: Document) -> Handed:
    template: Template = state.templates[row.template]
    values = row.values | {"DocumentNumber": row.number, "DocumentTitle": row.title}
    return Handed(f"{row.title}.docx", filled(template.content, values))


def _find(call: Call, verb: str) -> Document:
    require_documents(call, verb)
    if call.get("id") in (None, ""):
        raise no_value("Bitrix\\DocumentGenerator\\Document constructor must be public")
    row = call.state(Generator).documents.get(number(call.get("id")))
    if row is None:
        raise wrong("Document not found")
    return row


def _public(portal: Portal, row: Document) -> str | None:
    return f"https://{portal.host}/~{row.link}" if row.link else None


def _machine(call: Call, row: Document) -> str:
    return address(call.portal, call.grant, FILE, "documentgenerator", document=row.id)


def _row(call: Call, row: Document) -> dict[str, Any]:
    portal = call.portal
    return {
        "id": str(row.id), "title": row.title, "number": row.number, "templateId": str(row.template),
        "provider": PROVIDER, "value": row.value, "fileId": str(row.file_id), "imageId": None, "pdfId": None,
        "createTime": portal.iso(row.created), "updateTime": portal.iso(row.updated), "values": row.values or None,
        "createdBy": str(row.by), "updatedBy": str(row.updated_by) if row.updated_by else None,
    }  # fmt: skip


def _selected(call: Call, row: dict[str, Any], select: list[str]) -> dict[str, Any]:
    document = call.state(Generator).documents[int(row["id"])]
    found = {name: value for name, value in row.items() if "*" in select or name in select or name == "id"}
    where = f"https://{call.portal.host}/bitrix/services/main/ajax.php?action={FILE}&SITE_ID=s1&id={document.id}"
    found |= {"downloadUrl": where, "stampsEnabled": document.stamps, "downloadUrlMachine": _machine(call, document)}
    return {"values": None} | found


def _shown(call: Call, row: Document) -> dict[str, Any]:
    portal = call.portal
    stamp = int(row.updated)
    return {
        "downloadUrl": f"/bitrix/services/main/ajax.php?action={FILE}&SITE_ID=s1&id={row.id}&ts={stamp}",
        "publicUrl": _public(portal, row), "title": row.title, "number": row.number, "id": str(row.id),
        "createTime": portal.iso(row.created), "createdBy": str(row.by), "updateTime": portal.iso(row.updated),
        "updatedBy": str(row.updated_by) if row.updated_by else None, "stampsEnabled": row.stamps,
        "isTransformationError": False, "value": row.value,
        "values": {"productsTableVariant": "", "_creationMethod": "rest", "stampsEnabled": row.stamps, **row.values},
        "templateId": str(row.template), "provider": SHOWN_PROVIDER, "pullTag": f"TRANSFORMDOCUMENT{row.id}",
        "downloadUrlMachine": _machine(call, row),
    }  # fmt: skip
