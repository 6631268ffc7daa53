"""crm.requisite.preset.* and its fields. restdocs: api-reference/crm/requisites/presets."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.fields import described
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict, number, yes_no
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.requisites.fields import (
    COUNTRIES,
    ONLY_IN,
    PRESET,
    PRESET_FIELD,
    REQUISITE,
)
from pytest_b24moderation.emulator.scopes.crm.requisites.rows import (
    Preset,
    Requisites,
    changed,
    fresh,
    listed,
    requisites,
    wanted_id,
    write,
)
from pytest_b24moderation.emulator.scopes.crm.state import Crm

REQUISITE_TYPE = 8
BESIDES = ("RQ_ADDR", "RQ_SIGNATURE", "RQ_STAMP")
"""What presets can have that is no field of a requisite itself."""


@method("crm.requisite.preset.fields")
def preset_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(PRESET.values())


@method("crm.requisite.preset.countries")
def countries(call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [{"ID": number, "CODE": code, "TITLE": title} for number, code, title in COUNTRIES]


@method("crm.requisite.preset.add")
def preset_add(call: Call) -> int:
    require_crm_admin(call)
    given = given_fields(call)
    if number(given.get("ENTITY_TYPE_ID")) != REQUISITE_TYPE:
        raise classic("ENTITY_TYPE_ID is not defined or invalid")
    if number(given.get("COUNTRY_ID")) not in {row[0] for row in COUNTRIES}:
        raise classic("COUNTRY_ID is not defined or invalid")
    if not str(given.get("NAME") or "").strip():
        raise classic("NAME is not defined or invalid")
    place = {"ENTITY_TYPE_ID": str(REQUISITE_TYPE), "COUNTRY_ID": str(number(given["COUNTRY_ID"]))}
    values = fresh(call, PRESET, "requisite_preset", **place)
    write(call, PRESET, values, given)
    row = Preset(number(values["ID"]), values, call.maker)
    call.state(Requisites).presets[row.id] = row
    return row.id


@method("crm.requisite.preset.get")
def preset_get(call: Call) -> dict[str, Any]:
    return _find(call, wanted_id(call)).values


@method("crm.requisite.preset.list")
def preset_list(call: Call) -> Listed:
    return listed(call, [row.values for row in call.state(Requisites).presets.values()])


@method("crm.requisite.preset.update")
def preset_update(call: Call) -> bool:
    require_crm_admin(call)
    row = _find(call, wanted_id(call))
    write(call, PRESET, row.values, given_fields(call))
    changed(call, row.values)
    return True


@method("crm.requisite.preset.delete")
def preset_delete(call: Call) -> bool:
    require_crm_admin(call)
    row = _find(call, wanted_id(call))
    if any(one.values["PRESET_ID"] == str(row.id) for one in requisites(call.portal).values()):
        raise classic("You cannot delete the template because requisites have already been created for it")
    del call.state(Requisites).presets[row.id]
    return True


@method("crm.requisite.preset.field.fields")
def field_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return described(PRESET_FIELD.values())


@method("crm.requisite.preset.field.availabletoadd")
def field_available(call: Call) -> list[str]:
    wanted = number(as_dict(call.get("preset")).get("ID"))
    row = call.state(Requisites).presets.get(wanted)
    if row is None:
        raise classic("Template not found.")
    return _available(call, row)


@method("crm.requisite.preset.field.add")
def field_add(call: Call) -> int:
    require_crm_admin(call)
    row, given = _preset(call), given_fields(call)
    name = str(given.get("FIELD_NAME") or "")
    if name not in _available(call, row):
        raise classic(f"The field '{name}' can not be added.")
    return row.add(name, **_facts(given))


@method("crm.requisite.preset.field.get")
def field_get(call: Call) -> dict[str, Any]:
    return _field(call, _preset(call))


@method("crm.requisite.preset.field.list")
def field_list(call: Call) -> Listed:
    rows = sorted(_preset(call).fields.values(), key=lambda one: (one["SORT"], one["ID"]))
    return Listed(rows, len(rows))


@method("crm.requisite.preset.field.update")
def field_update(call: Call) -> bool:
    require_crm_admin(call)
    row = _preset(call)
    one, given = _field(call, row), given_fields(call)
    name = str(given.get("FIELD_NAME") or "")
    if name != one["FIELD_NAME"] and name not in _available(call, row):
        raise classic(f"The field '{name}' can not be added.")
    one |= {"FIELD_NAME": name} | _facts(given)
    return True


@method("crm.requisite.preset.field.delete")
def field_delete(call: Call) -> bool:
    require_crm_admin(call)
    row = _preset(call)
    del row.fields[_field(call, row)["ID"]]
    return True


def _find(call: Call, wanted: int) -> Preset:
    row = call.state(Requisites).presets.get(wanted)
    if row is None:
        raise classic(f"The Preset with ID '{wanted}' is not found")
    return row


def _preset(call: Call) -> Preset:
    return _find(call, number(as_dict(call.get("preset")).get("ID")))


def _field(call: Call, row: Preset) -> dict[str, Any]:
    wanted = wanted_id(call)
    if wanted not in row.fields:
        raise classic(f"The PresetField with ID '{wanted}' is not found")
    return row.fields[wanted]


def _available(call: Call, row: Preset) -> list[str]:
    """Fields of requisites in the preset's country that the preset has not yet."""
    country, there = number(row.values["COUNTRY_ID"]), {one["FIELD_NAME"] for one in row.fields.values()}
    own = [name for name in REQUISITE if name.startswith("RQ_") and ONLY_IN.get(name, country) == country]
    users = [one.name for one in call.state(Crm).fields_of("CRM_REQUISITE")]
    return [name for name in (*own, *BESIDES, *users) if name not in there]


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "FIELD_TITLE" in given:
        found["FIELD_TITLE"] = str(given["FIELD_TITLE"] or "")
    if "SORT" in given:
        found["SORT"] = number(given["SORT"], 500)
    if "IN_SHORT_LIST" in given:
        found["IN_SHORT_LIST"] = yes_no(given["IN_SHORT_LIST"])
    return found
