"""What a portal tells: each event is a line of the journal, some get an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bitrix import Refused
from setup import Rest

Facts = dict[str, Any]


def answered(rest: Rest, data: Facts) -> str:
    """An operator of the open line; the guest has it at once."""
    row = next(iter(data["MESSAGES"].values()))
    told = {"im": row["im"], "message": {"id": [f"out-{row['im']['message_id']}"]}, "chat": {"id": row["chat"]["id"]}}
    rest("imconnector.send.status.delivery", CONNECTOR=data["CONNECTOR"], LINE=data["LINE"], MESSAGES=[told])
    return f"An operator answers: {row['message']['text']}"


def over(rest: Rest, data: Facts) -> str:  # noqa: ARG001 - all have the same form
    return "The dialog is over"


def called_back(rest: Rest, data: Facts) -> str:
    me = rest("user.current")["ID"]
    rest("telephony.externalCall.register", USER_ID=me, PHONE_NUMBER=data["PHONE_NUMBER"], TYPE=4, SHOW=1)
    return f"Calling {data['PHONE_NUMBER']} back: {data['TEXT']}"


def deal_added(rest: Rest, data: Facts) -> str:
    """A new deal gets an entry with a button in its timeline."""
    action = {"type": "restEvent", "id": "reserve", "animationType": "loader"}
    layout = {
        "icon": {"code": "task"},
        "header": {"title": "Exchange"},
        "body": {"logo": {"code": "list"}, "blocks": {
            "ask": {"type": "text", "properties": {"value": "Reserve the goods of this deal?"}}}},
        "footer": {"buttons": {"reserve": {"title": "Reserve", "type": "primary", "action": action}}},
    }  # fmt: skip
    deal = int(data["FIELDS"]["ID"])
    try:
        rest("crm.activity.configurable.add", ownerTypeId=2, ownerId=deal, fields={"completed": False}, layout=layout)
    except Refused as refusal:
        return f"Deal {deal} was not noted: {refusal}"
    return f"Deal {deal} is noted"


def pressed(rest: Rest, data: Facts) -> str:
    rest("crm.timeline.comment.add", fields={"ENTITY_ID": data["entityId"], "ENTITY_TYPE": "deal",
                                             "COMMENT": "Exchange has reserved the goods"})  # fmt: skip
    return f"Goods of deal {data['entityId']} are reserved"


def payment(rest: Rest, data: Facts) -> str:
    row = rest("sale.payment.get", id=data["FIELDS"]["ID"])["payment"]
    return f"Payment {row['id']} of {float(row['sum']):.2f} is {'paid' if row['paid'] == 'Y' else 'begun'}"


HEARD: dict[str, tuple[str, Callable[[Rest, Facts], str]]] = {
    "ONIMCONNECTORMESSAGEADD": ("Open line", answered),
    "ONIMCONNECTORDIALOGFINISH": ("Open line", over),
    "ONIMCONNECTORSTATUSDELETE": ("Open line", lambda _, data: f"Line {data['line']} is disconnected"),
    "ONEXTERNALCALLBACKSTART": ("Calls", called_back),
    "ONVOXIMPLANTCALLEND": (
        "Calls", lambda _, data: f"Call to {data['PHONE_NUMBER']} is over after {data['CALL_DURATION']} s"),
    "ONCRMDEALADD": ("Deals", deal_added),
    "ONCRMTIMELINEITEMACTION": ("Deals", pressed),
    "ONPAYMENTENTITYSAVED": ("Payments", payment),
    "ONAPPPAYMENT": ("Settings", lambda _, data: f"Exchange is paid for {data['DAYS']} days"),
    "ONAPPMETHODCONFIRM": (
        "Settings", lambda _, data: f"{data['METHOD']} is {'allowed' if data['CONFIRMED'] == '1' else 'denied'}"),
}  # fmt: skip
"""Event → what it is about, and what is done; the text for the journal."""

FOR_ALL = ("ONPAYMENTENTITYSAVED",)
"""Events that are looked into with the rights of whoever installed."""


def chatted(rest: Rest, event: str, data: Facts, last: Callable[[int], list[str]]) -> str:
    """The bot: it answers a command with the journal, and greets whoever follows a link or brings it into a chat."""
    to = {"botId": data["bot"]["id"], "dialogId": data.get("dialogId") or data["chat"]["dialogId"]}
    if event == "ONIMBOTV2COMMANDADD":
        many = int(data["command"]["params"] or 1)
        keyboard = [{"TEXT": "Two more", "COMMAND": "last", "COMMAND_PARAMS": str(many + 2)}]
        fields = {"message": "\n".join(last(many)) or "The journal is empty", "keyboard": keyboard}
        ids = {"commandId": data["command"]["id"], "messageId": data["message"]["id"]}
        rest("imbot.v2.Command.answer", **to, **ids, fields=fields)
        return f"The bot shows {many} lines"
    said = {
        "ONIMBOTV2CONTEXTGET": f"You come from: {data.get('context', {}).get('from', 'nowhere')}",
        "ONIMBOTV2JOINCHAT": "Write /last to see the journal",
        "ONIMBOTV2MESSAGEADD": f"Noted: {data.get('message', {}).get('text', '')}",
    }.get(event)
    if said is None:
        return ""
    rest("imbot.v2.Chat.Message.send", **to, fields={"message": said})
    return f"The bot says: {said}"
