"""Connectors, sources and datasets of applications, and what their methods share.

restdocs: api-reference/biconnector. Errors of these methods come with HTTP status 200, as their pages show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.selection import matches, ordered, split_key
from pytest_b24moderation.emulator.tables import columns

CONNECTOR = columns("""
    id:integer:qr title:string:q logo:string:q description:string sort:integer urlCheck:string:q urlData:string:q
    urlTableList:string:q urlTableDescription:string:q settings:array:q dateCreate:datetime:qr""")
SOURCE = columns("""
    id:integer:qr title:string:q type:string:qr code:string:qr description:string active:boolean dateCreate:datetime:qr
    dateUpdate:datetime:qr createdById:integer:qr updatedById:integer:qr connectorId:integer:qi settings:array:q""")
DATASET = columns("""
    id:integer:qr sourceId:integer:qi name:string:qi type:string:qr description:string externalName:string:qi
    externalCode:string:qi externalId:integer:qr dateCreate:datetime:qr dateUpdate:datetime:qr createdById:integer:qr
    updatedById:integer:qr fields:array:q""")
FIELDS = {"connector": CONNECTOR, "source": SOURCE, "dataset": DATASET}
MORE = frozenset({"supportMapping", "sourceCode"})
"""Fields of a connector that its description does not list."""


@dataclass(slots=True)
class Thing:
    """A connector, a source or a dataset."""

    id: int
    values: dict[str, Any]
    maker: Maker


@dataclass
class Hub(Numbering):
    """Rows of the three kinds by id."""

    rows: dict[str, dict[int, Thing]] = field(default_factory=lambda: {"connector": {}, "source": {}, "dataset": {}})

    def below(self, kind: str, name: str, key: int) -> list[Thing]:
        """The rows of a kind that belong to another row."""
        return [row for row in self.rows[kind].values() if row.values[name] == key]


def refused(code: str, text: str) -> RestError:
    return RestError(200, code, text)


def now(call: Call) -> str:
    """The present as these methods print it."""
    return datetime.fromtimestamp(call.portal.clock.now(), call.portal.zone).strftime("%Y-%m-%d %H:%M:%S")


def access(call: Call) -> None:
    """Applications of administrators only."""
    call.require_admin()


def described(kind: str) -> list[dict[str, Any]]:
    return [
        {"title": one.name, "type": one.kind, "isRequired": one.required, "isReadOnly": one.read_only,
         "isImmutable": one.immutable, "isMultiple": one.kind == "array"}
        for one in FIELDS[kind].values()
    ]  # fmt: skip


def given(call: Call, kind: str, *, new: bool) -> dict[str, Any]:
    """The sent fields, when they are all such as the kind takes."""
    found = as_dict(call.get("fields"))
    if not found:
        raise refused("VALIDATION_FIELDS_NOT_PROVIDED", "Fields not provided.")
    fields, extra = FIELDS[kind], MORE if kind == "connector" else frozenset()
    if unknown := [name for name in found if name not in fields and name not in extra]:
        raise refused("VALIDATION_UNKNOWN_PARAMETERS", f"Unknown parameters: {', '.join(unknown)}")
    for name, one in fields.items():
        if one.read_only and name in found:
            raise refused("VALIDATION_READ_ONLY_FIELD", f'Field "{name}" is read only.')
        if one.immutable and not new and name in found:
            raise refused("VALIDATION_IMMUTABLE_FIELD", f'Field "{name}" is immutable.')
        if new and one.required and not one.read_only and found.get(name) in (None, "", []):
            raise refused("VALIDATION_REQUIRED_FIELD_MISSING", f'Field "{name}" is required.')
        if name in found and not _fits(one.kind, found[name]):
            raise refused("VALIDATION_INVALID_FIELD_TYPE", f'Field "{name}" must be of type {one.kind}.')
    return found


def _fits(kind: str, value: Any) -> bool:
    if kind == "array":
        return isinstance(value, list | dict)
    if kind == "integer":
        return str(value).lstrip("-").isdecimal()
    if kind == "boolean":
        return isinstance(value, bool) or str(value).lower() in ("1", "0", "y", "n", "true", "false", "")
    return not isinstance(value, list | dict)


def thing(call: Call, kind: str) -> Thing:
    """The row that the call's `id` names, among the application's own."""
    text = call.text("id")
    if not text:
        raise refused("VALIDATION_ID_NOT_PROVIDED", "ID is missing.")
    if not text.isdecimal() or not int(text):
        raise refused("VALIDATION_INVALID_ID_FORMAT", "ID has to be a positive integer.")
    return known(call, kind, int(text))


def known(call: Call, kind: str, key: int) -> Thing:
    row = call.state(Hub).rows[kind].get(key)
    if row is None or row.maker.code != call.app.code:
        raise refused(f"{kind.upper()}_NOT_FOUND", f"{kind.capitalize()} was not found.")
    return row


def listed(call: Call, kind: str) -> list[dict[str, Any]]:
    """The application's rows by select, filter and order."""
    for name in ("select", "filter", "order"):
        if call.get(name) not in (None, "") and not isinstance(call.get(name), list | dict):
            raise refused(f"VALIDATION_{name.upper()}_TYPE", f'Parameter "{name}" must be array.')
    wanted, order = as_dict(call.get("filter")), as_dict(call.get("order"))
    select = [str(one) for one in as_dict(call.get("select")).values()]
    plain = {name for name, one in FIELDS[kind].items() if one.kind != "array"}
    named = {"select": select, "order": list(order), "filter": [split_key(key)[1] for key in wanted if key != "logic"]}
    for where, names in named.items():
        for name in names:
            if name not in plain and not name.isdecimal():
                text = f'Field "{name}" is not allowed in the "{where}".'
                raise refused(f"VALIDATION_FIELD_NOT_ALLOWED_IN_{where.upper()}", text)
    if str(wanted.get("logic", "AND")).upper() not in ("AND", "OR"):
        raise refused("VALIDATION_INVALID_FILTER_LOGIC", 'Field "logic" must be either "AND" or "OR".')
    rows = [row.values for row in call.state(Hub).rows[kind].values() if row.maker.code == call.app.code]
    found = ordered([row for row in rows if matches(row, wanted)], order, "id")
    names = select or [name for name in FIELDS[kind] if name in plain]
    return [{name: str(row[name]) if name == "id" else row.get(name) for name in names} for row in found]


@answers("biconnector.sources")
def sources(portal: Portal) -> list[dict[str, Any]]:
    """Every source, for pages."""
    rows = portal.state(Hub).rows["source"].values()
    return [{"id": row.id, "title": row.values["title"], "app": row.maker.code} for row in rows]


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    hub = portal.state(Hub)
    for kind, rows in hub.rows.items():
        hub.rows[kind] = {key: row for key, row in rows.items() if row.maker.code != app.code}
    left, sources_ = hub.rows["connector"], hub.rows["source"]
    hub.rows["source"] = {key: row for key, row in sources_.items() if row.values["connectorId"] in left}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace(f"bi {kind}s", row.id, row.maker, str(row.values.get("title") or row.values.get("name")), _lasting(row))
        for kind, rows in portal.state(Hub).rows.items()
        for row in rows.values()
    ]


def _lasting(row: Thing) -> Mapping[str, Any]:
    return {name: value for name, value in row.values.items() if name != "dateUpdate"}
