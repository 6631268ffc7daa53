"""Signed documents: the company's safe and one's own. restdocs: api-reference/sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import PORTAL, Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal, Trace, trace
from pytest_b24moderation.emulator.registry import act, answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import access_denied
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.rest.transfer import Handed, address

SCOPE = "sign.b2e"
USUAL, MOST = 20, 1000


@dataclass(frozen=True, slots=True)
class Signed:
    """A document that ``member`` has signed; ``creator`` had sent it to him."""

    id: int
    title: str
    created: float
    signed: float
    creator: int
    member: int
    content: bytes
    maker: Maker


@dataclass
class Safe(Numbering):
    """All signed documents by id."""

    rows: dict[int, Signed] = field(default_factory=dict)


@act("sign-document")
def sign_document(portal: Portal, user: User, title: str, content: str = "", creator: int = 1) -> int:
    """Sign a document for HR that a colleague has sent; its id. ``content``: what is in its file."""
    if creator not in portal.people.users:
        raise ActError(f"there is no user {creator}", "a user's id", str(creator))
    state, now = portal.state(Safe), portal.clock.now()
    row = Signed(state.next_id("document"), title, now, now, creator, user.id, content.encode(), PORTAL)
    state.rows[row.id] = row
    return row.id


@method("sign.b2e.mysafe.tail", app_only=True)
def company_safe(call: Call) -> list[dict[str, Any]]:
    """What everybody has signed, the newest first; without rights to the safe, what one has sent or signed."""
    may = call.user.admin
    rows = [row for row in call.state(Safe).rows.values() if may or call.user.id in (row.member, row.creator)]
    return [
        {
            "id": row.id, "title": row.title, "create_date": call.portal.iso(row.created),
            "signed_date": call.portal.iso(row.signed), "creator_id": row.creator, "member_id": row.member,
            "role": "signer", "file_url": _url(call, row),
        }
        for row in _tail(call, rows)
    ]  # fmt: skip


@method("sign.b2e.personal.tail", app_only=True)
def personal(call: Call) -> list[dict[str, Any]]:
    """What the caller has signed, the newest first."""
    rows = [row for row in call.state(Safe).rows.values() if row.member == call.user.id]
    return [
        {
            "id": row.id, "title": row.title, "signed_date": call.portal.iso(row.signed), "file_url": _url(call, row)
        }
        for row in _tail(call, rows)
    ]  # fmt: skip


def _tail(call: Call, rows: list[Signed]) -> list[Signed]:
    limit = min(max(number(call.get("limit")) or USUAL, 1), MOST)
    first = max(number(call.get("offset")), 0)
    return sorted(rows, key=lambda row: -row.id)[first : first + limit]


def _url(call: Call, row: Signed) -> str:
    return address(call.portal, call.grant, "download", SCOPE, document=row.id)


@answers("rest.download")
def download(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:
    """A signed document's file, for whoever may see it in a list."""
    row = portal.state(Safe).rows.get(number(facts.get("document"))) if scope == SCOPE else None
    if row is None:
        return None
    if not call.user.admin and call.user.id not in (row.member, row.creator):
        raise access_denied()
    return Handed(f"{row.title}.pdf", row.content)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("signed documents", row.id, row.maker, row.title, (row.member, row.signed))
        for row in portal.state(Safe).rows.values()
    ]
