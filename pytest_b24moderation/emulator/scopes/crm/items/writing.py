"""Making and changing a record by its universal fields. restdocs: crm/universal/crm-item-{add,update}.md"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.crm.items.shape import Shape
from pytest_b24moderation.emulator.scopes.crm.kind import MULTIFIELDS, Kind, Record
from pytest_b24moderation.emulator.scopes.crm.records import announce, change, create
from pytest_b24moderation.emulator.scopes.crm.rows import recount
from pytest_b24moderation.emulator.scopes.crm.stages import dictionary_of, first_stage
from pytest_b24moderation.emulator.scopes.crm.state import Crm

PAST = {"createdTime": "DATE_CREATE", "updatedTime": "DATE_MODIFY", "createdBy": "CREATED_BY_ID",
        "updatedBy": "MODIFY_BY_ID", "movedTime": "MOVED_TIME", "movedBy": "MOVED_BY_ID"}  # fmt: skip
"""What an import may say about a record's past."""
TOUCHED = ("DATE_MODIFY", "MODIFY_BY_ID", "LAST_ACTIVITY_TIME", "LAST_ACTIVITY_BY")
"""What every saving writes."""


def write_item(
    call: Call, shape: Shape, record: Record | None, given: Mapping[str, Any], *, imported: bool = False
) -> Record:
    """A new record (``record`` None), or that one changed; unknown fields are ignored."""
    kind, crm = shape.kind, call.state(Crm)
    if imported and not call.user.admin and set(PAST) & set(given):
        raise invalid(next(name for name in PAST if name in given))
    fields = _classic(shape, given)
    stage = _stage(crm, kind, record, fields)
    if stage:
        fields[kind.stage] = stage
    if record is None:
        record = _created(call, shape, fields)
    elif not _changed(call, shape, record, fields, given):
        return record
    if "observers" in given and "observers" in shape.classic:
        record.observers = [number(one) for one in as_list(given["observers"]) if number(one)]
    if imported:
        _remember(call, kind, record, given)
    return record


def invalid(name: str) -> RestError:
    return RestError(400, "CRM_FIELD_ERROR_VALUE_NOT_VALID", f'Invalid value for field "{name}"')


def _changed(call: Call, shape: Shape, record: Record, fields: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Change the record; where everything is as it was already, nothing is saved and nobody is told."""
    kind, before, old = shape.kind, deepcopy(record), number(record.values.get("CATEGORY_ID"))
    if kind.pipelines and "CATEGORY_ID" in fields:
        record.values["CATEGORY_ID"] = str(number(fields["CATEGORY_ID"]))
    moved = kind.pipelines and number(record.values.get("CATEGORY_ID")) != old
    change(call, kind, record, fields, pipeline=moved)
    if "PREVIOUS_STAGE_ID" in kind.fields and record.values.get(kind.stage) != before.values.get(kind.stage):
        record.values["PREVIOUS_STAGE_ID"] = before.values.get(kind.stage)
    recount(kind, record)
    watched = [number(one) for one in as_list(given.get("observers", record.observers))]
    if _lasting(record) == _lasting(before) and watched == record.observers:
        record.values = before.values
        return False
    announce(call, kind, record, "UPDATE")
    _announce_pipeline(call, kind, record, old)
    return True


def _lasting(record: Record) -> tuple[Any, ...]:
    values = {name: value for name, value in record.values.items() if name not in TOUCHED}
    return values, record.fm, record.contacts, record.companies


def _created(call: Call, shape: Shape, fields: dict[str, Any]) -> Record:
    """As the classic methods do it, with the universal methods' codes of errors."""
    kind = shape.kind
    for field in shape.users.values():
        if field.mandatory and fields.get(field.name) in (None, "", []):
            raise RestError(400, "CRM_FIELD_ERROR_REQUIRED", f'The "{field.name}" field is required')
    wanted = {"company": ("TITLE",), "contact": ("NAME", "LAST_NAME")}.get(kind.name, ())
    if wanted and not any(str(fields.get(name) or "").strip() for name in wanted):
        title = "Company Name" if kind.name == "company" else "Name"
        raise RestError(400, "CRM_FIELD_ERROR_REQUIRED", f'The "{title}" field is required')
    return create(call, kind, fields)


def _classic(shape: Shape, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent in classic names; multifields of `fm` by their types."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        classic = shape.classic.get(name)
        if name == "fm" and shape.kind.multifields:
            found |= _multifields(value)
        elif classic is None or classic == "OBSERVERS":
            continue
        elif classic in shape.users and shape.users[classic].multiple and not isinstance(value, list | dict):
            if value not in (None, ""):
                text = f"Expected iterable value for multiple field, but got {_php_type(value)} instead"
                raise RestError(400, "100", text)
            found[classic] = []
        elif classic in ("CONTACT_IDS", "COMPANY_IDS") and not isinstance(value, list | dict):
            text = f"Expected iterable value for multiple field, but got {_php_type(value)} instead"
            raise RestError(400, "100", text)
        else:
            found[classic] = value
    return found


def _multifields(value: Any) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in as_list(value):
        what = str(row.get("typeId") or "") if isinstance(row, dict) else ""
        if what in MULTIFIELDS:
            names = {"id": "ID", "value": "VALUE", "valueType": "VALUE_TYPE", "delete": "DELETE"}
            found.setdefault(what, []).append({names[key]: one for key, one in row.items() if key in names})
    return found


def _stage(crm: Crm, kind: Kind, record: Record | None, fields: Mapping[str, Any]) -> str:
    """The stage to be in: as asked for, or the first of a pipeline that was changed. Raises for one of another."""
    if not kind.stage:
        return ""
    old = number(record.values.get("CATEGORY_ID")) if record else 0
    category = number(fields.get("CATEGORY_ID"), old) if kind.pipelines else 0
    rows = crm.categories_of(kind.type_id) if kind.pipelines else []
    if rows and category not in [row.id for row in rows]:
        if "CATEGORY_ID" in fields:
            raise invalid("categoryId")
        category = rows[0].id
    if kind.stage in fields:
        wanted = str(fields[kind.stage])
        if wanted not in [row.code for row in crm.dictionary(dictionary_of(kind, category))]:
            raise invalid("stageId")
        return wanted
    return first_stage(crm, kind, category) if record and category != old else ""


def _announce_pipeline(call: Call, kind: Kind, record: Record, old: int) -> None:
    """restdocs: crm/deals/events/on-crm-deal-move-to-category.md"""
    new = number(record.values.get("CATEGORY_ID"))
    if kind.name == "deal" and new != old:
        facts = {"ID": record.id, "CATEGORY_ID": new, "STAGE_ID": record.values["STAGE_ID"]}
        call.announce("ONCRMDEALMOVETOCATEGORY", {"FIELDS": facts})


def _remember(call: Call, kind: Kind, record: Record, given: Mapping[str, Any]) -> None:
    for name, classic in PAST.items():
        if name in given and classic in kind.fields:
            text = str(given[name])
            record.values[classic] = (
                moment(text, call.portal.zone) if kind.fields[classic].kind == "datetime" else str(number(text))
            )


def _php_type(value: Any) -> str:
    return {str: "string", int: "integer", float: "double", bool: "boolean"}.get(type(value), "NULL")
