"""What services of the portal ask, and wait for: data of reports, prices of delivery, pages to pay at."""

from __future__ import annotations

from typing import Any

COLUMNS = (("about", "About", "string"), ("text", "Text", "string"))


def bi(path: str, lines: list[Any]) -> Any:
    """The journal as a table."""
    if path == "check":
        return {"status": "ok"}
    if path == "tables":
        return [{"code": "journal", "title": "Journal"}]
    if path == "columns":
        return [{"code": code, "name": name, "type": kind} for code, name, kind in COLUMNS]
    codes = [code for code, _, _ in COLUMNS]
    return [codes, *([line[code] for code in codes] for line in lines)]


def delivery(body: dict[str, Any]) -> dict[str, Any]:
    """Two for each kilogramme that was begun, and three for the way."""
    grams = float(body["SHIPMENT"].get("WEIGHT") or 0)
    return {"SUCCESS": "Y", "PRICE": 3 + 2 * max(1, -(-grams // 1000))}


def pay(body: dict[str, Any], url: str) -> dict[str, Any]:
    number = str(body["BX_SYSTEM_PARAMS"]["PAYMENT_ID"])
    return {"PAYMENT_URL": f"{url}/checkout?number={number}", "PAYMENT_ID": f"EX-{number}"}
