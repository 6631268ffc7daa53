"""What online booking keeps on a portal. restdocs: api-reference/booking/index.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.tables import missing, wrong


@dataclass(slots=True)
class Kind:
    """A type of resources, or a resource with its ``slots``; ``values`` are as answers show them."""

    id: int
    values: dict[str, Any]
    maker: Maker
    slots: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moment:
    """A second since 1970, and the time zone in which it was meant."""

    timestamp: int
    timezone: str


@dataclass(slots=True)
class Links:
    """What is linked to a booking, or to an entry of the waiting list."""

    clients: list[dict[str, Any]] = field(default_factory=list)
    data: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Booked:
    """A booking."""

    id: int
    maker: Maker
    resources: list[int]
    start: Moment
    end: Moment
    name: str = ""
    description: str = ""
    links: Links = field(default_factory=Links)


@dataclass(slots=True)
class Waiting:
    """An entry of the waiting list; ``at``: when it was made, in seconds since 1970."""

    id: int
    maker: Maker
    at: float
    note: str = ""
    links: Links = field(default_factory=Links)


@dataclass
class Bookings(Numbering):
    """All of online booking, by id. Nothing is there until somebody makes a type of resources."""

    types: dict[int, Kind] = field(default_factory=dict)
    resources: dict[int, Kind] = field(default_factory=dict)
    booked: dict[int, Booked] = field(default_factory=dict)
    waiting: dict[int, Waiting] = field(default_factory=dict)
    client_types: list[dict[str, str]] = field(
        default_factory=lambda: [{"code": "COMPANY", "module": "crm"}, {"code": "CONTACT", "module": "crm"}]
    )


def named(call: Call, name: str = "id") -> int:
    """The required id of that parameter; Numbered 100 without one."""
    given = call.get(name)
    if given is None or given == "" or isinstance(given, list | dict):
        raise missing(name)
    return number(given)


def require(given: dict[str, Any], *names: str) -> None:
    """Numbered 0 where a field was not sent."""
    lacking = [name for name in names if given.get(name) in (None, "")]
    if lacking:
        raise wrong(f"Required fields: {', '.join(lacking)}")


def listed(call: Call, key: str, rows: Sequence[Mapping[str, Any]]) -> Listed:
    """A page of rows under that key. These lists tell no total."""
    found = page(call, rows)
    return Listed({key: found.rows}, next=found.next)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Bookings)
    found = [trace("booking resource types", r.id, r.maker, r.values["name"], r.values) for r in state.types.values()]
    found += [
        trace("booking resources", row.id, row.maker, row.values["name"], (row.values, row.slots))
        for row in state.resources.values()
    ]
    found += [
        trace(
            "bookings", row.id, row.maker, row.name or f"booking {row.id}",
            (row.description, row.resources, _of(row.start), _of(row.end), row.links.clients, row.links.data),
        )
        for row in state.booked.values()
    ]  # fmt: skip
    found += [
        trace("waiting list", row.id, row.maker, row.note or f"entry {row.id}", (row.links.clients, row.links.data))
        for row in state.waiting.values()
    ]
    return found


def _of(moment: Moment) -> tuple[int, str]:
    return moment.timestamp, moment.timezone
