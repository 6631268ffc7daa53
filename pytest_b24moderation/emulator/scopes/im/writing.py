"""What a person types into the messenger."""

from __future__ import annotations

from pytest_b24moderation.emulator.messenger import find, talk
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act


@act("write-message")
def write_message(portal: Portal, user: User, dialog: str, text: str) -> int:
    """Write into a dialog (`chat5`, or a person's id); a bot in it hears it. The message's id."""
    by = By(user.id, Maker("person", user_id=user.id))
    chat = find.opened(portal, by, dialog)
    if chat is None or user.id not in chat.members:
        raise ActError(f"write-message: {user.full_name} has no such dialog", "chat5, or a person's id", str(dialog))
    if not str(text).strip():
        raise ActError("write-message: there is nothing to write", "a text", "an empty one")
    return talk.say(portal, chat, user.id, str(text), by).id
