"""What spans all kinds: cards for pages, records of other parts of the portal, the fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.scopes.crm.access import may_read
from pytest_b24moderation.emulator.scopes.crm.kind import Record
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import all_kinds, kind_named
from pytest_b24moderation.emulator.scopes.crm.records import create, shown
from pytest_b24moderation.emulator.scopes.crm.stages import stage_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm


@answers("crm.kinds")
def kinds(portal: Portal, user: User) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every kind of record that the portal has: {type, title, entity_type_id}."""
    return [
        {"type": kind.name, "title": kind.caption or kind.name.capitalize(), "entity_type_id": kind.type_id}
        for kind in all_kinds(portal.state(Crm))
    ]


@answers("crm.card")
def card(portal: Portal, type: str, id: int, user: User) -> dict[str, Any] | None:
    """A record for a page: its title, its stage's name and all fields; None when absent or not for this user."""
    kind, record = kind_named(portal.state(Crm), type), portal.state(Crm).of(type).get(id)
    if kind is None or record is None or not may_read(portal, user, record):
        return None
    stage = stage_of(portal.state(Crm), kind, record) if kind.stage else None
    return {
        "id": id,
        "type": type,
        "title": kind.title(record.values),
        "stage": stage.name if stage else "",
        "fields": shown(kind, record),
    }


@answers("crm.cards")
def cards(portal: Portal, type: str, user: User) -> list[dict[str, Any]]:
    """Every record of a kind that the user may see."""
    found = (card(portal, type, record_id, user) for record_id in list(portal.state(Crm).of(type)))
    return [one for one in found if one is not None]


@answers("crm.add")
def add(portal: Portal, type: str, fields: Mapping[str, Any], maker: Maker, user: User) -> int | None:
    """A record that another part of the portal makes, by classic names of fields; None for no such kind."""
    kind = kind_named(portal.state(Crm), type)
    if kind is None:
        return None
    app = portal.app(maker.code) if maker.kind == "app" else None
    call = Call(portal, Grant("app" if app else "session", user, app), f"crm.{type}.add", {})
    record = create(call, kind, fields)
    record.maker = maker
    return record.id


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    crm = portal.state(Crm)
    found = [
        trace(f"crm {kind.name}", record.id, record.maker, kind.title(record.values), _content(record))
        for kind in all_kinds(crm)
        for record in crm.of(kind.name).values()
    ]
    for field in crm.userfields.values():
        key = f"{field.entity} {field.name}"
        content = (field.kind, field.multiple, field.mandatory, field.facts, field.values)
        found.append(trace("user fields", key, field.maker, f"{field.name} of {field.entity}", content))
    for status in crm.statuses.values():
        key, facts = f"{status.entity} {status.code}", (status.name, status.sort, status.semantics)
        found.append(trace("crm dictionaries", key, status.maker, f"{status.name} in {status.entity}", facts))
    for category in crm.categories.values():
        found.append(trace("crm pipelines", category.id, category.maker, category.name, category.sort))
    for smart in crm.types.values():
        switches = (smart.facts, smart.parents, smart.children, smart.linked, smart.solution)
        found.append(trace("crm smart processes", smart.entity_type_id, smart.maker, smart.title, switches))
    found += _lesser(crm)
    for solution in crm.solutions.values():
        found.append(trace("crm workplaces", solution.id, solution.maker, solution.title, solution.title))
    return found


def _lesser(crm: Crm) -> Iterator[Trace]:
    def maker(what: str, key: object) -> Maker:
        return crm.makers.get((what, key), PORTAL)

    for code, row in crm.currencies.items():
        content = (row["AMOUNT"], row["AMOUNT_CNT"], row["SORT"], row["BASE"], crm.localizations.get(code))
        yield trace("crm currencies", code, maker("currency", code), row["FULL_NAME"], content)
    for key, sections in crm.forms.items():
        yield trace("crm forms", key, maker("form", key), f"card of owner type {key[0]}", sections)
    for number, row in crm.recurring.items():
        summary = f"deal {row['DEAL_ID']} again and again"
        yield trace("crm recurring deals", number, maker("recurring", number), summary, row)


def _content(record: Record) -> tuple[Any, ...]:
    return _lasting(record.values), record.fm, record.contacts, record.companies, record.products, record.observers


def _lasting(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith("LAST_ACTIVITY")}
