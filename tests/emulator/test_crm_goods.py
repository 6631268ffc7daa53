"""The older methods of products and their kin, and currencies."""

from __future__ import annotations

from typing import Any

import pytest

FACES = {
    "product": ({"NAME": "Chair", "PRICE": 4900, "CURRENCY_ID": "USD"}, {"NAME": "Table"}, "PRODUCT"),
    "productsection": ({"NAME": "Furniture"}, {"NAME": "Toys"}, "PRODUCTSECTION"),
    "product.property": ({"NAME": "Colour", "PROPERTY_TYPE": "S"}, {"NAME": "Size"}, "PRODUCTPROPERTY"),
    "measure": ({"CODE": 999, "MEASURE_TITLE": "Box"}, {"MEASURE_TITLE": "Big box"}, "MEASURE"),
    "vat": ({"NAME": "VAT 7%", "RATE": 7}, {"NAME": "VAT seven"}, ""),
}


@pytest.mark.parametrize("name", FACES)
def test_life_of_a_row(portal: Any, name: str) -> None:
    given, change, event = FACES[name]
    auth = portal.installed().access
    for verb in ("ADD", "UPDATE", "DELETE") if event else ():
        params = {"event": f"ONCRM{event}{verb}", "handler": f"{portal.inbox.url}/e.php"}
        portal.result("event.bind", params, auth)
    made = portal.result(f"crm.{name}.add", {"fields": given})
    row = portal.result(f"crm.{name}.get", {"id": made})
    assert row["ID"] == str(made)
    assert {key: row[key] for key in given if key not in ("PRICE", "RATE", "CODE")} == {
        key: value for key, value in given.items() if key not in ("PRICE", "RATE", "CODE")
    }
    assert portal.result(f"crm.{name}.update", {"id": made, "fields": change}) is True
    field = next(iter(change))
    listed = portal.hook(f"crm.{name}.list", {"filter": {field: change[field]}, "select": ["ID", field]}).json()
    assert (listed["result"], listed["total"]) == ([{"ID": str(made), **change}], 1)
    fields = portal.result(f"crm.{name}.fields")
    assert set(row) <= set(fields)
    assert fields["ID"]["isReadOnly"] is True
    for verb in ("add", "update", "delete"):
        told = portal.refused(f"crm.{name}.{verb}", {"id": made, "fields": {}}, user_id=portal.user_id)
        assert told[2] == "Access denied."
    assert portal.result(f"crm.{name}.delete", {"id": made}) is True
    assert "ot found" in portal.refused(f"crm.{name}.get", {"id": made})[2]
    assert portal.refused(f"crm.{name}.add", {"fields": "x"})[2] == "Parameter 'fields' must be array."
    told = {post["event"]: post["data[FIELDS][ID]"] for post in portal.settle() if "data[FIELDS][ID]" in post}
    assert told == ({f"ONCRM{event}{verb}": str(made) for verb in ("ADD", "UPDATE", "DELETE")} if event else {})


def test_one_catalog(portal: Any) -> None:
    made = portal.result("crm.product.add", {"fields": {"NAME": "Chair", "PRICE": 49.5}})
    row = portal.result("crm.product.get", {"id": made})
    assert (row["PRICE"], row["CURRENCY_ID"], row["CATALOG_ID"], row["ACTIVE"]) == ("49.50", "USD", "23", "Y")
    assert portal.result("catalog.product.get", {"id": made})["product"]["name"] == "Chair"
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "T"}})
    rows = [{"PRODUCT_ID": made, "QUANTITY": 2}]
    portal.result("crm.deal.productrows.set", {"id": deal, "rows": rows})
    found = portal.result("crm.deal.productrows.get", {"id": deal})[0]
    assert (found["PRODUCT_NAME"], found["PRICE"], found["MEASURE_CODE"]) == ("Chair", 49.5, 796)
    assert portal.result("crm.deal.get", {"id": deal})["OPPORTUNITY"] == "99.00"
    blocks = portal.result("crm.catalog.list", {"filter": {"ORIGINATOR_ID": "", "ORIGIN_ID": ""}})
    assert [block["ID"] for block in blocks] == ["23"]
    assert portal.result("crm.catalog.fields")["ID"]["isReadOnly"] is True


def test_list_properties_and_vat(portal: Any) -> None:
    values = {"n0": {"VALUE": "Red", "XML_ID": "r"}, "n1": {"VALUE": "Blue"}}
    fields = {"NAME": "Colour", "PROPERTY_TYPE": "L", "VALUES": values}
    made = portal.result("crm.product.property.add", {"fields": fields})
    shown = portal.result("crm.product.property.get", {"id": made})["VALUES"]
    assert [one["VALUE"] for one in shown.values()] == ["Red", "Blue"]
    assert portal.refused("crm.product.property.add", {"fields": {"NAME": "x"}})[2].startswith("The field 'PROPERTY")
    told = portal.refused("crm.vat.list", {"select": ["NONSENSE"]})
    assert told[1] == "Inadmissible fields for selection"
    assert portal.refused("crm.vat.get", {"id": 99})[1] == "VAT rate not found."
    assert portal.result("crm.vat.fields")["NAME"]["size"] == "50"
    assert portal.result("crm.vat.list", {"select": ["ID", "NAME"], "order": {"RATE": "DESC"}})[0]["NAME"] == "VAT 20%"


def test_currencies(portal: Any) -> None:
    auth = portal.installed().access
    for verb in ("ADD", "UPDATE", "DELETE"):
        params = {"event": f"ONCRMCURRENCY{verb}", "handler": f"{portal.inbox.url}/e.php"}
        portal.result("event.bind", params, auth)
    local = {"en": {"FULL_NAME": "Yuan", "DECIMALS": 0, "THOUSANDS_VARIANT": "C"}, "de": {"FULL_NAME": "Renminbi"}}
    given = {"CURRENCY": "CNY", "AMOUNT_CNT": 10, "AMOUNT": 1.4, "LANG": local}
    assert portal.result("crm.currency.add", {"fields": given}) == "CNY"
    row = portal.result("crm.currency.get", {"id": "CNY"})
    assert (row["AMOUNT"], row["AMOUNT_CNT"], row["FULL_NAME"], row["THOUSANDS_SEP"]) == ("1.4000", "10", "Yuan", ",")
    assert row["LANG"]["de"]["FULL_NAME"] == "Renminbi"
    assert portal.result("crm.currency.update", {"id": "CNY", "fields": {"AMOUNT": 2, "SORT": 5}}) is True
    listed = portal.hook("crm.currency.list", {"order": {"SORT": "asc"}}).json()
    assert (listed["result"][0]["CURRENCY"], listed["total"]) == ("CNY", 0)
    locals_of = "crm.currency.localizations"
    assert portal.result(f"{locals_of}.set", {"id": "CNY", "localizations": {"fr": {"FULL_NAME": "Y"}}}) is True
    assert set(portal.result(f"{locals_of}.get", {"id": "CNY"})) == {"en", "de", "fr"}
    assert portal.result(f"{locals_of}.delete", {"id": "CNY", "lids": ["fr"]}) is True
    assert portal.result(f"{locals_of}.delete", {"id": "CNY", "lids": ["fr"]}) is False
    assert set(portal.result(f"{locals_of}.fields")) == set(row["LANG"]["en"])
    assert portal.refused(f"{locals_of}.get")[2] == "The parameter id is invalid or not defined."
    assert portal.result("crm.currency.base.set", {"id": "EUR"}) is True
    assert portal.result("crm.currency.base.get") == "EUR"
    assert portal.result("crm.currency.fields")["BASE"]["isReadOnly"] is True
    assert portal.refused("crm.currency.delete", {"id": "EUR"})[2] == "Cannot delete base currency."
    assert portal.result("crm.currency.delete", {"id": "CNY"}) is True
    assert portal.refused("crm.currency.get", {"id": "CNY"})[2] == "Not found"
    assert portal.refused("crm.currency.add", {"fields": {"CURRENCY": "AAA"}})[2] == 'Undefined array key "AMOUNT_CNT"'
    for verb in ("add", "update", "delete", "base.set"):
        told = portal.refused(f"crm.currency.{verb}", {"id": "USD", "fields": {}}, user_id=portal.user_id)
        assert told == (400, "", "Access denied.")
    told = {post["event"]: post["data[FIELDS][ID]"] for post in portal.settle() if "data[FIELDS][ID]" in post}
    assert told == {f"ONCRMCURRENCY{verb}": "CNY" for verb in ("ADD", "UPDATE", "DELETE")}
