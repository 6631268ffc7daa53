"""Rows that many tests begin with."""

from __future__ import annotations

from typing import Any

ORDER = {"lid": "s1", "personTypeId": 3, "currency": "USD"}
SOON = "2026-12-01T10:00:00+00:00"


def record(portal: Any, kind: str = "deal", user_id: int = 1, **fields: Any) -> int:
    """A record of the CRM."""
    named = {"contact": {"NAME": "Ann"}}.get(kind, {"TITLE": "T"})
    made: int = portal.result(f"crm.{kind}.add", {"fields": named | fields}, user_id=user_id)
    return made


def call_fields(deal: int, contact: int, **more: Any) -> dict[str, Any]:
    """A call to that contact about that deal, as an activity of the CRM."""
    return {
        "OWNER_TYPE_ID": 2, "OWNER_ID": deal, "TYPE_ID": 2, "SUBJECT": "Call", "RESPONSIBLE_ID": 1, "DIRECTION": 2,
        "START_TIME": SOON, "COMMUNICATIONS": [{"VALUE": "+1555", "ENTITY_ID": contact, "ENTITY_TYPE_ID": 3}],
    } | more  # fmt: skip


def product(portal: Any, branch: str = "", **fields: Any) -> int:
    """A product of the catalog; ``branch``: offer, service…"""
    key = branch or "element"
    named = {"iblockId": 24 if branch == "offer" else 23, "name": "Mug"}
    method = f"catalog.product.{branch}.add" if branch else "catalog.product.add"
    made: int = portal.result(method, {"fields": named | fields})[key]["id"]
    return made


def order(portal: Any, **fields: Any) -> dict[str, Any]:
    row: dict[str, Any] = portal.result("sale.order.add", {"fields": ORDER | fields})["order"]
    return row


def line(portal: Any, mug: int, order_id: int, **fields: Any) -> Any:
    """A line of an order."""
    given = {"orderId": order_id, "productId": mug, "currency": "USD", "quantity": 2, "name": "Mug", "price": 15}
    return portal.result("sale.basketitem.add", {"fields": given | fields})["basketItem"]
