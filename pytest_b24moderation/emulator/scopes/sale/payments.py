"""Payments of orders, with what they pay for.

restdocs: api-reference/sale/payment, payment-item-basket, payment-item-shipment.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.sale.state import Sale, blanks, drop, recount, saved, xml_id
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Row, Rows, Table, columns, wrong

FIELDS = columns("""
    accountNumber:string:r comments:string companyId:integer currency:string:r dateBill:datetime dateMarked:datetime:r
    datePaid:datetime datePayBefore:datetime dateResponsibleId:datetime:r empMarkedId:integer empPaidId:integer
    empResponsibleId:integer empReturnId:integer externalPayment:char id:integer:r id1c:string isReturn:char
    marked:char orderId:integer:qi paid:char payReturnComment:string payReturnDate:datetime payReturnNum:string
    paySystemId:integer:q paySystemIsCash:char:r paySystemName:string:r paySystemXmlId:string:r
    payVoucherDate:datetime payVoucherNum:string priceCod:double psCurrency:string psInvoiceId:string
    psResponseDate:datetime psStatus:char psStatusCode:string psStatusDescription:string psStatusMessage:string
    psSum:double reasonMarked:string responsibleId:integer sum:double updated1c:char version1c:string xmlId:string""")
BLANK = blanks(FIELDS, "externalPayment isReturn marked paid paySystemIsCash updated1c") | {"companyId": 0, "sum": 0}


def _payment(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:
    system = call.portal.ask("sale.pay_system", id=values["paySystemId"])
    if system is None:
        raise wrong("Pay system not found")
    order = store.of("sale.order")[values["orderId"]].values
    values |= {"paySystemName": system["name"], "paySystemIsCash": system["is_cash"],
               "paySystemXmlId": system["xml_id"] or "", "currency": order["currency"]}  # fmt: skip
    before = row.values["paid"] if row else "N"
    if values["paid"] == "Y" and before != "Y":
        values["datePaid"] = values["datePaid"] or call.portal.iso()
        values["empPaidId"] = values["empPaidId"] or call.user.id
    values["dateBill"] = values["dateBill"] or call.portal.iso()
    xml_id(call, values)


def _after(call: Call, store: Rows, row: Row, verb: str) -> None:
    order = row.values["orderId"]
    if verb == "delete":
        drop(store, "sale.paymentitembasket", paymentId=row.id)
        drop(store, "sale.paymentItemShipment", paymentId=row.id)
        call.announce("ONPAYMENTDELETED", {"FIELDS": {"ID": row.id}})
    else:
        number_in_order = len(store.where("sale.payment", orderId=order))
        row.values["accountNumber"] = row.values["accountNumber"] or f"{order}/{number_in_order}"
        call.announce("ONPAYMENTENTITYSAVED", {"FIELDS": {"ID": row.id}})
    recount(store, order)
    saved(call, order)


def _bought(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    xml_id(call, values)


PAYMENT = Table(
    "sale.payment", Sale, "payment", "payments", FIELDS, (200640400001, "payment is not exists"), BLANK,
    needs=("paySystemId",), check=_payment, after=_after,
    links={"orderId": Link("sale.order", 0, "Unable to load order")},
)  # fmt: skip
OF_PAYMENT = Link("sale.payment", 201240400002, "payment not exists")
BASKET = Table(
    "sale.paymentitembasket", Sale, "paymentItemBasket", "paymentItemsBasket", columns(
        "basketId:integer:qi dateInsert:datetime:r id:integer:r paymentId:integer:qi quantity:double xmlId:string"),
    (201240400001, "payment item does not exist"), {"quantity": 1}, needs=("quantity",), check=_bought,
    links={"paymentId": OF_PAYMENT, "basketId": Link("sale.basketitem", 201240400003, "basket item not exists")},
    unique=(("paymentId", "basketId"), 201250000001, "Duplicate entry for key [paymentId, basketId]"),
)  # fmt: skip
SHIPMENT = Table(
    "sale.paymentItemShipment", Sale, "paymentItemShipment", "paymentItemsShipment", columns(
        "dateInsert:datetime:r id:integer:r paymentId:integer:qi shipmentId:integer:qi xmlId:string"),
    (201240400001, "payment item does not exist"), check=_bought,
    links={"paymentId": OF_PAYMENT, "shipmentId": Link("sale.shipment", 201240400003, "shipment not exists")},
    unique=(("paymentId", "shipmentId"), 201250000001, "Duplicate entry for key [paymentId, shipmentId]"),
)  # fmt: skip
METHODS = [*table_methods(PAYMENT), *table_methods(BASKET), *table_methods(SHIPMENT)]


@answers("sale.payment")
def payment(portal: Portal, id: int) -> dict[str, Any] | None:
    row = portal.state(Sale).of("sale.payment").get(id)
    return dict(row.values) if row else None


@answers("sale.paid")
def paid(portal: Portal, id: int, user: User, facts: dict[str, Any]) -> bool | None:
    """A pay system reports that payment as paid; None when there is none."""
    store = portal.state(Sale)
    row = store.of("sale.payment").get(id)
    if row is None:
        return None
    now = portal.iso()
    row.values |= {"paid": "Y", "datePaid": now, "empPaidId": user.id, "psStatus": "Y", "psResponseDate": now,
                   "psSum": row.values["sum"], "psCurrency": row.values["currency"], **facts}  # fmt: skip
    recount(store, row.values["orderId"])
    portal.announce("ONPAYMENTENTITYSAVED", {"FIELDS": {"ID": id}}, user_id=user.id)
    order = store.of("sale.order")[row.values["orderId"]]
    portal.announce("ONORDERENTITYSAVED", {"FIELDS": {"ID": order.id}}, user_id=user.id)
    saved_facts = {"ID": order.id, "XML_ID": order.values["xmlId"], "ACTION": "save"}
    portal.announce("ONSALEORDERSAVED", {"FIELDS": saved_facts}, user_id=user.id)
    return True


@answers("sale.external")
def external(portal: Portal, id: int, number: str) -> None:
    """The payment service tells its own number of a payment."""
    if row := portal.state(Sale).of("sale.payment").get(id):
        row.values["psInvoiceId"] = number


@answers("sale.order")
def order_values(portal: Portal, id: int) -> dict[str, Any] | None:
    row = portal.state(Sale).of("sale.order").get(id)
    return dict(row.values) if row else None


@answers("sale.person_type")
def person_type(portal: Portal, id: int) -> dict[str, Any] | None:
    row = portal.state(Sale).of("sale.persontype").get(id)
    return dict(row.values) if row else None
