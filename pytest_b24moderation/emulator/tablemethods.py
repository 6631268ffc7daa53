"""Methods of declared tables: add, get, list, update, delete, getFields.

Answers are `{"order": {…}}` and `{"orders": […]}` with a total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.fields import Field
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.selection import matches, ordered
from pytest_b24moderation.emulator.tables import Rows, Table, array, find, missing, require, sent, shown, write


def told(one: Field) -> dict[str, Any]:
    """A field as getFields tells it."""
    return {
        "isImmutable": one.immutable,
        "isReadOnly": one.read_only,
        "isRequired": one.required,
        "type": one.kind,
    }


def table_methods(table: Table) -> list[Callable[[Call], Any]]:
    """The methods of that table, by its verbs."""
    acts = {"getFields": _fields, "add": _add, "get": _get, "list": list_rows, "update": _update, "delete": _delete}
    return [method(f"{table.name}.{verb}")(partial(_acted, acts[verb], table)) for verb in table.verbs]


def _acted(act: Callable[[Call, Table], Any], table: Table, call: Call) -> Any:
    return act(call, table)


def _fields(call: Call, table: Table) -> Any:
    require(call, table)
    return {table.fields_key or table.one: {name: told(one) for name, one in table.fields.items()}}


def _add(call: Call, table: Table) -> Any:
    require(call, table, write=True)
    row = write(call, table, sent(call))
    if table.after:
        table.after(call, call.state(table.store), row, "add")
    return {table.one: shown(table, row)}


def _get(call: Call, table: Table) -> Any:
    row = find(call, table)
    more = table.more(call.state(table.store), row) if table.more else {}
    return {table.one: shown(table, row) | more}


def _update(call: Call, table: Table) -> Any:
    if call.get("id") is None:
        raise missing("id")
    given, row = sent(call), find(call, table, write=True)
    write(call, table, given, row)
    if table.after:
        table.after(call, call.state(table.store), row, "update")
    return {table.one: shown(table, row)}


def _delete(call: Call, table: Table) -> bool:
    row, store = find(call, table, write=True), call.state(table.store)
    if table.guard:
        table.guard(call, store, row)
    del store.of(table.name)[row.id]
    if table.after:
        table.after(call, store, row, "delete")
    return True


def list_rows(call: Call, table: Table, rows: list[dict[str, Any]] | None = None) -> Listed:
    """Rows by `filter`, `order`, `select`, `start`; conditions on unknown fields are dropped."""
    require(call, table)
    wanted, order = array(call, "filter"), array(call, "order")
    select = [str(one) for one in as_list(array(call, "select")) if one]
    known = {*table.fields, "id"} - table.hidden
    if rows is None:
        found = call.state(table.store).of(table.name).values()
        rows = [shown(table, row) for row in found]
    fitting = [row for row in rows if matches(row, wanted, lambda name: name in known or name.startswith("property"))]
    by = {name: way for name, way in order.items() if name in known}
    answer = page(call, ordered(fitting, by, "id"))
    every = not select or "*" in select
    told_rows = [dict(row) if every else {n: v for n, v in row.items() if n in select} for row in answer.rows]
    return Listed({table.many: told_rows}, answer.total, answer.next)


def table_traces(portal: Portal, tables: Mapping[str, str], store: type[Rows], quiet: tuple[str, ...]) -> list[Trace]:
    """Traces of every row of ``tables`` (name → section); ``quiet`` fields do not count as content."""
    found = []
    for name, section in tables.items():
        for row in portal.state(store).of(name).values():
            content = {key: value for key, value in row.values.items() if key not in quiet}
            title = str(row.values.get("name") or row.values.get("title") or f"{name} {row.id}")
            found.append(trace(section, row.id, row.maker, title, content))
    return found
