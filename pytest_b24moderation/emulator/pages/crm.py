"""CRM lists and cards with what applications add to them (UI reference J7; docs: api-reference/widgets/crm)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from starlette.responses import RedirectResponse, Response

from pytest_b24moderation.emulator.pages.card_acts import card_acts
from pytest_b24moderation.emulator.pages.formfields import form_fields
from pytest_b24moderation.emulator.pages.places import offered
from pytest_b24moderation.emulator.pages.start import missing
from pytest_b24moderation.emulator.pages.texts import crm_fields
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
CLASSIC = {"lead": 1, "deal": 2, "contact": 3, "company": 4}
PLURALS = {
    "lead": "leads", "deal": "deals", "contact": "contacts", "company": "companies", "quote": "quotes",
    "smart_invoice": "smart_invoices", "order": "orders",
}  # fmt: skip
COLUMNS = ("STAGE_ID", "STATUS_ID", "OPPORTUNITY", "COMPANY_TYPE", "ASSIGNED_BY_ID")
"""Fields that a list shows, where its kind has them."""
STAGES = ("STAGE_ID", "STATUS_ID")
AUTOMATED = ("lead", "deal", "smart_invoice")
FUNNELS = ("deal", "smart_invoice")
ACTIVITY = 6
"""Entity type of activities."""
ORDER = 14
"""Entity type of orders, which have their pages in the online store."""


@dataclass(frozen=True)
class CrmKind:
    """A kind of CRM items: ``type`` as REST calls it, its entity type's ``number``, its ``title`` for lists."""

    type: str
    number: int
    title: str

    @property
    def base(self) -> str:
        """Where its pages are."""
        if self.type == "order":
            return "/shop/orders"
        return f"/crm/{self.type}" if self.type in CLASSIC else f"/crm/type/{self.number}"

    @property
    def code(self) -> str:
        """Its part of a placement's code."""
        return self.type.upper()

    @property
    def automated(self) -> bool:
        return self.type in AUTOMATED or self.type.startswith("dynamic_")

    @property
    def funnels(self) -> bool:
        return self.type in FUNNELS or self.type.startswith("dynamic_")

    def card(self, number: object) -> str:
        """Path of a card."""
        return f"{self.base}/details/{number}/"


def kinds(visit: Visit) -> dict[str, CrmKind]:
    """What the CRM of this user holds."""
    found = {name: CrmKind(name, number, visit.say(f"crm.{PLURALS[name]}")) for name, number in CLASSIC.items()}
    for row in visit.portal.ask("crm.kinds", user=visit.user) or []:
        name, number = str(row["type"]), int(row.get("entity_type_id") or 0)
        if name not in CLASSIC and number:
            title = visit.say(f"crm.{PLURALS[name]}") if name in PLURALS else str(row.get("title") or name)
            found[name] = CrmKind(name, number, title)
    return {**found, "order": CrmKind("order", ORDER, visit.say("crm.orders"))}


def wanted(visit: Visit) -> CrmKind | None:
    """The kind that the address names, by its word or by its entity type's number."""
    params = visit.request.path_params
    known = kinds(visit)
    if visit.request.url.path.startswith("/shop/orders/"):
        return known["order"]
    if "kind" in params:
        return known.get(str(params["kind"]))
    return next((kind for kind in known.values() if kind.number == params.get("number")), None)


def cards(visit: Visit, kind: CrmKind) -> list[dict[str, Any]]:
    """The items of a kind that this user may see."""
    if kind.type != "order":
        return visit.portal.ask("crm.cards", type=kind.type, user=visit.user) or []
    rows = visit.portal.ask("sale.rows", table="sale.order") or {}
    return [_order(visit, key, row) for key, row in rows.items() if _sees(visit, row)]


def _sees(visit: Visit, order: dict[str, Any]) -> bool:
    return visit.user.admin or str(order.get("responsibleId") or "") == str(visit.user.id)


def _order(visit: Visit, key: Any, row: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "OPPORTUNITY": row.get("price"),
        "CURRENCY_ID": row.get("currency"),
        "ASSIGNED_BY_ID": row.get("responsibleId"),
    }
    return {"id": int(key), "title": visit.say("crm.order", number=row.get("accountNumber") or key), "fields": fields}


def listing(visit: Visit) -> Response:
    """`/crm/<kind>/list/`: what this user may see, with the menus of the list and of its rows."""
    kind = wanted(visit)
    if kind is None:
        return missing(visit)
    found = cards(visit, kind)
    rows = [{"id": row["id"], "title": row["title"], "fields": dict(_readable(visit, row))} for row in found]
    columns = [name for name in COLUMNS if found and name in found[0]["fields"]]
    return visit.page(
        "crm_list.html",
        title=kind.title,
        kind=kind,
        kinds=list(kinds(visit).values()),
        cards=rows,
        columns=[(name, crm_fields(visit.language)[name]) for name in columns],
        grid=f"CRM_{kind.code}_LIST_V12",
        config={"details": kind.card("#ID#"), "widgets": offered(visit, f"CRM_{kind.code}_LIST_MENU")},
    )


def activities(visit: Visit) -> Response:
    """`/crm/activity/`: the activities of all items, with the menu of each."""
    rows = []
    for kind in kinds(visit).values():
        for card in cards(visit, kind):
            for entry in visit.portal.ask("crm.timeline", type=kind.type, id=card["id"], user=visit.user) or []:
                if entry["kind"] == "activity":
                    rows.append({"id": entry["id"], "title": entry["title"], "of": card, "url": kind.card(card["id"])})
    config = {"details": "", "widgets": offered(visit, "CRM_ACTIVITY_LIST_MENU")}
    return visit.page("crm_activities.html", title=visit.say("crm.activities"), rows=rows, config=config)


def to_list(visit: Visit) -> Response:
    """`/crm/` and other views of a list lead to the list."""
    kind = kinds(visit)["deal"] if visit.request.url.path == "/crm/" else wanted(visit)
    return missing(visit) if kind is None else RedirectResponse(f"{kind.base}/list/", status_code=302)


def card(visit: Visit) -> Response:
    """`/crm/<kind>/details/<ID>/` and `/crm/type/<number>/details/<ID>/`, in a side panel."""
    kind, number = wanted(visit), int(visit.request.path_params["id"])
    if kind is None:
        return missing(visit)
    if wrapped := wrapper(visit, title=kind.title, back=f"{kind.base}/list/"):
        return wrapped
    found = (
        next((row for row in cards(visit, kind) if row["id"] == number), None)
        if kind.type == "order"
        else (visit.portal.ask("crm.card", type=kind.type, id=number, user=visit.user))
    )
    if found is None:
        return visit.page("plain.html", title=kind.title, text=visit.say("crm.missing"))
    container = f"crm_scope_detail_c_{kind.type}_details_"
    tabs = _tabs(visit, kind, number)
    names = crm_fields(visit.language)
    own = form_fields(visit, kind.type, number, found["fields"])
    drawn = {field.name for field in own}
    return visit.page(
        "crm_card.html",
        title=found["title"],
        kind=kind,
        number=number,
        container=container,
        tabs=tabs,
        fields=[(names.get(key, key), key, value) for key, value in _readable(visit, found) if key not in drawn],
        own_fields=own,
        acts=card_acts(visit, kind, number, found["fields"]),
        timeline=visit.portal.ask("crm.timeline", type=kind.type, id=number, user=visit.user) or [],
        activity_type=ACTIVITY,
        config={"container": container, **_facts(visit, kind, number, tabs)},
    )


def _facts(visit: Visit, kind: CrmKind, number: int, tabs: list[dict[str, Any]]) -> dict[str, Any]:
    """What the card's scripts know of it."""
    known = [{"id": tab["id"], "title": tab["title"], "params": tab.get("params")} for tab in tabs]
    event = visit.portal.profile.card_event
    return {"tabs": known, "type": kind.type, "typeId": kind.number, "id": number, "event": event}


def _tabs(visit: Visit, kind: CrmKind, number: int) -> list[dict[str, Any]]:
    say = visit.say
    tabs: list[dict[str, Any]] = [{"id": "main", "title": say("crm.main"), "text": ""}]
    if kind.type in ("deal", "lead", "quote", "smart_invoice"):
        tabs.append({"id": "tab_products", "title": say("crm.products"), "text": say("crm.no_products")})
    tabs.append({"id": "tab_event", "title": say("crm.history"), "text": say("crm.no_history")})
    for row in offered(visit, f"CRM_{kind.code}_DETAIL_TAB", {"ID": str(number)}):
        tabs.append({"id": f"tab_rest_{row['id']}", "title": row["title"], "text": "", "params": row["params"]})
    return tabs


def _readable(visit: Visit, card: dict[str, Any]) -> list[tuple[str, str]]:
    """The filled fields of a card for people: the usual ones in their order, then custom ones."""
    fields = dict(card["fields"])
    for name in STAGES:
        if card.get("stage") and fields.get(name):
            fields[name] = card["stage"]
    wanted_names = [*crm_fields(visit.language), *sorted(name for name in fields if name.upper().startswith("UF_"))]
    rows = [(name, _text(visit, name, fields[name])) for name in wanted_names if name in fields]
    return [(name, text) for name, text in rows if text]


def _text(visit: Visit, name: str, value: Any) -> str:
    if name == "ASSIGNED_BY_ID":
        person = visit.portal.people.users.get(int(value)) if str(value).isdecimal() else None
        return person.full_name if person else str(value)
    if isinstance(value, list):
        return ", ".join(_text(visit, "", row) for row in value)
    if isinstance(value, dict):
        return str(value.get("VALUE", ""))
    text = "" if value is None else str(value)
    return text[:16].replace("T", " ") if MOMENT.fullmatch(text) else text
