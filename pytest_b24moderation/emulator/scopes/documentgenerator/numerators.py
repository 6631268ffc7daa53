"""Numerators. restdocs: api-reference/document-generator/numerators."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.documentgenerator.access import fields, no_value, require_templates, wrong
from pytest_b24moderation.emulator.scopes.documentgenerator.state import Generator, Numerator

SEQUENT = "Bitrix_Main_Numerator_Generator_SequentNumberGenerator"
LONGEST = 50
PERIODS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@method("documentgenerator.numerator.add")
def numerator_add(call: Call) -> dict[str, Any]:
    require_templates(call)
    given, state = fields(call), call.state(Generator)
    empty = [name for name in ("name", "template") if not given.get(name)]
    if empty:
        raise wrong(f"Empty required fields: {', '.join(empty)}")
    settings = as_dict(as_dict(given.get("settings")).get(SEQUENT))
    key = state.next_id("numerator")
    row = Numerator(key, str(given["name"]), str(given["template"]), settings, True, call.maker)
    state.numerators[key] = row
    return {"numerator": _shown(row) | {"id": key}}


@method("documentgenerator.numerator.get")
def numerator_get(call: Call) -> dict[str, Any]:
    return {"numerator": _shown(_find(call))}


@method("documentgenerator.numerator.list")
def numerator_list(call: Call) -> Listed:
    """All of the portal's."""
    require_templates(call)
    found = page(call, list(call.state(Generator).numerators.values()))
    rows = [{key: value for key, value in _shown(row).items() if key != "code"} for row in found.rows]
    return Listed({"numerators": rows}, found.total, found.next)


@method("documentgenerator.numerator.update")
def numerator_update(call: Call) -> dict[str, Any]:
    """Answers the numerator itself, without a name around it."""
    row = _find(call)
    given = fields(call)
    row.name, row.template = str(given.get("name") or row.name), str(given.get("template") or row.template)
    settings = as_dict(as_dict(given.get("settings")).get(SEQUENT))
    row.settings = row.settings | settings
    if "start" in settings:
        row.given = 0
    return _shown(row)


@method("documentgenerator.numerator.delete")
def numerator_delete(call: Call) -> None:
    del call.state(Generator).numerators[_find(call).id]


def next_number(portal: Portal, row: Numerator, *, take: bool) -> str:
    """The number that the numerator gives next; ``take`` it, or only look."""
    facts = _settings(row)
    period = _period(portal, facts)
    given = row.given if period == row.period else 0
    text = str(facts["start"] + given * facts["step"])
    if facts["length"] > len(text):
        text = text.rjust(facts["length"], (facts["padString"] or "0")[0])
    if take:
        row.given, row.period = given + 1, period
    return row.template.replace("{NUMBER}", text)


def _period(portal: Portal, facts: dict[str, Any]) -> str:
    form = PERIODS.get(str(facts["periodicBy"]))
    if form is None:
        return ""
    zone: tzinfo = portal.zone
    try:
        zone = ZoneInfo(facts["timezone"]) if facts["timezone"] else zone
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return datetime.fromtimestamp(portal.clock.now(), zone).strftime(form)


def _find(call: Call) -> Numerator:
    require_templates(call)
    if call.get("id") in (None, ""):
        raise no_value("Bitrix\\Main\\Numerator\\Numerator constructor must be public")
    row = call.state(Generator).numerators.get(number(call.get("id")))
    if row is None:
        raise no_value("Could not construct parameter {numerator}")
    if not row.rest:
        raise RestError(400, "DOCGEN_ACCESS_ERROR", "Access denied")
    return row


def _settings(row: Numerator) -> dict[str, Any]:
    given = row.settings
    return {
        "start": number(given.get("start"), 1),
        "step": number(given.get("step"), 1),
        "length": min(number(given.get("length")), LONGEST),
        "padString": str(given.get("padString") or "0"),
        "periodicBy": given.get("periodicBy") or None,
        "timezone": given.get("timezone") or None,
        "isDirectNumeration": truth(given.get("isDirectNumeration")),
    }


def _shown(row: Numerator) -> dict[str, Any]:
    return {
        "name": row.name,
        "template": row.template,
        "id": str(row.id),
        "code": None,
        "settings": {SEQUENT: _settings(row)},
    }
