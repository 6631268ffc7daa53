"""All of a portal's sites, and what their methods share. restdocs: api-reference/landing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, argument_wrong
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.selection import matches, ordered

SECTIONS = {"site": "sites", "folder": "site folders", "page": "site pages", "block": "site blocks",
            "repo": "site repository blocks", "widget": "vibe widgets", "demo": "site templates"}  # fmt: skip
APPLICATIONS = ("repo", "widget", "demo")
QUIET = ("DATE_MODIFY", "MODIFIED_BY_ID")


@dataclass(slots=True)
class Piece:
    """A site, a folder, a page, a block, or what an application brings; ``values`` are as lists show them."""

    id: int
    values: dict[str, Any]
    maker: Maker


@dataclass
class Sites:
    """Pieces of every kind by id.

    ``debug``: applications whose widgets are being debugged; ``special``: (site, purpose) → page.
    """

    rows: dict[str, dict[int, Piece]] = field(default_factory=lambda: {kind: {} for kind in SECTIONS})
    last: dict[str, int] = field(default_factory=dict)
    debug: set[str] = field(default_factory=set)
    special: dict[tuple[int, str], int] = field(default_factory=dict)

    def put(self, kind: str, values: Mapping[str, Any], maker: Maker) -> Piece:
        """A piece more; ids go up by two, as on a portal with a replica."""
        key = self.last[kind] = self.last.get(kind, -1) + 2
        piece = self.rows[kind][key] = Piece(key, {"ID": str(key), **values}, maker)
        return piece

    def below(self, kind: str, name: str, key: int) -> list[Piece]:
        return [one for one in self.rows[kind].values() if one.values[name] == str(key)]


def denied(text: str = "Insufficient permissions.") -> RestError:
    return RestError(400, "ACCESS_DENIED", text)


def may_edit(call: Call) -> None:
    """Administrators edit; others look."""
    if not call.user.admin:
        raise denied()


def wanted(call: Call, *names: str) -> None:
    """These parameters must have been sent."""
    if lacking := [name for name in names if call.get(name) is None]:
        raise RestError(400, "MISSING_PARAMS", f"Not enough call parameters, missing: {', '.join(lacking)}")


def array(call: Call, name: str) -> dict[str, Any]:
    """A parameter that is an array; ERROR_ARGUMENT for a scalar."""
    value = call.get(name)
    if value is not None and not isinstance(value, list | dict):
        raise argument_wrong(f"The value of an argument '{name}' has an invalid type", name)
    return as_dict(value)


def code(call: Call, name: str = "code") -> str:
    wanted(call, name)
    if isinstance(call.get(name), list | dict):
        raise argument_wrong(f"The value of an argument '{name}' has an invalid type", name)
    return call.text(name)


def moment(call: Call, time: float | None = None) -> str:
    """A time, or the present, as sites print it."""
    at = datetime.fromtimestamp(call.portal.clock.now() if time is None else time, call.portal.zone)
    if call.portal.language == "en":
        return f"{at:%m/%d/%Y %I:%M:%S} {'am' if at.hour < 12 else 'pm'}"
    return f"{at:%d.%m.%Y %H:%M:%S}"


def stamps(call: Call) -> dict[str, str]:
    """The marks of a new piece."""
    who, when = str(call.user.id), moment(call)
    return {"CREATED_BY_ID": who, "MODIFIED_BY_ID": who, "DATE_CREATE": when, "DATE_MODIFY": when}


def stamp(call: Call, piece: Piece) -> None:
    piece.values |= {"MODIFIED_BY_ID": str(call.user.id), "DATE_MODIFY": moment(call)}


def listed(call: Call, rows: list[dict[str, Any]], *, trash: bool = False) -> list[dict[str, Any]]:
    """By `params`: select, filter, order, limit, offset; what is in the trash only when the filter asks for it."""
    params = array(call, "params")
    filtered, select = as_dict(params.get("filter")), [str(one) for one in as_list(params.get("select"))]
    if trash and not any(key.lstrip("=!@") == "DELETED" for key in filtered):
        filtered = {**filtered, "DELETED": "N"}
    found = ordered([row for row in rows if matches(row, filtered)], as_dict(params.get("order")))
    first, most = number(params.get("offset")), number(params.get("limit"))
    found = found[first : first + most] if most else found[first:]
    names = [name for name in select if "." not in name]
    every = not names or "*" in names
    return [{name: value for name, value in row.items() if every or name in (*names, "ID")} for row in found]


def slug(text: str) -> str:
    """An address out of a title."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower())
    return kept.strip("-") or "page"


@answers("app.uninstalled")
def uninstalled(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - they go either way
    """Blocks, widgets and templates that the application brought go; sites made with it stay."""
    state = portal.state(Sites)
    state.debug.discard(app.code)
    for kind in APPLICATIONS:
        rows = state.rows[kind]
        state.rows[kind] = {key: one for key, one in rows.items() if one.values.get("APP_CODE") != app.code}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for kind, section in SECTIONS.items():
        for one in portal.state(Sites).rows[kind].values():
            title = str(one.values.get("TITLE") or one.values.get("NAME") or one.values.get("CODE"))
            content = {name: value for name, value in one.values.items() if name not in QUIET}
            found.append(trace(section, one.id, one.maker, title, content))
    return found


def write_texts(piece: Piece, fields: Mapping[str, Any], names: Iterable[str]) -> None:
    """Write these fields where they were sent; empty ones are null."""
    for name in names:
        if name in fields:
            piece.values[name] = None if fields[name] in (None, "") else str(fields[name])


def mark(call: Call, piece: Piece, **values: str) -> int:
    piece.values |= values
    stamp(call, piece)
    return piece.id
