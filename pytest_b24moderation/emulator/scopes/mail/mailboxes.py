"""Mailboxes that people connected, and whom one can write to. restdocs: api-reference/mail/mailbox, mail/recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal, Trace, trace
from pytest_b24moderation.emulator.registry import act, answers, method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity
from pytest_b24moderation.emulator.rest.v3.errors import invalid, missing, mistyped, not_found
from pytest_b24moderation.emulator.rest.v3.given import integer, words
from pytest_b24moderation.emulator.rest.v3.listing import only, paged, selected

MAILBOX = entity("MailboxDto", "id int b\nname string b\nemail string b\nsenderName string b", strict=True)
RECIPIENT = entity("RecipientDto", "id int b\nemail string b\nname string b", strict=True)
METHODS = [*field_methods("mail.mailbox", MAILBOX), *field_methods("mail.recipient", RECIPIENT)]
SIZE, MOST = 25, 100
RECIPIENTS, MOST_RECIPIENTS = 50, 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(slots=True)
class Mailbox:
    """A person's mailbox."""

    id: int
    name: str
    email: str
    owner: User
    maker: Maker

    def shown(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "email": self.email, "senderName": self.owner.full_name}


@dataclass
class Mailboxes(Numbering):
    """All of them by id; a clean portal has none."""

    rows: dict[int, Mailbox] = field(default_factory=dict)

    def of(self, user: User) -> list[Mailbox]:
        return [row for row in self.rows.values() if row.owner.id == user.id]


@act("connect-mailbox")
def connect(portal: Portal, user: User, email: str, name: str = "") -> int:
    """The person connects a mailbox to the portal; its id."""
    if not isinstance(email, str) or not _EMAIL.fullmatch(email):
        raise ActError("connect-mailbox: no such address", "an e-mail address", str(email))
    state = portal.state(Mailboxes)
    mailbox = Mailbox(state.next_id("mailbox"), name or email, email, user, Maker("person", "", user.id))
    state.rows[mailbox.id] = mailbox
    return mailbox.id


@method3("mail.mailbox.list")
def mailbox_list(call: Call) -> dict[str, Any]:
    """The caller's own, by fragments of name and address."""
    name, email = _fragment(call, "name"), _fragment(call, "email")
    rows = [row.shown() for row in call.state(Mailboxes).of(call.user)]
    return _page(call, [row for row in rows if name in row["name"].lower() and email in row["email"].lower()])


@method3("mail.mailbox.get")
def get(call: Call) -> dict[str, Any]:
    wanted, mailbox_id = selected(call, MAILBOX), integer(call)
    found = call.state(Mailboxes).rows.get(mailbox_id)
    if found is None or found.owner.id != call.user.id:
        raise not_found(mailbox_id)
    return {"item": only(found.shown(), wanted)}


@method3("mail.mailbox.senders")
def senders(call: Call) -> dict[str, Any]:
    """Under which names the caller can write: his own, and the mailbox's."""
    rows = []
    for mailbox in call.state(Mailboxes).of(call.user):
        for name in dict.fromkeys((call.user.full_name, mailbox.name)):
            rows.append({"email": mailbox.email, "name": name, "sender": f"{name} <{mailbox.email}>"})
    return _page(call, rows)


@method3("mail.recipient.listemployees")
def list_employees(call: Call) -> dict[str, Any]:
    """Active employees whose name or address has the words of `query`."""
    if not words(call, "query").strip():
        raise missing("query")
    people = [user for user in call.portal.people.users.values() if user.active and user.email]
    return _found(call, [{"id": user.id, "email": user.email, "name": user.full_name} for user in people])


@method3("mail.recipient.listcontacts")
def list_contacts(call: Call) -> dict[str, Any]:
    """The caller's address book: nobody is in it before a letter was sent."""
    return _found(call, [])


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    rows = portal.state(Mailboxes).rows.values()
    return [trace("mailboxes", row.id, row.maker, row.email, (row.name, row.owner.id)) for row in rows]


def _found(call: Call, rows: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = _fragment(call, "query")
    found = [row for row in rows if wanted in row["name"].lower() or wanted in row["email"].lower()]
    return _page(call, found, MOST_RECIPIENTS, RECIPIENTS)


def _fragment(call: Call, name: str) -> str:
    value = call.params.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(mistyped(name, "string"))
    return value.strip().lower()


def _page(call: Call, rows: Sequence[dict[str, Any]], most: int = MOST, size: int = SIZE) -> dict[str, Any]:
    offset, limit = paged(call, most, size)
    return {"items": list(rows[offset : offset + limit])}
