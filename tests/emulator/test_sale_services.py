"""Cash registers and delivery services with the handlers that applications bring for them."""

from __future__ import annotations

from typing import Any

import pytest

DENIED = (403, "ACCESS_DENIED", "Access denied!")


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("pay_system", "cashbox", "delivery", "sale")).access
    return token


CASHBOX = {"NAME": "Till", "CODE": "till", "SETTINGS": {
    "PRINT_URL": "https://till.example/p", "CHECK_URL": "https://till.example/c",
    "CONFIG": {"AUTH": {"LABEL": "A", "ITEMS": {
        "LOGIN": {"TYPE": "STRING", "LABEL": "L", "REQUIRED": "Y"}}}}}}  # fmt: skip


def test_cashboxes(portal: Any, auth: str) -> None:
    name = "sale.cashbox.handler"
    assert portal.result(f"{name}.add", CASHBOX, auth) == 1
    assert portal.refused(f"{name}.add", CASHBOX, auth)[1] == "ERROR_HANDLER_ALREADY_EXIST"
    assert portal.refused(f"{name}.add", CASHBOX | {"CODE": "n", "SETTINGS": {"PRINT_URL": "x"}}, auth)[1] == (
        "ERROR_CHECK_FAILURE")  # fmt: skip
    (row,) = portal.result(f"{name}.list", auth=auth)
    assert (row["ID"], row["SORT"], row["SUPPORTS_FFD105"]) == ("1", "100", "N")
    assert portal.result(f"{name}.update", {"ID": 1, "FIELDS": {"NAME": "T"}}, auth) is True
    assert portal.refused(f"{name}.update", {"ID": 1}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused(f"{name}.delete", {"ID": 9}, auth)[1] == "ERROR_HANDLER_NOT_FOUND"
    given = {"NAME": "Box", "REST_CODE": "till", "EMAIL": "a@b.example", "ACTIVE": "Y", "OFD": "bx_firstofd"}
    assert portal.refused("sale.cashbox.add", {"NAME": "x"}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused("sale.cashbox.add", given | {"REST_CODE": "no"}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused("sale.cashbox.add", given | {"OFD": "no"}, auth)[1] == "ERROR_CHECK_FAILURE"
    made = portal.result("sale.cashbox.add", given, auth)
    (row,) = portal.result("sale.cashbox.list", {"FILTER": {"ACTIVE": "Y"}}, auth)
    assert row | {"ID": str(made), "NAME": "Box", "OFD": "bx_firstofd", "DATE_CREATE": {}, "ENABLED": "Y"} == row
    assert portal.refused("sale.cashbox.list", {"SELECT": ["BAD"]}, auth) == (400, "", "BAD not allowed for select")
    assert portal.result("sale.cashbox.update", {"ID": made, "FIELDS": {"SORT": 7, "SETTINGS": {}}}, auth) is True
    assert portal.refused("sale.cashbox.update", {"ID": 9, "FIELDS": {"SORT": 1}}, auth)[1:] == (
        "ERROR_CASHBOX_NOT_FOUND", "Cashbox not found")  # fmt: skip
    assert portal.refused(f"{name}.delete", {"ID": 1}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused("sale.cashbox.check.apply", {"UUID": "x"}, auth)[1:] == (
        "ERROR_CHECK_NOT_FOUND", "Check not found")  # fmt: skip
    assert portal.refused("sale.cashbox.check.apply", {}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.result("sale.cashbox.delete", {"ID": made}, auth) is True
    assert portal.result(f"{name}.delete", {"ID": 1}, auth) is True
    assert portal.refused("sale.cashbox.list", user_id=portal.user_id) == DENIED


TAXI = {"NAME": "Taxi", "CODE": "taxi", "SETTINGS": {
    "CALCULATE_URL": "https://taxi.example/c", "CONFIG": [{"TYPE": "STRING", "CODE": "S", "NAME": "S"}]},
    "PROFILES": [{"NAME": "Cargo", "CODE": "CARGO", "DESCRIPTION": "Big"}]}  # fmt: skip


def test_deliveries(portal: Any, auth: str) -> None:
    name = "sale.delivery.handler"
    assert portal.result(f"{name}.add", TAXI, auth) == 1
    assert portal.refused(f"{name}.add", {}, auth)[2] == "Parameter CODE is not defined"
    assert portal.refused(f"{name}.add", TAXI, auth)[1] == "ERROR_HANDLER_ALREADY_EXIST"
    for settings in ({"CONFIG": []}, {"CALCULATE_URL": "x", "CONFIG": [{"TYPE": "Q", "CODE": "S", "NAME": "S"}]}):
        assert (
            portal.refused(f"{name}.add", TAXI | {"CODE": "n", "SETTINGS": settings}, auth)[1] == "ERROR_CHECK_FAILURE"
        )
    assert portal.result(f"{name}.list", auth=auth)[0]["PROFILES"] == TAXI["PROFILES"]
    assert portal.result(f"{name}.update", {"ID": 1, "NAME": "Cab"}, auth) is True
    config = [{"CODE": "S", "VALUE": "v"}]
    given = {"REST_CODE": "taxi", "NAME": "Uber", "CURRENCY": "USD", "CONFIG": config}
    made = portal.result("sale.delivery.add", given, auth)
    parent, (profile,) = made["parent"], made["profiles"]
    assert (parent["PARENT_ID"], parent["ACTIVE"], parent["LOGOTYPE"]) == (None, "Y", None)
    assert (profile["NAME"], profile["DESCRIPTION"], profile["PARENT_ID"]) == ("Cargo", "Big", parent["ID"])
    assert portal.refused("sale.delivery.add", given | {"REST_CODE": "no"}, auth)[1] == "ERROR_HANDLER_NOT_FOUND"
    assert portal.refused("sale.delivery.add", {"REST_CODE": "taxi"}, auth)[2] == "Parameter NAME is not defined"
    assert portal.result("sale.delivery.config.get", {"ID": parent["ID"]}, auth) == config
    change = {"ID": parent["ID"], "CONFIG": [{"CODE": "S", "VALUE": "w"}]}
    assert portal.result("sale.delivery.config.update", change, auth) is True
    assert portal.result("sale.delivery.config.get", {"ID": parent["ID"]}, auth)[0]["VALUE"] == "w"
    assert portal.result("sale.delivery.update", {"ID": parent["ID"], "NAME": "U", "SORT": 3, "ACTIVE": "N"}, auth)
    rows = portal.result("sale.delivery.getlist", {"FILTER": {"ACTIVE": "N"}, "SELECT": ["ID", "NAME"]}, auth)
    assert rows == [{"NAME": "U", "ID": parent["ID"]}]
    lacks = (400, "ERROR_DELIVERY_NOT_FOUND", "Delivery not found")
    assert portal.refused("sale.delivery.update", {"ID": 99}, auth) == lacks
    extra = "sale.delivery.extra.service"
    items = [{"TITLE": "Small", "CODE": "s", "PRICE": 5}]
    service = {"DELIVERY_ID": parent["ID"], "TYPE": "enum", "NAME": "Size", "ITEMS": items}
    one = portal.result(f"{extra}.add", service, auth)
    two = portal.result(f"{extra}.add", service | {"TYPE": "checkbox", "NAME": "Door", "PRICE": 9.5}, auth)
    assert portal.refused(f"{extra}.add", {}, auth)[2] == "Parameter DELIVERY_ID is not defined"
    assert portal.refused(f"{extra}.add", service | {"TYPE": "q"}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused(f"{extra}.add", service | {"DELIVERY_ID": 99}, auth) == lacks
    assert portal.result(f"{extra}.update", {"ID": two, "ACTIVE": "N"}, auth) is True
    rows = portal.result(f"{extra}.get", {"DELIVERY_ID": parent["ID"]}, auth)
    assert rows[0]["ITEMS"] == [{"TITLE": "Small", "CODE": "s", "PRICE": "5"}]
    assert (rows[1]["PRICE"], rows[1]["ACTIVE"], "ITEMS" in rows[1]) == (9.5, "N", False)
    assert portal.result(f"{extra}.delete", {"ID": one}, auth) is True
    assert portal.refused(f"{extra}.delete", {"ID": one}, auth)[1:] == (
        "ERROR_EXTRA_SERVICE_NOT_FOUND", "Extra service not found")  # fmt: skip
    assert portal.result("sale.delivery.delete", {"ID": parent["ID"]}, auth) is True
    assert [row["ID"] for row in portal.result("sale.delivery.getlist", auth=auth)] == [1]
    assert portal.result(f"{name}.delete", {"ID": 1}, auth) is True
    assert portal.refused("sale.delivery.getlist", user_id=portal.user_id) == DENIED
