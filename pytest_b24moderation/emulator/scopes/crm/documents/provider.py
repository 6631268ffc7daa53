"""What a record gives to the codes of a document's template.

restdocs: crm/document-generator/templates/crm-document-generator-template-get-fields.md
"""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.kind import Record
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, record_of
from pytest_b24moderation.emulator.scopes.crm.requisites.rows import links, owner_of, requisites
from pytest_b24moderation.emulator.scopes.crm.state import Crm

CHANNELS = {"Phone": "PHONE", "Email": "EMAIL", "Web": "WEB"}
PRODUCT = {
    "ProductsProductName": "PRODUCT_NAME", "ProductsProductQuantity": "QUANTITY",
    "ProductsProductMeasureName": "MEASURE_NAME", "ProductsProductPriceRaw": "PRICE",
}  # fmt: skip
TITLES = {
    "DocumentNumber": "Number", "DocumentTitle": "Document name", "DocumentCreateTime": "Generation date",
    "ClientPhone": "Phone", "ClientEmail": "Email", "ClientWeb": "Website", "MyCompanyPhone": "Phone",
    "MyCompanyEmail": "E-mail", "MyCompanyWeb": "Website", "TotalSum": "Total amount",
    "TotalRaw": "Total original prices", "ProductsProductName": "Name", "ProductsProductQuantity": "Quantity",
    "ProductsProductMeasureName": "Units of measure", "ProductsProductPriceRaw": "Original price",
}  # fmt: skip
_REQUISITE = re.compile(r"(MyCompany)?Requisite(Rq[A-Za-z]+)")


def provided(portal: Portal, owner: Owner, codes: list[str]) -> dict[str, Any]:
    """Values of the codes that the portal knows a record's value for; others are left out."""
    record = record_of(portal, owner)
    if record is None:
        return {}
    client, mine = _client(owner, record), _my_company(portal)
    found: dict[str, Any] = {}
    for code in codes:
        value = _value(portal, owner, record, client, mine, code)
        if value is not None:
            found[code] = value
    return found


def fields_of(portal: Portal, codes: list[str], values: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The codes as `getfields` tells them: ``values`` are the record's own, ``given`` go before them."""
    found: dict[str, Any] = {}
    for code in dict.fromkeys(("DocumentNumber", *codes, "DocumentTitle")):
        default = values.get(code)
        row: dict[str, Any] = {"title": TITLES[code]} if code in TITLES else {}
        row |= {"value": given.get(code, default), "default": default}
        if code.startswith("Document"):
            row |= {"group": ["Document"]}
        if code == "DocumentNumber":
            row |= {"required": "Y", "chain": "this.DOCUMENT.DOCUMENT_NUMBER"}
        found[code] = row
    ours = [row for row in portal.state(Crm).of("company").values() if row.values.get("IS_MY_COMPANY") == "Y"]
    if ours:
        rows = [{"value": str(row.id), "title": row.values["TITLE"], "selected": n == 0} for n, row in enumerate(ours)]
        found["MY_COMPANY"] = {"title": "My Company", "value": rows, "group": ["Document", "My Company"]}
    return found


def _value(portal: Portal, owner: Owner, record: Record, client: Owner, mine: Owner, code: str) -> Any:
    if match := _REQUISITE.fullmatch(code):
        return _requisite(portal, owner, mine if match[1] else client, "MC_" if match[1] else "", match[2])
    for prefix, whose in (("Client", client), ("MyCompany", mine)):
        channel = CHANNELS.get(code.removeprefix(prefix)) if code.startswith(prefix) else None
        if channel:
            company = record_of(portal, whose)
            rows = company.fm.get(channel, []) if company else []
            return rows[0]["VALUE"] if rows else None
    if code in ("TotalSum", "TotalRaw"):
        return record.values.get("OPPORTUNITY")
    if code in PRODUCT:
        return [str(row.get(PRODUCT[code]) or "") for row in record.products]
    return None


def _client(owner: Owner, record: Record) -> Owner:
    """The record's company, its contact when it has none; a contact or company is its own."""
    if owner[0] in (3, 4):
        return owner
    company, contact = (number(record.values.get(name)) for name in ("COMPANY_ID", "CONTACT_ID"))
    return (4, company) if company else (3, contact)


def _my_company(portal: Portal) -> Owner:
    companies = portal.state(Crm).of("company").values()
    return 4, next((row.id for row in companies if row.values.get("IS_MY_COMPANY") == "Y"), 0)


def _requisite(portal: Portal, owner: Owner, client: Owner, prefix: str, code: str) -> Any:
    """A field of the requisite that is linked to the record, else of the first that its client has."""
    link, rows = links(portal).get(owner), requisites(portal)
    row = rows.get(number(link.values[f"{prefix}REQUISITE_ID"])) if link else None
    row = row or next((one for one in rows.values() if owner_of(one) == client), None)
    return row.values.get(re.sub(r"(?<!^)(?=[A-Z])", "_", code).upper()) if row else None
