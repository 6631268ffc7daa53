"""A table of the catalog seen through the older methods. restdocs: api-reference/crm/outdated"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.fields import flagged
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.rows import real
from pytest_b24moderation.emulator.selection import masked, matches, ordered

CATALOG = 23
"""The information block of the portal's products."""
Values = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """``inner``: the catalog's name for it. Flags as in a table of fields: q required, r read-only, i immutable."""

    kind: str
    inner: str
    flags: str = ""


@dataclass(frozen=True)
class Face:
    """``name`` of the methods, the catalog's ``table``, its columns by their older names.

    ``first``: what a new row has besides; ``event``: ONCRM<event>ADD and so on are told, "" tells nothing;
    ``absent``: what is said of a wrong id; ``belongs``: whether a row of the table is of this face.
    ``after`` follows a write, with what was sent; ``more`` adds to what is shown.
    """

    name: str
    table: str
    columns: Mapping[str, Column]
    first: Mapping[str, Any] = field(default_factory=dict)
    event: str = ""
    absent: RestError = field(default_factory=lambda: classic("Not found"))
    belongs: Callable[[Values], bool] = lambda values: True  # noqa: ARG005
    after: Callable[[Call, int, Values], None] | None = None
    more: Callable[[Portal, Values], Values] | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further fields (name → type) that ``after`` writes and ``more`` shows."""


def columns(text: str) -> dict[str, Column]:
    """`NAME type inner [flags]`, one a line."""
    found = {}
    for line in text.strip().splitlines():
        name, kind, inner, *flags = line.split()
        found[name] = Column(kind, inner, "".join(flags))
    return found


def face_methods(face: Face, *verbs: str) -> list[Callable[[Call], Any]]:
    """Those of fields, add, get, list, update, delete."""

    def fields(call: Call) -> Values:  # noqa: ARG001
        every = {**face.columns, **{name: Column(kind, "") for name, kind in face.extra.items()}}
        return {name: flagged(name, column.kind, name, column.flags).described() for name, column in every.items()}

    def add(call: Call) -> int:
        require_crm_admin(call)
        given = given_fields(call)
        _require(face, given)
        return _keep(call, face, 0, given)

    def get(call: Call) -> Values:
        return shown(call.portal, face, find(call, face))

    def listed(call: Call) -> Listed:
        wanted = as_dict(call.get("filter"))
        known = {*face.columns, *face.extra}
        rows = [shown(call.portal, face, values) for values in rows_of(call.portal, face)]
        rows = [row for row in rows if matches(row, wanted, known.__contains__)]
        found = page(call, ordered(rows, as_dict(call.get("order"))))
        select = [str(one) for one in as_list(call.get("select"))]
        return Listed([masked(row, select) for row in found.rows], found.total, found.next)

    def update(call: Call) -> bool:
        require_crm_admin(call)
        _keep(call, face, int(find(call, face)["id"]), given_fields(call))
        return True

    def delete(call: Call) -> bool:
        require_crm_admin(call)
        row_id = find(call, face)["id"]
        call.portal.ask("catalog.drop", table=face.table, id=row_id)
        _announce(call, face, "DELETE", row_id)
        return True

    made = {"fields": fields, "add": add, "get": get, "list": listed, "update": update, "delete": delete}
    return [method(f"crm.{face.name}.{verb}")(made[verb]) for verb in verbs or made]


def _require(face: Face, given: Values) -> None:
    for name, column in face.columns.items():
        if "q" in column.flags and given.get(name) in (None, ""):
            raise classic(f"The field '{name}' is required.")


def rows_of(portal: Portal, face: Face) -> list[Values]:
    found = portal.ask("catalog.rows", table=face.table) or {}
    return [values for values in found.values() if face.belongs(values)]


def find(call: Call, face: Face) -> Values:
    wanted = number(call.get("id"))
    if wanted <= 0:
        raise classic("ID is not defined or invalid")
    values = next((row for row in rows_of(call.portal, face) if row["id"] == wanted), None)
    if values is None:
        raise face.absent
    return values


def shown(portal: Portal, face: Face, values: Values) -> Values:
    """The flat row, all of it text."""
    found = {name: _text(column, values.get(column.inner)) for name, column in face.columns.items()}
    return found | (face.more(portal, values) if face.more else {})


def _keep(call: Call, face: Face, row_id: int, given: Mapping[str, Any]) -> int:
    values: Values = {} if row_id else dict(face.first)
    for name, column in face.columns.items():
        if name in given and "r" not in column.flags and not ("i" in column.flags and row_id):
            values[column.inner] = _cast(column.kind, given[name])
    inner = {column.inner for column in face.columns.values()}
    now, by = call.portal.iso(), call.user.id
    stamps = {"timestampX": now, "modifiedBy": by} | ({} if row_id else {"dateCreate": now, "createdBy": by})
    values |= {name: value for name, value in stamps.items() if name in inner}
    made: int = call.portal.ask("catalog.keep", table=face.table, id=row_id, values=values, maker=call.maker)
    if face.after:
        face.after(call, made, dict(given))
    _announce(call, face, "UPDATE" if row_id else "ADD", made)
    return made


def _announce(call: Call, face: Face, verb: str, row_id: int) -> None:
    if face.event:
        call.announce(f"ONCRM{face.event}{verb}", {"FIELDS": {"ID": row_id}})


def _cast(kind: str, value: Any) -> Any:
    if value in (None, ""):
        return None
    if kind == "integer":
        return number(value)
    if kind == "double":
        return real(value)
    if kind == "char":
        return yes_no(value)
    return value if kind == "object" else str(value)


def _text(column: Column, value: Any) -> Any:
    if value is None or column.kind == "object":
        return value
    return f"{value:.2f}" if column.kind == "double" else str(value)
