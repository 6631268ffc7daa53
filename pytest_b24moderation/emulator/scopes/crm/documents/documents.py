"""crm.documentgenerator.document.*: filled .docx files, never pictures or PDFs, whose links stay empty.

restdocs: api-reference/crm/document-generator/documents
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, decoded, number, truth
from pytest_b24moderation.emulator.rest.transfer import address
from pytest_b24moderation.emulator.scopes.crm.documents.provider import fields_of, provided
from pytest_b24moderation.emulator.scopes.crm.documents.rows import (
    Document,
    Documents,
    Template,
    bare_link,
    codes_of,
    documents,
    generator_denied,
    next_number,
)
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.owners import (
    Owner,
    can_read,
    can_write,
    mark_active,
    record_of,
    structure,
)
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered

UPLOADED = ("entityTypeId", "entityId", "fileContent", "region", "title", "number")
PARTS = {"document": "file", "pdf": "pdf", "image": "image"}
MACHINE = {"document": "downloadUrlMachine", "pdf": "pdfUrlMachine", "image": "imageUrlMachine"}
LISTED = (
    "id", "title", "number", "templateId", "fileId", "imageId", "pdfId", "createTime", "updateTime", "values",
    "createdBy", "updatedBy", "downloadUrl", "pdfUrl", "imageUrl", "stampsEnabled", "entityId", "entityTypeId",
)  # fmt: skip


@method("crm.documentgenerator.document.add")
def document_add(call: Call) -> dict[str, Any]:
    template = call.state(Documents).templates.get(number(call.get("templateId")))
    if template is None:
        raise _constructor("Template")
    owner = (number(call.get("entityTypeId")), number(call.get("entityId")))
    _check_owner(call, owner)
    values = dict(as_dict(call.get("values")))
    numerator = call.state(Documents).numerators.get(template.numerator)
    given = str(values.get("DocumentNumber") or "")
    document_id = call.state(Crm).next_id("document")
    text = given or (next_number(call.portal, numerator) if numerator else str(document_id))
    title, now = str(values.get("DocumentTitle") or f"{template.name} {text}"), call.portal.iso()
    stamps = truth(call.get("stampsEnabled", 0))
    row = Document(document_id, template.id, owner, title, text, values, stamps, now, call.user.id, now, call.maker)
    _make(call.portal, row, template)
    call.state(Documents).rows[row.id] = row
    _announce(call, "ADD", row)
    return {"document": _shown(call, row) | {"id": row.id, "createdBy": row.author}}


@method("crm.documentgenerator.document.upload")
def document_upload(call: Call) -> dict[str, Any]:
    """A document that was made elsewhere; its files are those that are sent."""
    given = structure(call, "fields")
    missing = [name for name in UPLOADED if not given.get(name)]
    if missing:
        raise RestError(400, "0", f"Empty required fields: {', '.join(missing)}")
    owner = (number(given["entityTypeId"]), number(given["entityId"]))
    _check_owner(call, owner)
    contents = {part: decoded(str(given.get(f"{name}Content") or "")) for part, name in PARTS.items()}
    if not contents["document"]:
        raise RestError(400, "0", "Missing file content")
    crm, now = call.state(Crm), call.portal.iso()
    row = Document(
        crm.next_id("document"), crm.next_id("template"), owner, str(given["title"]), str(given["number"]), {}, False,
        now, call.user.id, now, call.maker, files={part: one for part, one in contents.items() if one},
    )  # fmt: skip
    call.state(Documents).rows[row.id] = row
    _announce(call, "ADD", row)
    return {"document": _shown(call, row)}


@method("crm.documentgenerator.document.get")
def document_get(call: Call) -> dict[str, Any]:
    return {"document": _shown(call, _find(call))}


@method("crm.documentgenerator.document.list")
def document_list(call: Call) -> Listed:
    """Ids of files are null as long as there are none."""
    wanted, select = as_dict(call.get("filter")), {str(one) for one in as_list(call.get("select"))}
    if "entityTypeId" in select:
        where = r"for \Bitrix\DocumentGenerator\Model\Document Entity"
        raise RestError(400, "100", f"Unknown field definition ENTITY_TYPE_ID (ENTITY_TYPE_ID) {where}")
    rows = [
        {"fileId": None, "imageId": None, "pdfId": None} | _shown(call, row)
        for row in documents(call.portal).values()
        if can_read(call.portal, call.user, row.owner)
    ]
    found = page(call, ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")), "id"))
    names = [name for name in LISTED if not select or "*" in select or name in select or name == "id"]
    shown = [{name: row[name] for name in names} for row in found.rows]
    return Listed({"documents": shown}, found.total, found.next)


@method("crm.documentgenerator.document.update")
def document_update(call: Call) -> dict[str, Any]:
    row = _find(call, write=True)
    row.values |= as_dict(call.get("values"))
    row.number = str(row.values.get("DocumentNumber") or row.number)
    row.title = str(row.values.get("DocumentTitle") or row.title)
    row.stamps = truth(call.get("stampsEnabled", 1))
    row.updated, row.editor = call.portal.iso(), call.user.id
    if template := call.state(Documents).templates.get(row.template):
        _make(call.portal, row, template)
    _announce(call, "UPDATE", row)
    return {"document": _shown(call, row)}


@method("crm.documentgenerator.document.getfields")
def document_fields(call: Call) -> dict[str, Any]:
    """With `values` put in for the moment."""
    row = _find(call, write=True)
    template = call.state(Documents).templates.get(row.template)
    codes = codes_of(call.portal, template) if template else list(row.values)
    values = _values(call.portal, row, codes)
    return {"documentFields": fields_of(call.portal, codes, values, as_dict(call.get("values")))}


@method("crm.documentgenerator.document.delete")
def document_delete(call: Call) -> None:
    row = _find(call, write=True)
    del call.state(Documents).rows[row.id]
    _announce(call, "DELETE", row)


@method("crm.documentgenerator.document.enablepublicurl")
def document_public(call: Call) -> dict[str, Any]:
    row = _find(call, write=True)
    if truth(call.get("status", 1)):
        row.public = row.public or f"https://{call.portal.host}/~{call.portal.people.word(5)}"
    else:
        row.public = ""
    return {"publicUrl": row.public or None}


def _find(call: Call, *, write: bool = False) -> Document:
    if call.get("id") is None:
        raise _constructor("Document")
    row = documents(call.portal).get(number(call.get("id")))
    if row is None:
        raise RestError(400, "0", "Document not found")
    if not (can_write if write else can_read)(call.portal, call.user, row.owner):
        raise generator_denied()
    return row


def _values(portal: Portal, row: Document, codes: list[str]) -> dict[str, Any]:
    own = {"DocumentNumber": row.number, "DocumentTitle": row.title, "DocumentCreateTime": row.created[:10]}
    return provided(portal, row.owner, codes) | row.values | own


def _make(portal: Portal, row: Document, template: Template) -> None:
    """The file: its template with the record's values and those that were sent."""
    content = template.file[1]
    values = _values(portal, row, codes_of(portal, template))
    row.files["document"] = portal.ask("documentgenerator.filled", content=content, values=values) or content


def _check_owner(call: Call, owner: Owner) -> None:
    if kind_of(call.state(Crm), owner[0]) is None:
        raise RestError(400, "0", "No provider for entityTypeId")
    if record_of(call.portal, owner) is None or not can_write(call.portal, call.user, owner):
        raise generator_denied()


def _constructor(name: str) -> RestError:
    """What the portal says where it cannot make the object that a parameter names."""
    return RestError(400, "100", rf"Bitrix\DocumentGenerator\{name} constructor must be is public")


def _announce(call: Call, verb: str, row: Document) -> None:
    mark_active(call.portal, row.owner, call.user)
    facts = {"ID": str(row.id), "ENTITY_TYPE_ID": str(row.owner[0]), "ENTITY_ID": str(row.owner[1])}
    call.announce(f"ONCRMDOCUMENTGENERATORDOCUMENT{verb}", {"FIELDS": facts})


def _shown(call: Call, row: Document) -> dict[str, Any]:
    record = record_of(call.portal, row.owner)
    values, products = (record.values, record.products) if record else ({}, [])
    template = call.state(Documents).templates.get(row.template)
    machine = {
        name: address(call.portal, call.grant, "download", "crm", document=row.id, part=part)
        for part, name in MACHINE.items()
        if part in row.files
    }
    stamped = bool(template and template.stamps == "Y")
    return {
        "changeStampsEnabled": stamped,
        "changeStampsDisabledReason": "" if stamped else "The template has no stamps and signatures",
        "changeQrCodeEnabled": False, "qrCodeEnabled": False,
        "changeQrCodeDisabledReason": "The template has no QR code",
        "products": {
            "currencyId": values.get("CURRENCY_ID"), "totalSum": values.get("OPPORTUNITY") or "0.00",
            "totalRows": len(products),
        },
        "downloadUrl": bare_link(call.portal, "document.download", row.id), "publicUrl": row.public or None,
        "title": row.title, "number": row.number, "id": str(row.id), "createTime": row.created,
        "createdBy": str(row.author), "updateTime": row.updated,
        "updatedBy": row.editor or None, "stampsEnabled": row.stamps, "isTransformationError": False,
        "values": {"_creationMethod": "rest", "stampsEnabled": row.stamps} | row.values,
        "templateId": str(row.template), "pullTag": f"TRANSFORMDOCUMENT{row.id}", "imageUrl": _link(call, row, "image"),
        "pdfUrl": _link(call, row, "pdf"),
        "entityId": str(row.owner[1]), "entityTypeId": str(row.owner[0]),
    } | machine  # fmt: skip


def _link(call: Call, row: Document, part: str) -> str:
    """A file's address in the portal, "" as long as there is none."""
    return bare_link(call.portal, f"document.get{part.capitalize()}", row.id) if part in row.files else ""
