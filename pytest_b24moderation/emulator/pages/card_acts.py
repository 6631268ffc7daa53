"""What a person does from a CRM card: calls a number, sends a message, takes a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.pages.crm import CrmKind
    from pytest_b24moderation.emulator.pages.visit import Visit

MESSAGED = ("lead", "deal", "contact", "company")
"""Kinds whose cards send messages."""
PAYABLE = ("deal", "smart_invoice", "order")
"""Kinds whose cards receive payments."""
CLIENTS = ("contact", "company")


def card_acts(visit: Visit, kind: CrmKind, number: int, fields: dict[str, Any]) -> dict[str, Any]:
    """For the card's template: own ``calls``, ``clients``, ``numbers`` to write to, ``senders``, ``pay_systems``,
    ``payments`` and the record's ``amount``.

    What cannot be done here is an empty list, and is not drawn.
    """
    own, clients = _calls(kind.type, number, fields), _clients(visit, kind, fields)
    ask = visit.portal.ask
    return {
        "calls": own,
        "clients": clients,
        "numbers": [call["phone"] for call in (*own, *(call for row in clients for call in row["calls"]))],
        "senders": (ask("messageservice.senders") or []) if kind.type in MESSAGED else [],
        "amount": str(fields.get("OPPORTUNITY") or ""),
        "pay_systems": (ask("sale.pay_systems") or []) if kind.type in PAYABLE else [],
        "payments": ask("sale.begun", type=kind.type, id=number, user=visit.user) or [],
    }


def _clients(visit: Visit, kind: CrmKind, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The contact and the company of a record, with the calls that their numbers offer."""
    found = []
    for name in CLIENTS:
        number = str(fields.get(f"{name.upper()}_ID") or "")
        if kind.type in CLIENTS or not number.isdecimal():
            continue
        card = visit.portal.ask("crm.card", type=name, id=int(number), user=visit.user)
        if card is not None:
            calls = _calls(name, int(number), card["fields"])
            found.append({"title": card["title"], "url": f"/crm/{name}/details/{number}/", "calls": calls})
    return found


def _calls(kind: str, number: int, fields: dict[str, Any]) -> list[dict[str, Any]]:
    """What `click-to-call` needs for each number of a record."""
    rows = fields.get("PHONE") or []
    phones = [str(row.get("VALUE") or "") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [{"phone": phone, "type": kind, "id": number} for phone in phones if phone]
