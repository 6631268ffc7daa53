"""`crm.item.productrow.*`. restdocs: api-reference/crm/universal/product-rows"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.access import denied, may_read, may_write
from pytest_b24moderation.emulator.scopes.crm.items.words import camel, described_word, upper
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import all_kinds, kind_named
from pytest_b24moderation.emulator.scopes.crm.rows import fill_row, make_row, real, recount
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered

Row = dict[str, Any]
HIDDEN = ("ORIGINAL_PRODUCT_NAME", "PRODUCT_DESCRIPTION")
WRITABLE = (
    "productId", "productName", "price", "quantity", "discountTypeId", "discountRate", "discountSum", "taxRate",
    "taxIncluded", "measureCode", "sort",
)  # fmt: skip
FIELDS = {
    "id": "integer", "ownerId": "integer", "ownerType": "string", "productId": "integer", "productName": "string",
    "price": "double", "priceExclusive": "double", "priceNetto": "double", "priceBrutto": "double",
    "quantity": "double", "discountTypeId": "integer", "discountRate": "double", "discountSum": "double",
    "taxRate": "double", "taxIncluded": "char", "customized": "char", "measureCode": "integer",
    "measureName": "string", "sort": "integer", "type": "integer", "storeId": "integer",
}  # fmt: skip
READ_ONLY = ("id", "priceExclusive", "priceNetto", "priceBrutto", "type", "storeId")


@method("crm.item.productrow.fields")
def row_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {
        "fields": {
            name: described_word(
                name, kind, required=name in ("ownerId", "ownerType", "productId"), read_only=name in READ_ONLY,
                immutable=name in ("ownerId", "ownerType"),
            )
            for name, kind in FIELDS.items()
        }
    }  # fmt: skip


@method("crm.item.productrow.add")
def row_add(call: Call) -> dict[str, Any]:
    given = as_dict(_needed(call, "fields"))
    kind, record = _owner(call, given.get("ownerType"), given.get("ownerId"), write=True)
    row = make_row(call.portal, kind, record, _classic(given), len(record.products) + 1)
    record.products.append(row)
    recount(kind, record)
    return {"productRow": shown_row(row)}


@method("crm.item.productrow.set")
def row_set(call: Call) -> dict[str, Any]:
    kind, record = _owner(call, _needed(call, "ownerType"), _needed(call, "ownerId"), write=True)
    rows = as_list(_needed(call, "productRows"))
    record.products = [
        make_row(call.portal, kind, record, _classic(as_dict(given)), n) for n, given in enumerate(rows, 1)
    ]
    recount(kind, record)
    return {"productRows": [shown_row(row) for row in record.products]}


@method("crm.item.productrow.get")
def row_get(call: Call) -> dict[str, Any]:
    return {"productRow": shown_row(_find(call)[2])}


@method("crm.item.productrow.update")
def row_update(call: Call) -> dict[str, Any]:
    given = as_dict(_needed(call, "fields"))
    kind, record, row = _find(call, write=True)
    for name in given:
        if name not in WRITABLE:
            raise RestError(400, "INVALID_ARG_VALUE", f"The field '{name}' is not available for update")
    fill_row(call.portal, row, _classic(given))
    recount(kind, record)
    return {"productRow": shown_row(row)}


@method("crm.item.productrow.delete")
def row_delete(call: Call) -> None:
    kind, record, row = _find(call, write=True)
    record.products.remove(row)
    recount(kind, record)


@method("crm.item.productrow.list")
def row_list(call: Call) -> Listed:
    wanted = as_dict(call.get("filter"))
    if "=ownerType" not in wanted or "=ownerId" not in wanted:
        raise RestError(400, "INVALID_ARG_VALUE", "The filter must have =ownerType and =ownerId")
    crm, rows = call.state(Crm), []
    for kind in _kinds(crm, wanted["=ownerType"]):
        for record_id in as_list(wanted["=ownerId"]):
            record = crm.of(kind.name).get(number(record_id))
            if record and may_read(call.portal, call.user, record):
                rows += [shown_row(row) for row in record.products]
            elif record:
                raise denied()
    found = page(call, ordered([row for row in rows if matches(row, wanted)], as_dict(call.get("order")), "id"))
    return Listed({"productRows": found.rows}, found.total, found.next)


def _kinds(crm: Crm, letters: Any) -> list[Kind]:
    wanted = [str(one).upper() for one in as_list(letters)]
    return [kind for kind in all_kinds(crm) if kind.letter.upper() in wanted]


def _owner(call: Call, owner_type: Any, owner_id: Any, *, write: bool) -> tuple[Kind, Record]:
    for name, value in (("ownerType", owner_type), ("ownerId", owner_id)):
        if value in (None, ""):
            raise parameter_missing(name)
    kind = kind_named(call.state(Crm), str(owner_type))
    if kind is None or "OPPORTUNITY" not in kind.fields:
        raise RestError(400, "ENTITY_TYPE_NOT_SUPPORTED", f"Entity type {owner_type} is not supported")
    record = call.state(Crm).of(kind.name).get(number(owner_id))
    if record is None:
        raise RestError(400, "OWNER_NOT_FOUND", "Owner was not found")
    if not (may_write if write else may_read)(call.portal, call.user, record):
        raise denied()
    return kind, record


def _find(call: Call, *, write: bool = False) -> tuple[Kind, Record, Row]:
    crm, wanted = call.state(Crm), str(number(_needed(call, "id")))
    for kind in all_kinds(crm):
        for record in crm.of(kind.name).values():
            for row in record.products:
                if row["ID"] == wanted:
                    if not (may_write if write else may_read)(call.portal, call.user, record):
                        raise denied()
                    return kind, record, row
    raise RestError(400, "NOT_FOUND", "Item not found")


def _needed(call: Call, name: str) -> Any:
    value = call.get(name)
    if value is None:
        raise parameter_missing(name)
    return value


def _classic(given: dict[str, Any]) -> dict[str, Any]:
    return {upper(name): value for name, value in given.items() if name in WRITABLE}


def shown_row(row: Row) -> Row:
    """A row in universal names."""
    found = {camel(name): value for name, value in row.items() if name not in HIDDEN}
    return found | {
        "id": int(row["ID"]), "ownerId": int(row["OWNER_ID"]), "priceAccount": real(row["PRICE_ACCOUNT"])
    }  # fmt: skip
