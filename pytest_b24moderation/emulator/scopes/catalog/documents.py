"""Documents of the warehouse. restdocs: api-reference/catalog/document."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Row, Rows, Table, columns, missing, sent, shown, write, wrong

TYPES = {"A": (0, 1), "S": (0, 1), "M": (-1, 1), "R": (0, 1), "D": (-1, 0)}
"""Type → what it does to the stock of storeFrom and of storeTo."""


def _document(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:
    if values.get("docType") not in TYPES:
        raise wrong("DOC_TYPE isn't available")
    if values.get("responsibleId") not in call.portal.people.users:
        raise wrong("The responsible user does not exist")
    if row is None:
        values["dateStatus"] = call.portal.iso()
        number_ = values.get("docNumber") or str(len(store.of("catalog.document")) + 1)
        values["docNumber"] = number_
        values["title"] = values.get("title") or f"{values['docType']}-{number_}"
    elif row.values["status"] == "Y":
        raise wrong("Unable to edit conducted document")


DOCUMENT = Table("catalog.document", Catalog, "document", "documents", columns(
    "commentary:string createdBy:integer currency:string:q dateCreate:datetime:r dateDocument:datetime "
    "dateModify:datetime dateStatus:datetime:r docNumber:string docType:string:qi id:integer:r modifiedBy:integer "
    "responsibleId:integer:q siteId:string status:string:r statusBy:integer:r title:string total:double"),
    (0, "Document not found"), {"status": "N", "siteId": "s1"}, verbs=("getFields", "add", "list", "update"),
    check=_document, open=True, read=0, write=0)  # fmt: skip
ELEMENT = Table("catalog.document.element", Catalog, "documentElement", "documentElements", columns(
    "amount:double docId:integer:qi elementId:integer:q id:integer:r purchasingPrice:double storeFrom:integer "
    "storeTo:integer"), (0, "Document not found"), verbs=("getFields", "list"), open=True,
    links={"elementId": Link("catalog.product", 0, "Error of adding new document element"),
           "storeFrom": Link("catalog.store", 0, "Error of adding new document element"),
           "storeTo": Link("catalog.store", 0, "Error of adding new document element")})  # fmt: skip
METHODS = [*table_methods(DOCUMENT), *table_methods(ELEMENT)]


@method("catalog.document.mode.status")
def mode(call: Call) -> str:
    """Whether the portal keeps accounts of its stock."""
    return "Y" if call.portal.profile.inventory else "N"


@method("catalog.document.delete")
def delete(call: Call) -> bool:
    _remove(call, _named(call, call.get("id")))
    return True


@method("catalog.document.deleteList")
def delete_list(call: Call) -> bool:
    for row in [_named(call, one) for one in _ids(call)]:
        _remove(call, row)
    return True


@method("catalog.document.conduct")
@method("catalog.document.confirm")
def conduct(call: Call) -> bool:
    """Book a document: the stock of its stores changes."""
    _book(call, [_named(call, call.get("id"))], back=False)
    return True


@method("catalog.document.conductList")
def conduct_list(call: Call) -> bool:
    _book(call, [_named(call, one) for one in _ids(call)], back=False)
    return True


@method("catalog.document.cancel")
@method("catalog.document.unconfirm")
def cancel(call: Call) -> bool:
    """Undo the booking."""
    _book(call, [_named(call, call.get("id"))], back=True)
    return True


@method("catalog.document.cancelList")
def cancel_list(call: Call) -> bool:
    _book(call, [_named(call, one) for one in _ids(call)], back=True)
    return True


@method("catalog.document.element.add")
def element_add(call: Call) -> Any:
    _element_rights(call)
    given = sent(call)
    _open_document(call, number(given.get("docId")))
    return {"documentElement": shown(ELEMENT, write(call, ELEMENT, given))}


@method("catalog.document.element.update")
def element_update(call: Call) -> Any:
    row = _element(call)
    return {"documentElement": shown(ELEMENT, write(call, ELEMENT, sent(call), row))}


@method("catalog.document.element.delete")
def element_delete(call: Call) -> bool:
    row = _element(call)
    del call.state(Catalog).of(ELEMENT.name)[row.id]
    return True


def _ids(call: Call) -> list[Any]:
    found = as_list(call.get("documentIds"))
    if not found:
        raise missing("documentIds")
    return found


def _named(call: Call, given: Any) -> Row:
    if given is None:
        raise missing("id")
    if not call.user.admin:
        raise wrong("Insufficient permissions to save the document")
    row = call.state(Catalog).of(DOCUMENT.name).get(number(given))
    if row is None:
        raise wrong("Document not found")
    return row


def _remove(call: Call, row: Row) -> None:
    store = call.state(Catalog)
    if row.values["status"] == "Y":
        raise wrong(f'You cannot delete document "{row.values["title"]}" as it is processed')
    for one in store.where(ELEMENT.name, docId=row.id):
        del store.of(ELEMENT.name)[one.id]
    store.of(DOCUMENT.name).pop(row.id, None)


def _book(call: Call, rows: list[Row], *, back: bool) -> None:
    if not call.portal.profile.inventory:
        raise wrong("Warehouse accounting must be enabled to conduct the document")
    store = call.state(Catalog)
    for row in rows:
        if back and row.values["status"] != "Y":
            raise wrong("Error cancelling document conduct: Document has not been conducted yet")
        if not back and row.values["status"] == "Y":
            raise wrong("Document conducting error: Document is conducted already")
        if not back and not store.where(ELEMENT.name, docId=row.id):
            raise wrong("Document conducting error: there are no products in the document")
    for row in rows:
        for one in store.where(ELEMENT.name, docId=row.id):
            signs = TYPES[row.values["docType"]]
            for sign, name in zip(signs, ("storeFrom", "storeTo"), strict=True):
                if sign and one.values.get(name):
                    _stock(call, one, name, -sign if back else sign)
        status = {"status": "C" if back else "Y", "statusBy": call.user.id, "dateStatus": call.portal.iso()}
        row.values |= status | ({} if back else {"dateDocument": call.portal.iso()})


def _stock(call: Call, one: Row, name: str, sign: int) -> None:
    store, product = call.state(Catalog), one.values["elementId"]
    amount = sign * (one.values.get("amount") or 0)
    rows = store.where("catalog.storeproduct", productId=product, storeId=one.values[name])
    blank = {"amount": 0, "productId": product, "quantityReserved": 0, "storeId": one.values[name]}
    row = rows[0] if rows else store.put("catalog.storeproduct", blank, call.maker)
    row.values["amount"] += amount
    found = store.of("catalog.product")[product].values
    found["quantity"] = (found.get("quantity") or 0) + amount


def _element_rights(call: Call) -> None:
    if not call.user.admin:
        raise RestError(400, "ERROR_DOCUMENT_RIGHTS", "Access denied")


def _open_document(call: Call, document: int) -> None:
    row = call.state(Catalog).of(DOCUMENT.name).get(document)
    if row is None or row.values["status"] == "Y":
        text = "Document not found" if row is None else "Conducted document"
        raise RestError(400, "ERROR_DOCUMENT_STATUS", text)


def _element(call: Call) -> Row:
    _element_rights(call)
    row = call.state(Catalog).of(ELEMENT.name).get(number(call.get("id")))
    if row is None:
        raise RestError(400, "ERROR_DOCUMENT_STATUS", "Document not found")
    _open_document(call, row.values["docId"])
    return row
