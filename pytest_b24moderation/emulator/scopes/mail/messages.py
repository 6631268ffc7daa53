"""mail.message.*: letters of the caller's mailboxes. restdocs: api-reference/mail/message."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.registry import method3
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.v3.described import field_methods
from pytest_b24moderation.emulator.rest.v3.entity import entity, instant
from pytest_b24moderation.emulator.rest.v3.errors import missing, not_found
from pytest_b24moderation.emulator.rest.v3.given import flag, integer, integer_or, numbers, words, wrong
from pytest_b24moderation.emulator.rest.v3.listing import only, paged, selected
from pytest_b24moderation.emulator.scopes.mail.letters import (
    FOLDERS,
    INBOX,
    SPAM,
    TRASH,
    Letter,
    Letters,
    addresses,
    post,
)
from pytest_b24moderation.emulator.scopes.mail.mailboxes import Mailboxes

MESSAGE = entity(
    "MessageDto",
    """
id int b
mailboxId int b
mailboxEmail string b
subject string b
from string b
to string b
cc string b
date string b
isSeen bool b
hasAttachments bool b
url string b
bindings array b
body string b
""",
    strict=True,
)
METHODS = field_methods("mail.message", MESSAGE)
SIZE, MOST = 25, 200
THREAD, LONGEST_THREAD = 20, 50
ACTIONS = {"spam": SPAM, "delete": TRASH}


@method3("mail.message.list")
def message_list(call: Call) -> dict[str, Any]:
    """The newest first; those in the inbox where no folder is named."""
    mailbox, query = integer_or(call, "mailboxId", 0), _text(call, "searchQuery").lower()
    begin, end = _moment(call, "dateFrom"), _moment(call, "dateTo")
    folder = _text(call, "folder") or INBOX
    offset, limit = paged(call, MOST, SIZE)
    rows = [row for row in _mine(call) if row.folder.lower() == folder.lower() and mailbox in (0, row.mailbox)]
    for name, of in (("isSeen", "seen"), ("hasAttachments", "files")):
        if call.params.get(name) is not None:
            wanted = flag(call, name)
            rows = [row for row in rows if bool(getattr(row, of)) is wanted]
    rows = [row for row in rows if query in f"{row.subject}\n{row.sender}\n{' '.join(row.to)}\n{row.body}".lower()]
    rows = [row for row in rows if (not begin or row.at >= begin) and (not end or row.at <= end)]
    rows.sort(key=lambda row: (-row.at, -row.id))
    return {"items": [_shown(call, row) for row in rows[offset : offset + limit]]}


@method3("mail.message.get")
def get(call: Call) -> dict[str, Any]:
    wanted = selected(call, MESSAGE)
    return {"item": only(_shown(call, _letter(call)), wanted)}


@method3("mail.message.thread")
def thread(call: Call) -> list[dict[str, Any]]:
    """The conversation that a letter belongs to, from its beginning."""
    letter, limit = _letter(call), integer_or(call, "limit", THREAD)
    rows = [row for row in _mine(call) if row.mailbox == letter.mailbox and row.thread == letter.thread]
    zone = call.portal.zone
    return [
        {
            "id": row.id, "subject": row.subject, "from": row.sender, "to": ", ".join(row.to), "cc": ", ".join(row.cc),
            "date": datetime.fromtimestamp(row.at, zone).strftime("%Y-%m-%d %H:%M:%S"), "body": row.body,
        }
        for row in rows[: max(1, min(limit, LONGEST_THREAD))]
    ]  # fmt: skip


@method3("mail.message.send", writes=True)
def send(call: Call) -> dict[str, Any]:
    return _sent(call, "", "MESSAGE_SEND_FAILED")


@method3("mail.message.reply", writes=True)
def reply(call: Call) -> dict[str, Any]:
    return _sent(call, "replyToMessageId", "MESSAGE_REPLY_FAILED")


@method3("mail.message.forward", writes=True)
def forward(call: Call) -> dict[str, Any]:
    """The letter's own text goes along."""
    return _sent(call, "forwardMessageId", "MESSAGE_FORWARD_FAILED")


@method3("mail.message.movetofolder", writes=True)
def move_to_folder(call: Call) -> dict[str, Any]:
    if call.params.get("messageIds") is None:
        raise missing("messageIds")
    wanted, action, folder = numbers(call, "messageIds"), words(call, "action"), _text(call, "folder")
    if action not in ("move", *ACTIONS):
        raise wrong("action", "The `action` parameter must be `move`, `spam`, or `delete`")
    if action == "move" and not folder:
        raise wrong("folder", "The `folder` parameter is required when `action=move`")
    rows = [row for row in _mine(call) if row.id in wanted]
    if not rows:
        raise wrong("messageIds", "No accessible messages found")
    if len({row.mailbox for row in rows}) > 1:
        raise wrong("messageIds", "All messages must belong to the same mailbox")
    if len({row.folder for row in rows}) > 1:
        raise wrong("messageIds", "Select emails from a single folder")
    target = ACTIONS.get(action) or next((one for one in FOLDERS if one.lower() == folder.lower()), "")
    if not target:
        raise wrong("folder", f"The mailbox has no folder {folder}")
    for row in rows:
        row.folder = target
    return {"success": True, "movedCount": len(rows), "action": action}


def _sent(call: Call, about: str, failed: str) -> dict[str, Any]:
    """Send what the call says; ``about``: the parameter that names the letter which it answers or forwards."""
    names = [*([about] if about else []), "from", "to", "subject", "body"]
    if lacking := [name for name in names if call.params.get(name) is None]:
        raise missing(*lacking)
    sender, subject, body = words(call, "from"), words(call, "subject"), words(call, "body")
    people = {name: _people(call, name) for name in ("to", "cc", "bcc")}
    if not people["to"]:
        raise wrong("to", "NO_RECIPIENTS")
    mailbox = next((row for row in call.state(Mailboxes).of(call.user) if [row.email] == addresses([sender])), None)
    if mailbox is None:
        raise wrong("from", "MESSAGE_SEND_FAILED")
    facts: dict[str, Any] = {"subject": subject, "sender": sender, "to": people["to"], "cc": people["cc"], "body": body}
    if about:
        letter_id = integer(call, about)
        letter = next((row for row in _mine(call) if row.id == letter_id), None)
        if letter is None:
            raise wrong(about, failed)
        if about == "forwardMessageId":
            facts["body"] = f"{body}\n\n{letter.body}"
        else:
            facts["answers"] = letter.id
    post(call.portal, mailbox, facts, people["bcc"], call.maker)
    return {"success": True, "to": people["to"]}


def _people(call: Call, name: str) -> list[str]:
    given = call.params.get(name)
    found = addresses(given) if isinstance(given, list) else [] if given is None else None
    if found is None:
        raise wrong(name, "RESOLVE_RECIPIENTS_ERROR")
    return found


def _mine(call: Call) -> list[Letter]:
    """The letters of the caller's mailboxes, the oldest first."""
    boxes = {row.id for row in call.state(Mailboxes).of(call.user)}
    return [row for row in call.state(Letters).rows.values() if row.mailbox in boxes]


def _letter(call: Call) -> Letter:
    letter_id = integer(call)
    found = next((row for row in _mine(call) if row.id == letter_id), None)
    if found is None:
        raise not_found(letter_id)
    return found


def _shown(call: Call, row: Letter) -> dict[str, Any]:
    return {
        "id": row.id,
        "mailboxId": row.mailbox,
        "mailboxEmail": call.state(Mailboxes).rows[row.mailbox].email,
        "subject": row.subject,
        "from": row.sender,
        "to": ", ".join(row.to),
        "cc": ", ".join(row.cc),
        "date": call.portal.iso(row.at),
        "isSeen": row.seen,
        "hasAttachments": bool(row.files),
        "url": f"https://{call.portal.host}/mail/message/{row.id}/",
        "bindings": [],
        "body": row.body,
    }


def _moment(call: Call, name: str) -> float:
    value = call.params.get(name)
    if value is None:
        return 0.0
    found = instant(value)
    if found is None or len(str(value)) <= len("2026-01-01"):
        text = "must be in ISO 8601 format (DATE_ATOM), for example `2026-01-01T00:00:00+00:00`"
        raise wrong(name, f"Parameter `{name}` {text}")
    return found.timestamp()


def _text(call: Call, name: str) -> str:
    return words(call, name).strip() if call.params.get(name) is not None else ""
