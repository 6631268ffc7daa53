"""What a REST 3.0 list is asked for: select, filter, order, pagination. restdocs: api-reference/rest-v3.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.entity import Entity, instant
from pytest_b24moderation.emulator.rest.v3.errors import bad_filter, bad_order, bad_page, bad_select, unknown_field
from pytest_b24moderation.emulator.rest.v3.filtering import condition

T = TypeVar("T")
Wanted = dict[str, list[str]]
"""Field → the fields of the related object that were asked for, [] for the field itself."""
PAGE, MOST = 50, 1000


def selected(call: Call, entity: Entity) -> Wanted | None:
    """The fields that `select` names; None without one."""
    given = call.params.get("select")
    if given is None or given == []:
        return None
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise bad_select(given)
    found: Wanted = {}
    for path in given:
        name, _, below = path.partition(".")
        if name not in entity.fields:
            if entity.strict:
                raise unknown_field(name, entity.name)
            continue
        related = entity.related.get(name)
        if below and (related is None or below.partition(".")[0] not in related.fields):
            raise unknown_field(below, related.name if related else entity.name)
        found.setdefault(name, [])
        if below:
            found[name].append(below)
    return found


def only(row: Mapping[str, Any], wanted: Wanted | None, basics: Iterable[str] = ()) -> dict[str, Any]:
    """The wanted fields of a row; its ``basics`` (all it has, without any) when nothing was selected."""
    if wanted is None:
        names = list(basics)
        return {name: row[name] for name in names if name in row} if names else dict(row)
    found = {}
    for name, below in wanted.items():
        if name in row:
            value = row[name]
            found[name] = {one: value.get(one) for one in below} if below and isinstance(value, Mapping) else value
    return found


def chosen(
    call: Call, entity: Entity, rows: Iterable[T], read: Callable[[T, str], Any], *, most: int = MOST, first: str = "id"
) -> list[T]:
    """The page of those rows that the call's filter, order and pagination ask for."""
    test = condition(entity, call.params.get("filter"))
    offset, limit = paged(call, most)
    found = [row for row in rows if test(lambda name, row=row: read(row, name))]  # type: ignore[misc]
    return in_order(call, entity, found, read, first)[offset : offset + limit]


def in_order(call: Call, entity: Entity, rows: list[T], read: Callable[[T, str], Any], first: str = "id") -> list[T]:
    """The rows as `order` wants them; by the field ``first`` without one."""
    given = call.params.get("order")
    if given is None or given == []:
        given = {first: "ASC"}
    if not isinstance(given, Mapping):
        raise bad_order(given)
    for name, way in reversed(list(given.items())):
        field = entity.fields.get(name)
        if field is None:
            raise unknown_field(name, entity.name)
        if not isinstance(way, str) or way.upper() not in ("ASC", "DESC") or not (field.sortable or name == first):
            raise bad_order({name: way})
        rows = sorted(rows, key=lambda row, name=name: _key(read(row, name)), reverse=way.upper() == "DESC")  # type: ignore[misc]
    return rows


def paged(call: Call, most: int = MOST, size: int = PAGE) -> tuple[int, int]:
    """(offset, limit) that `pagination` asks for."""
    given = call.params.get("pagination")
    if given is None or given == []:
        return 0, size
    if not isinstance(given, Mapping):
        raise bad_page(given)
    numbers = {name: _number(given, name) for name in ("page", "limit", "offset") if given.get(name) is not None}
    limit = numbers.get("limit", size)
    if not limit:
        raise bad_page(given)
    limit = min(limit, most)
    if "page" in numbers:
        return max(numbers["page"] - 1, 0) * limit, limit
    return numbers.get("offset", 0), limit


def after(call: Call, entity: Entity, rows: Iterable[T], read: Callable[[T, str], Any]) -> list[T]:
    """What a `tail` method answers: the rows behind its cursor. restdocs: event-log/main-eventlog-tail.md."""
    given = call.params.get("cursor")
    cursor: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    name, way = str(cursor.get("field", "id")), str(cursor.get("order", "ASC")).upper()
    field = entity.fields.get(name)
    if field is None:
        raise unknown_field(name, entity.name)
    if way not in ("ASC", "DESC") or not field.sortable:
        raise bad_order({name: way})
    limit = min(_number(cursor, "limit") if cursor.get("limit") is not None else PAGE, MOST)
    if not limit:
        raise bad_page(cursor)
    if _uses(call.params.get("filter"), name):
        raise bad_filter(f"Cursor field {name} cannot be used at filter.")
    value = cursor.get("value", 0 if field.kind == "int" else None)
    behind = condition(entity, [[name, ">" if way == "ASC" else "<", value]]) if value is not None else None
    test = condition(entity, call.params.get("filter"))
    found = []
    for row in rows:

        def reads(one: str, row: T = row) -> Any:
            return read(row, one)

        if test(reads) and (behind is None or behind(reads)):
            found.append(row)
    return sorted(found, key=lambda row: _key(read(row, name)), reverse=way == "DESC")[:limit]


def _uses(given: Any, name: str) -> bool:
    if isinstance(given, Mapping):
        return _uses(given.get("conditions"), name)
    if not isinstance(given, list):
        return False
    return (bool(given) and given[0] == name) or any(_uses(row, name) for row in given)


def _number(given: Mapping[str, Any], name: str) -> int:
    value = given[name]
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, str) and value.isdecimal())):
        raise bad_page(dict(given))
    if int(value) < 0 or int(value) > 2**53:
        raise bad_page(dict(given))
    return int(value)


def _key(value: Any) -> tuple[int, Any]:
    """Sorts nothing first, then flags and numbers, moments, texts."""
    if value is None:
        return 0, 0
    if isinstance(value, bool | int | float):
        return 1, value
    moment = instant(value)
    return (2, moment.timestamp()) if moment else (3, str(value))
