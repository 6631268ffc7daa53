"""What the solution is on a portal: a channel, calls, a bot, ways to pay and to deliver, data for reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bitrix import Refused

Rest = Callable[..., Any]
EVENTS = (
    "ONAPPINSTALL", "ONAPPUNINSTALL", "ONAPPMETHODCONFIRM", "ONAPPPAYMENT", "ONCRMDEALADD", "ONCRMTIMELINEITEMACTION",
    "ONEXTERNALCALLBACKSTART", "ONIMCONNECTORMESSAGEADD", "ONIMCONNECTORDIALOGFINISH", "ONIMCONNECTORSTATUSDELETE",
    "ONPAYMENTENTITYSAVED", "ONVOXIMPLANTCALLEND",
)  # fmt: skip
ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 70 71'%3E%3Cpath d='M10 20h40l-9-9 5-5 18 18-18 18-5-5 9-9H10zM60 52H20l9 9-5 5L6 48l18-18 5 5-9 9h40z' fill='%23fff'/%3E%3C/svg%3E"  # noqa: E501
FIELD, CODE = "UF_CRM_EXCHANGE", "exchange"
SHOP = {"code": "shop", "name": "Shop", "type": "STRING"}
KNOWN = ("ALREADY", "EXIST", "BINDED", "DUPLICATE")


def set_up(rest: Rest, url: str, key: str) -> None:
    """Register everything; what a portal has kept from before stays as it is."""
    for event in EVENTS:
        once(rest, "event.bind", event=event, handler=f"{url}/events")
    once(rest, "placement.bind", PLACEMENT="TASK_VIEW_TAB", HANDLER=f"{url}/task", TITLE="Exchange")
    _talk(rest, url)
    _crm(rest, url)
    _trade(rest, url, key)


def once(rest: Rest, method: str, **params: Any) -> Any:
    """Make what may be there already; None when it is."""
    try:
        return rest(method, **params)
    except Refused as refusal:
        if not any(word in f"{refusal.code} {refusal}".upper() for word in KNOWN):
            raise
        return None


def _talk(rest: Rest, url: str) -> None:
    icon = {"DATA_IMAGE": ICON, "COLOR": "#4f7fd9", "SIZE": "70%", "POSITION": "center"}
    rest("imconnector.register", ID=CODE, NAME="Exchange", ICON=icon, PLACEMENT_HANDLER=f"{url}/channel")
    once(rest, "telephony.externalLine.add", NUMBER="exchange-1", NAME="Exchange")
    looks = {"name": "Exchange", "workPosition": "Keeps the journal", "color": "azure"}
    fields = {"code": CODE, "properties": looks, "eventMode": "webhook", "webhookUrl": f"{url}/bot"}
    bot = rest("imbot.v2.Bot.register", fields=fields)["bot"]["id"]
    command = {"command": "/last", "title": {"en": "The last lines of the journal"}, "params": {"en": "how many"}}
    rest("imbot.v2.Command.register", botId=bot, fields=command)


def _crm(rest: Rest, url: str) -> None:
    once(rest, "userfieldtype.add", USER_TYPE_ID=CODE, HANDLER=f"{url}/field", TITLE="Number in Exchange",
         OPTIONS={"height": 60})  # fmt: skip
    label = {"en": "Number in Exchange", "ru": "Номер в Exchange"}
    kind = f"rest_{rest('app.info')['ID']}_{CODE}"
    field = {"FIELD_NAME": FIELD, "USER_TYPE_ID": kind, "EDIT_FORM_LABEL": label, "LIST_COLUMN_LABEL": label}
    once(rest, "crm.deal.userfield.add", fields=field)
    once(rest, "crm.automation.trigger.add", CODE="exchange_paid", NAME="Paid in Exchange")
    once(rest, "bizproc.activity.add", CODE="exchange_number", HANDLER=f"{url}/activity", USE_SUBSCRIPTION="Y",
         AUTH_USER_ID=1, NAME={"en": "Give a number of Exchange"}, DOCUMENT_TYPE=["crm", "CCrmDocumentDeal", "DEAL"],
         PROPERTIES={"prefix": {"Name": {"en": "Prefix"}, "Type": "string"}},
         RETURN_PROPERTIES={"number": {"Name": {"en": "Number"}, "Type": "string"}})  # fmt: skip


def _trade(rest: Rest, url: str, key: str) -> None:
    codes = {"NUMBER": {"NAME": "Number", "DEFAULT": {"PROVIDER_KEY": "PAYMENT", "PROVIDER_VALUE": "ACCOUNT_NUMBER"}}}
    checkout = {"ACTION_URI": f"{url}/pay?key={key}", "FIELDS": {"number": {"CODE": "NUMBER"}}}
    once(rest, "sale.paysystem.handler.add", NAME="Exchange", CODE=CODE,
         SETTINGS={"CODES": codes, "CHECKOUT_DATA": checkout})  # fmt: skip
    if not rest("sale.paysystem.list", FILTER={"ACTION_FILE": CODE}):
        rest("sale.paysystem.add", NAME="Exchange", PERSON_TYPE_ID=3, BX_REST_HANDLER=CODE, ACTIVE="Y",
             ENTITY_REGISTRY_TYPE="ORDER")  # fmt: skip
    once(rest, "sale.delivery.handler.add", NAME="Exchange", CODE=CODE, PROFILES=[{"NAME": "Parcel", "CODE": "PARCEL"}],
         SETTINGS={"CALCULATE_URL": f"{url}/delivery?key={key}"})  # fmt: skip
    if not rest("sale.delivery.getlist", FILTER={"NAME": "Exchange"}):
        rest("sale.delivery.add", REST_CODE=CODE, NAME="Exchange", CURRENCY="USD")
    bi = {
        name: f"{url}/bi/{path}?key={key}"
        for name, path in (
            ("urlCheck", "check"),
            ("urlTableList", "tables"),
            ("urlTableDescription", "columns"),
            ("urlData", "rows"),
        )
    }
    known = rest("biconnector.connector.list", select=["id", "title"], filter={"title": "Exchange"})
    fields = bi | {"title": "Exchange", "logo": f"{url}/logo.svg", "settings": [SHOP]}
    connector = known[0]["id"] if known else rest("biconnector.connector.add", fields=fields)["id"]
    if not rest("biconnector.source.list", select=["id"], filter={"title": "Journal of Exchange"}):
        source = {"title": "Journal of Exchange", "connectorId": connector, "settings": {"shop": "main"}}
        rest("biconnector.source.add", fields=source)
