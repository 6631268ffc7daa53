"""crm.documentgenerator.numerator.*. restdocs: api-reference/crm/document-generator/numerator"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.crm.documents.rows import (
    PERIODS,
    SETTINGS,
    Documents,
    Numerator,
    generator_denied,
    require_templates_right,
)
from pytest_b24moderation.emulator.scopes.crm.owners import structure
from pytest_b24moderation.emulator.scopes.crm.state import Crm

EMPTY: dict[str, Any] = {
    "start": 1, "step": 1, "length": 0, "padString": "0", "periodicBy": None, "timezone": None,
    "isDirectNumeration": False,
}  # fmt: skip


@method("crm.documentgenerator.numerator.add")
def numerator_add(call: Call) -> dict[str, Any]:
    require_templates_right(call)
    given = structure(call, "fields")
    missing = [name for name in ("name", "template") if not given.get(name)]
    if missing:
        raise RestError(400, "0", f"Empty required fields: {', '.join(missing)}")
    row = Numerator(call.state(Crm).next_id("numerator"), "", "", {SETTINGS: dict(EMPTY)}, call.maker, by_rest=True)
    _fill(row, given)
    call.state(Documents).numerators[row.id] = row
    return {"numerator": _shown(row) | {"id": row.id, "code": None}}


@method("crm.documentgenerator.numerator.get")
def numerator_get(call: Call) -> dict[str, Any]:
    require_templates_right(call)
    return {"numerator": _shown(_find(call)) | {"code": None}}


@method("crm.documentgenerator.numerator.list")
def numerator_list(call: Call) -> Listed:
    require_templates_right(call)
    found = page(call, [_shown(row) for row in call.state(Documents).numerators.values()])
    return Listed({"numerators": found.rows}, found.total, found.next)


@method("crm.documentgenerator.numerator.update")
def numerator_update(call: Call) -> dict[str, Any]:
    require_templates_right(call)
    row = _find(call)
    if not row.by_rest:
        raise generator_denied()
    _fill(row, structure(call, "fields"))
    return _shown(row) | {"code": None}


@method("crm.documentgenerator.numerator.delete")
def numerator_delete(call: Call) -> None:
    require_templates_right(call)
    row = _find(call)
    if not row.by_rest:
        raise generator_denied()
    del call.state(Documents).numerators[row.id]


def _find(call: Call) -> Numerator:
    if call.get("id") is None:
        raise RestError(400, "100", r"Bitrix\Main\Numerator\Numerator constructor must be is public")
    row = call.state(Documents).numerators.get(number(call.get("id")))
    if row is None:
        raise RestError(400, "100", "Could not construct parameter {numerator}")
    return row


def _fill(row: Numerator, given: dict[str, Any]) -> None:
    row.name = str(given.get("name") or row.name)
    row.template = str(given.get("template") or row.template)
    sent, facts = as_dict(as_dict(given.get("settings")).get(SETTINGS)), row.settings[SETTINGS]
    for name in ("start", "step", "length"):
        if name in sent:
            facts[name] = max(0, number(sent[name], EMPTY[name]))
            row.next = 0 if name == "start" else row.next
    if "padString" in sent:
        facts["padString"] = str(sent["padString"])
    if "periodicBy" in sent:
        facts["periodicBy"] = sent["periodicBy"] if sent["periodicBy"] in PERIODS else None
    if "timezone" in sent:
        facts["timezone"] = str(sent["timezone"]) if sent["timezone"] else None
    if "isDirectNumeration" in sent:
        facts["isDirectNumeration"] = truth(sent["isDirectNumeration"])


def _shown(row: Numerator) -> dict[str, Any]:
    return {"id": str(row.id), "name": row.name, "template": row.template, "settings": row.settings}
