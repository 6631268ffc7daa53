"""What calls about chats share, whoever acts: a person or a bot."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_b24moderation.emulator.messenger import find, talk, tuning
from pytest_b24moderation.emulator.messenger.chats import GROUP, OPEN
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number


def acting(call: Call, user_id: int) -> talk.By:
    """That user acts, by this call."""
    return talk.By(user_id, call.maker, call.grant.hops)


def found_chat(call: Call, owner: int, users: Iterable[object]) -> int:
    """A new chat as TYPE, TITLE, COLOR, DESCRIPTION, ENTITY_…, AVATAR and MESSAGE ask for it; its id."""
    by, kind = acting(call, owner), OPEN if call.text("TYPE").upper() == "OPEN" else GROUP
    members = [number(one) for one in users]
    chat = talk.make(call.portal, kind, call.text("TITLE").strip(), owner, members, by, call.text("COLOR").upper())
    chat.description = call.text("DESCRIPTION")
    chat.entity = (call.text("ENTITY_TYPE"), call.text("ENTITY_ID"))
    chat.avatar = tuning.icon(call.portal, chat, call.text("AVATAR"))
    if call.text("MESSAGE"):
        talk.say(call.portal, chat, owner, call.text("MESSAGE"), by)
    return chat.id


def bound_chat(call: Call) -> dict[str, int] | None:
    """The chat that is bound to ENTITY_TYPE and ENTITY_ID."""
    chat = find.bound(call.portal, call.text("ENTITY_TYPE"), call.text("ENTITY_ID"))
    return {"ID": chat.id} if chat else None
