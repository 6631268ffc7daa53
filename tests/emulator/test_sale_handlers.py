"""Handlers that applications bring for paying, printing and delivering, and a buyer who pays."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pytest_b24moderation.emulator.portal import ActError

DENIED = (403, "ACCESS_DENIED", "Access denied!")
CODES = {
    "SHOP": {"NAME": "Shop"}, "MODE": {"NAME": "Mode", "DEFAULT": {"PROVIDER_KEY": "VALUE", "PROVIDER_VALUE": "TEST"}},
    "NUMBER": {"NAME": "No", "DEFAULT": {"PROVIDER_KEY": "PAYMENT", "PROVIDER_VALUE": "ACCOUNT_NUMBER"}},
    "BUYER": {"NAME": "Buyer", "DEFAULT": {"PROVIDER_KEY": "ORDER", "PROVIDER_VALUE": "USER_ID"}},
    "MAIL": {"NAME": "Mail", "DEFAULT": {"PROVIDER_KEY": "USER", "PROVIDER_VALUE": "EMAIL"}},
}  # fmt: skip
CONFIG = {"AUTH": {"LABEL": "A", "ITEMS": {"LOGIN": {"TYPE": "STRING", "LABEL": "L", "REQUIRED": "Y"}}}}
FIELDS = {"shop": {"CODE": "SHOP"}, "number": {"CODE": "NUMBER"}, "phone": {"CODE": {"NAME": "P"}, "VISIBLE": "Y"}}


class Service:
    """Answers every call with ``answer`` and keeps the bodies."""

    def __init__(self, answer: Any) -> None:
        self.answer, self.bodies = answer, list[tuple[str, str]]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        kind = dict(scope["headers"]).get(b"content-type", b"").decode()
        self.bodies.append((kind, body.decode()))
        text = json.dumps(self.answer).encode() if self.answer is not None else b""
        head = [(b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": text})


def handler(portal: Any, auth: str, mode: str = "CHECKOUT_DATA", **data: Any) -> dict[str, Any]:
    facts = {"ACTION_URI": f"{portal.inbox.url}/pay", "FIELDS": FIELDS} | data
    given = {"NAME": "Bank", "CODE": "bank", "SETTINGS": {"CODES": CODES, mode: facts}}
    portal.result("sale.paysystem.handler.add", given, auth)
    return given


def system(portal: Any, auth: str, **more: Any) -> int:
    settings = {"SHOP": {"TYPE": "VALUE", "VALUE": "s77"}}
    given = {"NAME": "Card", "PERSON_TYPE_ID": 3, "BX_REST_HANDLER": "bank", "ACTIVE": "Y", "SETTINGS": settings,
             "ENTITY_REGISTRY_TYPE": "ORDER"}  # fmt: skip
    made: int = portal.result("sale.paysystem.add", given | more, auth)
    return made


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("pay_system", "cashbox", "delivery", "sale")).access
    return token


def test_payment_handlers(portal: Any, auth: str) -> None:
    add = "sale.paysystem.handler.add"
    given = handler(portal, auth)
    (row,) = portal.result("sale.paysystem.handler.list", auth=auth)
    assert row == {"ID": "1", "NAME": "Bank", "CODE": "bank", "SORT": "100", "SETTINGS": given["SETTINGS"]}
    assert portal.refused(add, given, auth) == (400, "ERROR_HANDLER_ALREADY_EXIST", "Handler already exists!")
    assert portal.refused(add, {"CODE": "x"}, auth) == (400, "ERROR_CHECK_FAILURE", "Parameter NAME is not defined")
    for settings in ({"CODES": CODES}, {"CODES": CODES, "FORM_DATA": {"METHOD": "POST"}}, {
            "FORM_DATA": {"ACTION_URI": "http://x.example"}}):  # fmt: skip
        wrong = {"NAME": "B", "CODE": "b", "SETTINGS": settings}
        assert portal.refused(add, wrong, auth)[1] == "ERROR_CHECK_FAILURE"
    update = "sale.paysystem.handler.update"
    made = system(portal, auth)
    assert portal.result(update, {"ID": 1, "FIELDS": {"NAME": "New", "CODE": "bank2", "SORT": 5}}, auth) is True
    assert portal.result("sale.paysystem.list", {"FILTER": {"ID": made}}, auth)[0]["ACTION_FILE"] == "bank2"
    assert portal.refused(update, {"ID": 1}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused(update, {"ID": 9, "FIELDS": {"NAME": "x"}}, auth)[1:] == (
        "ERROR_HANDLER_NOT_FOUND", "Handler not found")  # fmt: skip
    portal.result(add, given | {"CODE": "third"}, auth)
    taken = {"ID": 1, "FIELDS": {"CODE": "third"}}
    assert portal.refused(update, taken, auth)[1] == "ERROR_UNEXPECTED_ANSWER"
    assert portal.refused("sale.paysystem.handler.delete", {"ID": 1}, auth)[1] == "ERROR_PAY_SYSTEM_DELETE"
    assert portal.refused("sale.paysystem.handler.delete", {}, auth)[1] == "ERROR_PAY_SYSTEM_DELETE"
    assert portal.result("sale.paysystem.handler.delete", {"ID": 2}, auth) is True
    for method in ("add", "update", "list", "delete"):
        assert portal.refused(f"sale.paysystem.handler.{method}", given, user_id=portal.user_id) == DENIED


def test_payment_systems(portal: Any, auth: str) -> None:
    handler(portal, auth)
    made = system(portal, auth)
    (row,) = portal.result("sale.paysystem.list", {"FILTER": {"ID": made}}, auth)
    assert (row["ID"], row["NAME"], row["PSA_NAME"], row["ACTION_FILE"], row["SORT"]) == (
        made,
        "Card",
        "Card",
        "bank",
        100,
    )
    some = {"SELECT": ["ID"], "ORDER": {"ID": "DESC"}}
    assert portal.result("sale.paysystem.list", some, auth) == [{"ID": made}, {"ID": 1}]
    folded = {"select": ["id"], "filter": {"=id": made}, "order": {"id": "asc"}}
    assert portal.result("sale.paysystem.list", folded, auth) == [{"ID": made}]
    change = {"ID": made, "FIELDS": {"NAME": "Cards", "ACTIVE": "N", "PERSON_TYPE_ID": 4, "BX_REST_HANDLER": "bank"}}
    assert portal.result("sale.paysystem.update", change, auth) is True
    name = "sale.paysystem.settings"
    assert portal.result(f"{name}.get", {"ID": made, "PERSON_TYPE_ID": 3}, auth) == {"SHOP": "s77", "MODE": "TEST"}
    new = {"ID": made, "PERSON_TYPE_ID": 3, "SETTINGS": {"MODE": {"TYPE": "VALUE", "VALUE": "LIVE"}}}
    assert portal.result(f"{name}.update", new, auth) is True
    assert portal.result(f"{name}.get", {"ID": made, "PERSON_TYPE_ID": 3}, auth) == {"SHOP": "s77", "MODE": "LIVE"}
    lacks = (400, "ERROR_CHECK_FAILURE", "Pay system not found")
    assert portal.refused(f"{name}.get", {"ID": 99, "PERSON_TYPE_ID": 3}, auth) == lacks
    assert portal.refused(f"{name}.update", {"ID": 99, "SETTINGS": {"A": 1}}, auth) == lacks
    assert portal.refused(f"{name}.update", {"ID": made}, auth)[1] == "ERROR_HANDLER_NOT_FOUND"
    good = {"NAME": "C", "PERSON_TYPE_ID": 3, "BX_REST_HANDLER": "bank"}
    for_orders = good | {"PERSON_TYPE_ID": 2, "ENTITY_REGISTRY_TYPE": "ORDER"}
    assert portal.refused("sale.paysystem.add", for_orders, auth)[1] == "ERROR_PERSON_TYPE_NOT_FOUND"
    of_invoices = for_orders | {
        "ENTITY_REGISTRY_TYPE": "CRM_INVOICE"
    }  # types of payers of its own: crm.persontype.list
    assert portal.result("sale.paysystem.delete", {"ID": system(portal, auth, **of_invoices)}, auth) is True
    for more, code in (({"BX_REST_HANDLER": "no"}, "ERROR_HANDLER_NOT_FOUND"), (
            {"PERSON_TYPE_ID": 99}, "ERROR_PERSON_TYPE_NOT_FOUND"), ({"NAME": ""}, "ERROR_CHECK_FAILURE"), (
            {"ENTITY_REGISTRY_TYPE": "Q"}, "ERROR_CHECK_FAILURE")):  # fmt: skip
        assert portal.refused("sale.paysystem.add", good | more, auth)[1] == code
    assert portal.refused("sale.paysystem.update", {"ID": 99}, auth)[1:] == (
        "ERROR_PAY_SYSTEM_NOT_FOUND", "Pay system not found")  # fmt: skip
    assert portal.refused("sale.paysystem.delete", {}, auth)[1] == "ERROR_CHECK_FAILURE"
    assert portal.refused("sale.paysystem.list", user_id=portal.user_id) == DENIED
    assert portal.result("sale.paysystem.delete", {"ID": made}, auth) is True


def test_a_buyer_pays_at_the_service(portal: Any, auth: str, inbox_server: Any) -> None:
    handler(portal, auth)
    made = system(portal, auth)
    service = Service({"PAYMENT_URL": "https://bank.example/1", "PAYMENT_ID": "b-1"})
    inbox_server.mount(service)
    found = portal.perform("start-payment", pay_system="Card", amount=12.5)
    assert found == {"payment": 1, "url": "https://bank.example/1"}
    kind, text = service.bodies[0]
    body = dict(parse_qsl(text, keep_blank_values=True))
    assert kind.startswith("application/x-www-form-urlencoded")
    assert body.pop("BX_SYSTEM_PARAMS[RETURN_URL]").startswith(f"https://{portal.state.host}/")
    assert body == {
        "shop": "s77", "number": "1/1", "phone": "", "BX_SYSTEM_PARAMS[PAYSYSTEM_ID]": str(made),
        "BX_SYSTEM_PARAMS[PAYMENT_ID]": "1", "BX_SYSTEM_PARAMS[SUM]": "12.5", "BX_SYSTEM_PARAMS[CURRENCY]": "USD",
        "BX_SYSTEM_PARAMS[EXTERNAL_PAYMENT_ID]": "",
    }  # fmt: skip
    of_payment = {"PAYMENT_ID": 1, "PAY_SYSTEM_ID": made}
    settings = portal.result("sale.paysystem.settings.payment.get", of_payment, auth)
    assert settings == {"SHOP": "s77", "MODE": "TEST", "NUMBER": "1/1", "BUYER": 1,
                        "MAIL": portal.state.people.users[1].email}  # fmt: skip
    row = portal.result("sale.payment.get", {"id": 1}, auth)["payment"]
    assert (row["psInvoiceId"], row["paid"], row["sum"]) == ("b-1", "N", 12.5)
    portal.result("event.bind", {"event": "ONPAYMENTENTITYSAVED", "handler": f"{portal.inbox.url}/e"}, auth)
    assert portal.result("sale.paysystem.pay.payment", of_payment, auth) is True
    portal.settle()
    assert "data%5BFIELDS%5D%5BID%5D=1" in service.bodies[-1][1]
    row = portal.result("sale.payment.get", {"id": 1}, auth)["payment"]
    assert (row["paid"], row["psStatus"], row["psSum"]) == ("Y", "Y", 12.5)
    assert portal.result("sale.order.get", {"id": row["orderId"]}, auth)["order"]["payed"] == "Y"
    for wrong, text in (({"PAY_SYSTEM_ID": 99}, "Pay system not found"), ({"PAYMENT_ID": 99}, "Payment not found")):
        for method in ("pay.payment", "settings.payment.get"):
            assert portal.refused(f"sale.paysystem.{method}", of_payment | wrong, auth) == (
                400, "ERROR_CHECK_FAILURE", text)  # fmt: skip
    portal.switch(crm_role="closed")
    assert portal.refused("sale.paysystem.pay.payment", of_payment, user_id=portal.user_id) == DENIED


@pytest.mark.parametrize(("answer", "errors"), [
    (None, ["Error registering order in payment system"]),
    ({"PAYMENT_ERRORS": ["Too much"]}, ["Too much"])])  # fmt: skip
def test_a_service_that_refuses(portal: Any, auth: str, inbox_server: Any, answer: Any, errors: list[str]) -> None:
    handler(portal, auth)
    system(portal, auth)
    portal.switch(checkout_body="json")
    service = Service(answer)
    inbox_server.mount(service)
    assert portal.perform("start-payment", pay_system="bank", amount=1)["errors"] == errors
    assert json.loads(service.bodies[0][1])["BX_SYSTEM_PARAMS"]["PAYMENT_ID"] == 1


def test_forms_and_frames(portal: Any, auth: str) -> None:
    handler(portal, auth, "FORM_DATA", METHOD="POST")
    system(portal, auth, ENTITY_REGISTRY_TYPE="CRM_INVOICE")
    made = system(portal, auth)
    named = portal.perform("start-payment", pay_system="bank", amount=3)["form"]
    assert named["fields"]["BX_PAYSYSTEM_ID"] == made  # an order is paid, not an invoice
    form = portal.perform("start-payment", pay_system=made, amount=3)["form"]
    assert (form["action"], form["method"]) == (f"{portal.inbox.url}/pay", "POST")
    assert form["fields"]["shop"] == "s77"
    assert form["fields"]["BX_PAYSYSTEM_ID"] == made
    settings = {"CODES": CODES, "IFRAME_DATA": {"ACTION_URI": "https://bank.example/frame", "FIELDS": FIELDS}}
    portal.result("sale.paysystem.handler.update", {"ID": 1, "FIELDS": {"SETTINGS": settings}}, auth)
    frame = portal.perform("start-payment", pay_system=made, amount=3)["iframe"]
    assert frame["src"] == "https://bank.example/frame"
    assert frame["fields"]["BX_SYSTEM_PARAMS"]["PAYMENT_ID"] == 3
    older = {"CODES": CODES, "FORM_DATA": {"ACTION_URI": "https://bank.example", "PARAMS": {"s": "SHOP"}}}
    portal.result("sale.paysystem.handler.update", {"ID": 1, "FIELDS": {"SETTINGS": older}}, auth)
    assert portal.perform("start-payment", pay_system=made, amount=3)["form"]["fields"]["s"] == "s77"


def test_payments_of_a_card(portal: Any, auth: str, inbox_server: Any) -> None:
    handler(portal, auth)
    system(portal, auth)
    inbox_server.mount(Service({"PAYMENT_URL": "https://bank.example/1"}))
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "T"}})
    card = {"type": "deal", "id": str(deal)}
    made = portal.perform("start-payment", pay_system="Card", amount=5, **card)["payment"]
    portal.perform("start-payment", pay_system="Card", amount=6)

    def begun(user_id: int = 1) -> Any:
        user = portal.state.people.users[user_id]
        return portal.running.call(lambda: portal.state.ask("sale.begun", type="deal", id=deal, user=user))

    row = {"payment": made, "url": "https://bank.example/1", "sum": 5, "currency": "USD", "paid": "N"}
    assert begun() == [row]
    portal.perform("pay", payment=str(made))
    assert begun() == [row | {"paid": "Y"}]
    portal.switch(crm_role="closed")
    assert begun(portal.user_id) == []
    with pytest.raises(ActError, match="no such card"):
        portal.perform("start-payment", pay_system="Card", amount=5, type="deal", id=99)


def test_payment_acts(portal: Any, auth: str) -> None:
    cash = portal.perform("start-payment", pay_system="Cash", amount="7")
    assert cash == {"payment": 1}
    portal.perform("pay", payment=1)
    assert portal.result("sale.payment.get", {"id": 1}, auth)["payment"]["paid"] == "Y"
    for verb, params in (("pay", {"payment": 9}), ("start-payment", {"pay_system": "none", "amount": 1}),
                         ("start-payment", {"pay_system": 1, "amount": -1}),
                         ("start-payment", {"pay_system": 1, "amount": "x"})):  # fmt: skip
        with pytest.raises(ActError):
            portal.perform(verb, **params)


def test_all_go_with_the_application(portal: Any, auth: str) -> None:
    before = {(row.section, row.key) for row in portal.state.fingerprint() if row.owner != "acme.score"}
    handler(portal, auth)
    system(portal, auth)
    till = {"NAME": "Till", "CODE": "till", "SETTINGS": {"PRINT_URL": "p", "CHECK_URL": "c", "CONFIG": CONFIG}}
    portal.result("sale.cashbox.handler.add", till, auth)
    settings = {"CALCULATE_URL": "https://taxi.example/c"}
    taxi = {"NAME": "T", "CODE": "taxi", "SETTINGS": settings, "PROFILES": [{"NAME": "Cargo", "CODE": "CARGO"}]}
    portal.result("sale.delivery.handler.add", taxi, auth)
    portal.result("sale.delivery.add", {"REST_CODE": "taxi", "NAME": "U", "CURRENCY": "USD"}, auth)
    ours = {row.section for row in portal.state.fingerprint() if row.owner == "acme.score"}
    assert {
        "payment handlers",
        "payment services",
        "cashbox handlers",
        "delivery handlers",
        "delivery services",
    } <= ours
    asked = portal.running.call(lambda: portal.state.ask("sale.pay_systems"))
    assert asked[-1] == {"id": 2, "name": "Card", "handler": "bank", "app": "acme.score"}
    user = portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(portal.state.app("acme.score"), user, clean=True))
    after = {(row.section, row.key) for row in portal.state.fingerprint() if row.section != "apps"}
    assert after == {key for key in before if key[0] != "apps"}
