"""Letters in mailboxes: what comes in, what goes out. restdocs: api-reference/mail/message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal, Trace, trace
from pytest_b24moderation.emulator.registry import act, answers
from pytest_b24moderation.emulator.scopes.mail.mailboxes import Mailbox, Mailboxes

INBOX, SENT, SPAM, TRASH = "INBOX", "Sent", "Spam", "Trash"
FOLDERS = (INBOX, SENT, SPAM, TRASH)
ADDRESS = re.compile(r"(?:[^<>]*<)?([^@\s<>]+@[^@\s<>]+\.[^@\s<>]+)>?")


@dataclass(slots=True)
class Letter:
    """One letter in one mailbox. ``thread``: the first letter of its conversation, by id."""

    id: int
    mailbox: int
    subject: str
    sender: str
    to: list[str]
    cc: list[str]
    at: float
    body: str
    folder: str
    thread: int
    seen: bool
    maker: Maker
    files: int = 0


@dataclass
class Letters(Numbering):
    """All of them by id."""

    rows: dict[int, Letter] = field(default_factory=dict)

    def keep(self, portal: Portal, mailbox: Mailbox, facts: dict[str, Any], folder: str, maker: Maker) -> Letter:
        """A letter into a folder of the mailbox; it goes on with the thread of a letter there that it answers."""
        letter_id = self.next_id("letter")
        answered = self.rows.get(facts.pop("answers", 0))
        theirs = [
            row
            for row in self.rows.values()
            if row.mailbox == mailbox.id and bare(row.subject) == bare(facts["subject"])
        ]
        first = answered or next(iter(theirs), None)
        letter = self.rows[letter_id] = Letter(
            letter_id, mailbox.id, at=float(int(portal.clock.now())), folder=folder,
            thread=first.thread if first else letter_id, seen=folder == SENT, maker=maker, **facts,
        )  # fmt: skip
        return letter


def bare(subject: str) -> str:
    """A subject without its Re: and Fwd:."""
    return re.sub(r"^(?:(?:re|fwd?)\s*:\s*)+", "", subject.strip(), flags=re.IGNORECASE).lower()


def addresses(rows: Iterable[Any]) -> list[str] | None:
    """The addresses of these texts; None when one has none."""
    found = [ADDRESS.fullmatch(row.strip()) if isinstance(row, str) else None for row in rows]
    return None if None in found else [str(one[1]) for one in found if one]


def post(portal: Portal, mailbox: Mailbox, facts: dict[str, Any], hidden: Sequence[str], maker: Maker) -> None:
    """Send a letter: it is among the sent ones, and in the mailboxes of this portal that it is addressed to.

    Nothing leaves the portal: there is no mail server behind its mailboxes.
    """
    state = portal.state(Letters)
    state.keep(portal, mailbox, dict(facts), SENT, maker)
    everybody = {*facts["to"], *facts["cc"], *hidden}
    facts.pop("answers", None)
    for other in portal.state(Mailboxes).rows.values():
        if other.email in everybody:
            state.keep(portal, other, dict(facts), INBOX, maker)


@act("receive-mail")
def receive(portal: Portal, user: User, email: str, sender: str, subject: str, text: str = "", files: int = 0) -> int:
    """A letter comes into a mailbox that the person has connected; its id."""
    mailbox = next((row for row in portal.state(Mailboxes).of(user) if row.email == email), None)
    if mailbox is None:
        own = ", ".join(row.email for row in portal.state(Mailboxes).of(user)) or "none; connect-mailbox makes one"
        raise ActError(f"receive-mail: {user.full_name} has no such mailbox", own, str(email))
    facts = {
        "subject": str(subject),
        "sender": str(sender),
        "to": [email],
        "cc": [],
        "body": str(text),
        "files": int(files),
    }
    return portal.state(Letters).keep(portal, mailbox, facts, INBOX, Maker("person", "", 0)).id


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for row in portal.state(Letters).rows.values():
        content = (row.mailbox, row.sender, row.to, row.cc, row.body, row.folder)
        found.append(trace("letters", row.id, row.maker, row.subject, content))
    return found
