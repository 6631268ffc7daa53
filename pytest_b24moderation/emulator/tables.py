"""Tables of uniform families of methods (`sale.*`, `catalog.*`): what they declare, and how their rows are kept.

restdocs: api-reference/sale, api-reference/catalog: fields are camelCase and typed, error codes are numbers.
The methods themselves are made by tablemethods.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from pytest_b24moderation.emulator.fields import Field, flagged, moment
from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import as_dict

ALL = ("getFields", "add", "get", "list", "update", "delete")
READ_ONLY = ("getFields", "get", "list")
BORN = ("dateInsert", "dateCreate")
CHANGED = ("timestampX", "dateUpdate", "dateModify")


class Numbered(RestError):
    """An error whose code is a number on the wire, not a text."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(400, str(number), text)
        self.number = number

    def body(self) -> dict[str, Any]:
        return {"error": self.number, "error_description": self.text}


@dataclass(frozen=True, slots=True)
class Link:
    """A field that names a row of ``table``, and the error when there is none."""

    table: str
    code: int
    text: str


@dataclass(slots=True)
class Row:
    """One row; ``values`` are as answers show them."""

    id: Any
    values: dict[str, Any]
    maker: Maker = PORTAL


@dataclass
class Rows(Numbering):
    """All tables of a scope; a scope's own state is a subclass with a `seed`."""

    rows: dict[str, dict[Any, Row]] = field(default_factory=dict)

    def of(self, table: str) -> dict[Any, Row]:
        return self.rows.setdefault(table, {})

    def put(self, table: str, values: Mapping[str, Any], maker: Maker = PORTAL, key: Any = None) -> Row:
        """A row more, under the next number where it brings no key."""
        made = self.next_id(table) if key is None else key
        row = Row(made, {"id": made, **values}, maker)
        self.of(table)[made] = row
        return row

    def values_of(self, table: str) -> dict[Any, dict[str, Any]]:
        """The values of every row of a table, by id."""
        return {key: row.values for key, row in self.of(table).items()}

    def where(self, table: str, **wanted: Any) -> list[Row]:
        """The rows with these very values."""
        rows = self.of(table).values()
        return [row for row in rows if all(row.values.get(name) == value for name, value in wanted.items())]


Check = Callable[[Call, Rows, dict[str, Any], Row | None], None]
After = Callable[[Call, Rows, Row, str], None]


@dataclass(frozen=True)
class Table:
    """``one`` and ``many``: keys of answers; ``absent``: (code, text) for a wrong id; ``needs``: what an update
    wants.

    ``check`` refuses or completes values before they are kept, ``guard`` refuses a deletion; ``after`` follows add,
    update and delete.
    Administrators write; ``open``: everybody reads, else administrators do. ``read``, ``write``: codes of a refusal.
    ``more``: what `get` tells besides; ``fields_key``: the key of getFields, where it is not ``one``.
    """

    name: str
    store: type[Rows]
    one: str
    many: str
    fields: Mapping[str, Field]
    absent: tuple[int, str]
    blank: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    unique: tuple[tuple[str, ...], int, str] | None = None
    verbs: tuple[str, ...] = ALL
    needs: tuple[str, ...] = ()
    check: Check | None = None
    after: After | None = None
    guard: Callable[[Call, Rows, Row], None] | None = None
    open: bool = False
    more: Callable[[Rows, Row], dict[str, Any]] | None = None
    read: int = 200040300010
    write: int = 200040300020
    fields_key: str = ""
    hidden: frozenset[str] = frozenset()


def columns(text: str) -> dict[str, Field]:
    """Words `name:kind` or `name:kind:flags`; flags: q required, r read-only, i immutable."""
    found = {}
    for word in text.split():
        name, kind, *rest = word.split(":")
        found[name] = flagged(name, kind, name, "".join(rest))
    return found


def kept(kind: str, value: Any, zone: tzinfo) -> Any:
    """A sent value as these families keep it: typed JSON, null for what does not fit."""
    if value is None or kind in ("any", "file", "object"):
        return value
    if isinstance(value, list | dict):
        return None
    if kind in ("integer", "double"):
        return _number(value, whole=kind == "integer")
    if kind in ("date", "datetime"):
        return moment(str(value), zone, whole_day=kind == "date") or None
    if isinstance(value, bool):
        return "Y" if value else "N"
    return str(value)


def _number(value: Any, *, whole: bool) -> int | float | None:
    try:
        found = float(str(value)) if not isinstance(value, bool) else float(value)
    except ValueError:
        return None
    if not abs(found) < 1e15:
        return None
    return int(found) if whole or found == int(found) else found


def missing(name: str) -> Numbered:
    return Numbered(100, parameter_missing(name).text)


def wrong(text: str) -> Numbered:
    """A complaint without a code of its own."""
    return Numbered(0, text)


def array(call: Call, name: str) -> dict[str, Any]:
    """A parameter that is an array, empty when absent; error 100 for a scalar."""
    value = call.get(name)
    if value is not None and value != "" and not isinstance(value, list | dict):
        raise Numbered(100, parameter_wrong(name, "array", value).text)
    return as_dict(value)


def sent(call: Call, name: str = "fields") -> dict[str, Any]:
    """The required array of fields."""
    found = array(call, name)
    if not found:
        raise missing(name)
    return found


def require(call: Call, table: Table, *, write: bool = False) -> None:
    """Administrators only, or everybody for reading an open table. Numbered: Access Denied."""
    if not call.user.admin and (write or not table.open):
        raise Numbered(table.write if write else table.read, "Access Denied")


def find(call: Call, table: Table, *, write: bool = False, name: str = "id") -> Row:
    """The row the call names. Numbered: no id, no such row, or no right."""
    given = call.get(name)
    if given is None or isinstance(given, list | dict):
        raise missing(name)
    require(call, table, write=write)
    rows = call.state(table.store).of(table.name)
    row = rows.get(_number(given, whole=True)) or rows.get(str(given))
    if row is None:
        raise Numbered(*table.absent)
    return row


def shown(table: Table, row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.values.items() if name not in table.hidden}


def write(call: Call, table: Table, given: Mapping[str, Any], row: Row | None = None) -> Row:
    """Keep what was sent in a new row or in that one; Numbered for what a table does not take."""
    store, zone = call.state(table.store), call.portal.zone
    values = dict(row.values) if row else dict.fromkeys(table.fields) | dict(table.blank)
    for name, value in given.items():
        one = table.fields.get(name)
        if one and not one.read_only and not (one.immutable and row):
            values[name] = kept(one.kind, value, zone)
    wanted = [n for n, f in table.fields.items() if f.required] if row is None else list(table.needs)
    lacking = [name for name in wanted if given.get(name) in (None, "")]
    if lacking:
        raise wrong(f"Required fields: {', '.join(lacking)}")
    for name, link in table.links.items():
        if values.get(name) not in (None, 0, "") and values[name] not in store.of(link.table):
            raise Numbered(link.code, link.text)
    _stamp(call, table, values, new=row is None)
    if table.check:
        table.check(call, store, values, row)
    if table.unique:
        _one_of_a_kind(store, table, values, row)
    if row is None:
        named = values.pop("id", None)
        row = store.put(table.name, values, call.maker, named)
        row.values = {name: row.values.get(name) for name in sorted(row.values, key=str.lower)}
    else:
        row.values = values
    return row


def _stamp(call: Call, table: Table, values: dict[str, Any], *, new: bool) -> None:
    now = call.portal.iso()
    for name in (*BORN, *CHANGED):
        if name in table.fields and (name in CHANGED or (new and not values.get(name))):
            values[name] = now
    if "modifiedBy" in table.fields:
        values["modifiedBy"] = call.user.id
    if new and "createdBy" in table.fields:
        values["createdBy"] = values.get("createdBy") or call.user.id


def _one_of_a_kind(store: Rows, table: Table, values: Mapping[str, Any], row: Row | None) -> None:
    names, code, text = table.unique or ((), 0, "")
    same = store.where(table.name, **{name: values.get(name) for name in names})
    if any(one is not row and values.get(names[0]) is not None for one in same):
        raise Numbered(code, text)
