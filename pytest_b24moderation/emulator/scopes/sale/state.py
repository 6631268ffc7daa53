"""All of a portal's orders and what they are made of. restdocs: api-reference/sale/data-types.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_b24moderation.emulator.fields import Field
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.tables import Row, Rows

STATUSES = (
    ("N", "O", 100, "Accepted", "Принят"), ("P", "O", 110, "Paid", "Оплачен"), ("S", "O", 120, "Shipped", "Отправлен"),
    ("D", "O", 130, "Cancelled", "Отменён"), ("F", "O", 200, "Finished", "Выполнен"),
    ("DN", "D", 300, "Awaiting", "Ожидает"), ("DD", "D", 310, "Cancelled", "Отменён"),
    ("DF", "D", 400, "Shipped", "Отгружен"),
)  # fmt: skip
PERSONS = ((3, "CRM_CONTACT", "Individual", "Физическое лицо"), (4, "CRM_COMPANY", "Company", "Юридическое лицо"))
PROPERTIES = (("FIO", "Full name", "Ф.И.О.", "isPayer"), ("EMAIL", "E-Mail", "E-Mail", "isEmail"),
              ("PHONE", "Phone", "Телефон", "isPhone"))  # fmt: skip
PROPERTY_FLAGS = ("isAddress", "isAddressFrom", "isAddressTo", "isEmail", "isFiltered", "isLocation", "isLocation4tax",
                  "isPayer", "isPhone", "isProfileName", "isZip", "multiple", "required", "userProps",
                  "util")  # fmt: skip
PROPERTY: dict[str, Any] = {
    **dict.fromkeys(PROPERTY_FLAGS, "N"), "active": "Y", "code": "", "defaultValue": "", "description": "",
    "inputFieldLocation": "0", "settings": [], "sort": 100, "type": "STRING", "xmlId": "",
}  # fmt: skip


@dataclass
class Sale(Rows):
    """Rows of every `sale.*` table."""

    def seed(self, portal: Portal) -> None:
        """What a new portal's shop has."""
        russian = portal.language == "ru"
        for code, kind, sort, name, ru in STATUSES:
            row: dict[str, Any] = {"color": None, "notify": "Y", "sort": sort, "type": kind, "xmlId": None}
            self.put("sale.status", row, key=code)
            facts = {"description": "", "lid": portal.language, "name": ru if russian else name, "statusId": code}
            self.put("sale.statusLang", facts)
        for key, code, name, ru in PERSONS:
            title = ru if russian else name
            payer: dict[str, Any] = {"active": "Y", "code": code, "name": title, "sort": str(key * 10), "xmlId": None}
            self.put("sale.persontype", payer, key=key)
            group = self.put("sale.propertygroup", {"name": title, "personTypeId": key, "sort": 100})
            for n, (prop, one, other, flagged) in enumerate(PROPERTIES, 1):
                self.put("sale.property", PROPERTY | {
                    "code": prop, "name": other if russian else one, "personTypeId": key, "propsGroupId": group.id,
                    "sort": n * 100, flagged: "Y",
                })  # fmt: skip
        self._last["sale.persontype"] = PERSONS[-1][0]


def blanks(fields: Mapping[str, Field], flags: str) -> dict[str, Any]:
    """First values as answers show them: "" for texts, N for ``flags``, null for the rest."""
    found = {name: "" if one.kind in ("string", "char") else None for name, one in fields.items()}
    return found | dict.fromkeys(flags.split(), "N")


def xml_id(call: Call, values: dict[str, Any]) -> None:
    """The external code that the portal gives where none was sent."""
    values["xmlId"] = values.get("xmlId") or f"bx_{call.portal.people.hexes(13)}"


def saved(call: Call, order: int) -> None:
    """The events that end every saving of an order."""
    values = call.state(Sale).of("sale.order")[order].values
    call.announce("ONORDERENTITYSAVED", {"FIELDS": {"ID": order}})
    facts = {"ID": order, "XML_ID": values.get("xmlId") or "", "ACTION": "save"}
    call.announce("ONSALEORDERSAVED", {"FIELDS": facts})


def recount(store: Rows, order: int) -> None:
    """The order's price from its basket and shipments, and whether all of it is paid and shipped."""
    values = store.of("sale.order")[order].values
    lines = store.where("sale.basketitem", orderId=order)
    shipments = store.where("sale.shipment", orderId=order)
    if lines or shipments:
        goods = sum((one.values["price"] or 0) * (one.values["quantity"] or 0) for one in lines)
        values["price"] = goods + sum(one.values["priceDelivery"] or 0 for one in shipments)
    paid = sum(one.values["sum"] or 0 for one in store.where("sale.payment", orderId=order, paid="Y"))
    values["payed"] = "Y" if paid and paid >= (values["price"] or 0) else "N"
    shipped = bool(shipments) and all(one.values["deducted"] == "Y" for one in shipments)
    values["deducted"] = "Y" if shipped else "N"


def drop(store: Rows, table: str, **wanted: Any) -> list[Row]:
    """Remove the rows with those values; they are returned."""
    rows = store.where(table, **wanted)
    for row in rows:
        del store.of(table)[row.id]
    return rows
