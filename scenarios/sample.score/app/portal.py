"""What the solution does on a portal, over the official SDK."""

from __future__ import annotations

import sqlite3
from typing import Any

from b24pysdk import BitrixApp, BitrixToken
from b24pysdk.errors import BitrixAPIError
from faults import Faults
from store import Store

STORAGE = "score"
TAB = "CRM_DEAL_DETAIL_TAB"
EVENTS = ("ONAPPINSTALL", "ONAPPUNINSTALL", "ONCRMDEALADD")


def set_up(token: BitrixToken, public_url: str, titles: dict[str, str], faults: Faults) -> None:
    """Register everything; a second time, on a portal that still has some of it, changes nothing."""
    languages = {language: {"TITLE": title} for language, title in titles.items()}
    _bind(token, "placement.bind", PLACEMENT=TAB, HANDLER=f"{public_url}/tab", TITLE=titles["en"], LANG_ALL=languages)
    for event in EVENTS:
        _bind(token, "event.bind", event=event, handler=f"{public_url}/events")
    storages = token.call_method("entity.get")["result"] or []
    known = [storages] if isinstance(storages, dict) else storages
    if STORAGE in (row["ENTITY"] for row in known):
        faults.found_storage(token, lambda: _make_storage(token, titles["en"]))
    else:
        _make_storage(token, titles["en"])
    faults.setting_up(token, public_url)


def _make_storage(token: BitrixToken, title: str) -> None:
    """The history: every employee may add to it, for everybody may rate the deals that he may change."""
    token.call_method("entity.add", {"ENTITY": STORAGE, "NAME": title, "ACCESS": {"AU": "W"}})
    points = {"ENTITY": STORAGE, "PROPERTY": "points", "NAME": title, "TYPE": "N"}
    token.call_method("entity.item.property.add", points)


def _bind(token: BitrixToken, method: str, **params: Any) -> None:
    try:
        token.call_method(method, params)
    except BitrixAPIError as error:
        if "already bind" not in str(error).lower():
            raise


def rate(token: BitrixToken, store: Store, member_id: str, deal: int, faults: Faults) -> int:
    """Work out a deal's score, write it to the deal and to the history, and return it."""
    found = token.call_method("crm.deal.get", {"ID": deal})["result"]
    score = round(float(found.get("OPPORTUNITY") or 0) / store.divisor(member_id))
    score = faults.rated(score, token, member_id)
    token.call_method("crm.deal.update", {"ID": deal, "FIELDS": {"PROBABILITY": min(score, 100)}})
    item = {"ENTITY": STORAGE, "NAME": str(deal), "PROPERTY_VALUES": {"points": score}}
    token.call_method("entity.item.add", item)
    store.keep_score(member_id, deal, score)
    return score


def latest(token: BitrixToken) -> list[tuple[str, str]]:
    """Title and score of the newest entries of the history, of those deals that the viewer may see."""
    rows = list(token.call_method("entity.item.get", {"ENTITY": STORAGE, "SORT": {"ID": "DESC"}})["result"])[:10]
    if not rows:
        return []
    wanted = {"filter": {"@ID": sorted({row["NAME"] for row in rows})}, "select": ["ID", "TITLE"]}
    titles = {str(deal["ID"]): str(deal["TITLE"]) for deal in token.call_method("crm.deal.list", wanted)["result"]}
    return [(titles[row["NAME"]], row["PROPERTY_VALUES"]["points"]) for row in rows if row["NAME"] in titles]


def is_admin(token: BitrixToken) -> bool:
    return bool(token.call_method("user.admin")["result"])


def stored_token(app: BitrixApp, row: sqlite3.Row) -> BitrixToken:
    """A token that was kept: the installer's, or the viewer's of an open page."""
    return BitrixToken(domain=row["domain"], auth_token=row["access"], refresh_token=row["refresh"], bitrix_app=app)
