"""CRM lists and cards, with the tabs and menu items of applications (UI reference J7)."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import RedirectResponse, Response

from pytest_b24moderation.emulator.pages.menu import widgets
from pytest_b24moderation.emulator.pages.start import missing
from pytest_b24moderation.emulator.pages.texts import crm_fields
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
KINDS = {"deal": "deals", "lead": "leads", "contact": "contacts", "company": "companies"}
COLUMNS = ("STAGE_ID", "STATUS_ID", "OPPORTUNITY", "COMPANY_TYPE", "ASSIGNED_BY_ID")
"""Fields that a list shows, where its kind has them."""


def listing(visit: Visit) -> Response:
    """`/crm/<kind>/list/` (and kanban): what this user may see."""
    kind = visit.request.path_params["kind"]
    if kind not in KINDS:
        return missing(visit)
    cards = visit.portal.ask("crm.cards", type=kind, user=visit.user) or []
    rows_shown = [{"id": row["id"], "title": row["title"], "fields": dict(_readable(visit, row))} for row in cards]
    columns = [name for name in COLUMNS if cards and name in cards[0]["fields"]]
    code = f"CRM_{kind.upper()}_LIST_MENU"
    rows = [
        {
            "title": spot.name(visit.language, app.title(visit.language)),
            "params": {"ID": app.id, "PLACEMENT": code, "PLACEMENT_ID": spot.id},
        }
        for app, spot in widgets(visit.portal, visit.user, code)
    ]
    return visit.page(
        "crm_list.html",
        title=visit.say(f"crm.{KINDS[kind]}"),
        kind=kind,
        cards=rows_shown,
        columns=[(name, crm_fields(visit.language)[name]) for name in columns],
        grid=f"CRM_{kind.upper()}_LIST_V12",
        config={"details": f"/crm/{kind}/details/#ID#/", "widgets": rows},
    )


def to_list(visit: Visit) -> Response:
    """`/crm/` and other views of a list lead to the list."""
    if visit.request.path_params.get("kind", "deal") not in KINDS:
        return missing(visit)
    return RedirectResponse(f"/crm/{visit.request.path_params.get('kind', 'deal')}/list/", status_code=302)


def card(visit: Visit) -> Response:
    """`/crm/<kind>/details/<ID>/`, in a side panel."""
    kind, number = visit.request.path_params["kind"], int(visit.request.path_params["id"])
    if kind not in KINDS:
        return missing(visit)
    if wrapped := wrapper(visit, title=visit.say(f"crm.{kind}"), back=f"/crm/{kind}/list/"):
        return wrapped
    found = visit.portal.ask("crm.card", type=kind, id=number, user=visit.user)
    if found is None:
        return visit.page("plain.html", title=visit.say(f"crm.{kind}"), text=visit.say("crm.missing"))
    container = f"crm_scope_detail_c_{kind}_details_"
    tabs = _tabs(visit, kind, number)
    names = crm_fields(visit.language)
    known = [{"id": tab["id"], "title": tab["title"], "params": tab.get("params")} for tab in tabs]
    return visit.page(
        "crm_card.html",
        title=found["title"],
        container=container,
        tabs=tabs,
        fields=[(names.get(key, key), key, value) for key, value in _readable(visit, found)],
        config={"container": container, "tabs": known},
    )


def _tabs(visit: Visit, kind: str, number: int) -> list[dict[str, Any]]:
    say = visit.say
    tabs: list[dict[str, Any]] = [{"id": "main", "title": say("crm.main"), "text": ""}]
    if kind in ("deal", "lead"):
        tabs.append({"id": "tab_products", "title": say("crm.products"), "text": say("crm.no_products")})
    tabs.append({"id": "tab_event", "title": say("crm.history"), "text": say("crm.no_history")})
    code = f"CRM_{kind.upper()}_DETAIL_TAB"
    for app, spot in widgets(visit.portal, visit.user, code):
        params = {"ID": app.id, "PLACEMENT": code, "PLACEMENT_ID": spot.id, "PLACEMENT_OPTIONS": {"ID": str(number)}}
        name = spot.name(visit.language, app.title(visit.language))
        tabs.append({"id": f"tab_rest_{spot.id}", "title": name, "text": "", "params": params})
    return tabs


def _readable(visit: Visit, card: dict[str, Any]) -> list[tuple[str, str]]:
    """The filled fields of a card for people: the usual ones in their order, then custom ones."""
    fields = card["fields"]
    wanted = [*crm_fields(visit.language), *sorted(name for name in fields if name.startswith("UF_"))]
    rows = [(name, _text(visit, name, fields[name])) for name in wanted if name in fields]
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
