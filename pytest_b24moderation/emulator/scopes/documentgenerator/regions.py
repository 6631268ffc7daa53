"""Regions. restdocs: api-reference/document-generator/region."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.documentgenerator.access import (
    fields,
    no_field,
    no_value,
    require_templates,
    wrong,
)
from pytest_b24moderation.emulator.scopes.documentgenerator.state import Generator, Region

READY = {
    "de": ("Germany", "de"), "uk": ("United Kingdom", "en"), "br": ("Brazil", "br"), "sp": ("Spain", "la"),
    "mx": ("Mexico", "la"), "pl": ("Poland", "pl"), "fr": ("France", "fr"),
}  # fmt: skip
FORMATS = ("title", "languageId", "formatDate", "formatDatetime", "formatName")


@method("documentgenerator.region.add")
def region_add(call: Call) -> dict[str, Any]:
    require_templates(call)
    given, state = fields(call), call.state(Generator)
    if not given.get("title"):
        raise no_field("TITLE")
    row = Region(state.next_id("region"), {}, call.maker)
    _fill(row, given)
    state.regions[row.id] = row
    return {"region": _shown(row)}


@method("documentgenerator.region.get")
def region_get(call: Call) -> dict[str, Any]:
    """A custom one by id, a ready one by its code."""
    require_templates(call)
    code = str(call.get("id") or "")
    if code in READY:
        return {"region": _ready(code)}
    return {"region": _shown(_find(call))}


@method("documentgenerator.region.list")
def region_list(call: Call) -> dict[str, Any]:
    require_templates(call)
    found = {code: _ready(code) for code in READY}
    for row in call.state(Generator).regions.values():
        shown = _shown(row) | {"code": str(row.id)}
        del shown["phrases"]
        found[str(row.id)] = shown
    return {"regions": found}


@method("documentgenerator.region.update")
def region_update(call: Call) -> dict[str, Any]:
    require_templates(call)
    row = _find(call)
    _fill(row, fields(call))
    return {"region": _shown(row)}


@method("documentgenerator.region.delete")
def region_delete(call: Call) -> None:
    require_templates(call)
    row, state = _find(call), call.state(Generator)
    if any(template.facts["region"] == str(row.id) and not template.deleted for template in state.templates.values()):
        raise RestError(400, "BX_ERROR", "There are templates linked to this region")
    del state.regions[row.id]


def _find(call: Call) -> Region:
    if call.get("id") in (None, ""):
        raise no_value(parameter_missing("id").text)
    row = call.state(Generator).regions.get(number(call.get("id")))
    if row is None:
        raise wrong("Region not found")
    return row


def _fill(row: Region, given: dict[str, Any]) -> None:
    row.facts |= {name: str(given[name]) for name in FORMATS if given.get(name) is not None}
    phrases = {str(code): str(text) for code, text in as_dict(given.get("phrases")).items()}
    row.facts["phrases"] = row.facts.get("phrases", {}) | phrases


def _ready(code: str) -> dict[str, str]:
    title, language = READY[code]
    return {"code": code, "title": title, "languageId": language}


def _shown(row: Region) -> dict[str, Any]:
    found: dict[str, Any] = {"id": str(row.id)} | {name: row.facts.get(name) for name in FORMATS}
    return found | {"phrases": row.facts["phrases"] or []}
