"""What the messenger keeps. restdocs: api-reference/chats, api-reference/chat-bots/chat-bots-v2/entities.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker

COLORS = {
    "RED": "#df532d", "GREEN": "#64a513", "MINT": "#4ba984", "LIGHT_BLUE": "#4ba5c3", "DARK_BLUE": "#3e99ce",
    "PURPLE": "#8474c8", "AQUA": "#1eb4aa", "PINK": "#f76187", "LIME": "#58cc47", "BROWN": "#ab7761",
    "AZURE": "#29619b", "KHAKI": "#728f7a", "SAND": "#ba9c7b", "MARENGO": "#556574", "GRAY": "#909090",
    "GRAPHITE": "#5e5f5e",
}  # fmt: skip
"""Colour code → what answers show."""

PRIVATE, GROUP, OPEN, LINES = "P", "C", "O", "L"
LONGEST_TEXT = 20_000


@dataclass(slots=True)
class Member:
    """A person or bot in a chat. ``since``: messages up to that id are hidden; ``read``: the last one read.

    ``marked``: put aside as unread; ``gone``: the last message when the dialog was taken off the recent list, -1 = no.
    """

    user_id: int
    since: int = 0
    read: int = 0
    read_at: float = 0.0
    pinned: bool = False
    marked: bool = False
    muted: bool = False
    gone: int = -1


@dataclass(slots=True)
class Message:
    """One message. ``author`` 0 = the system; ``quiet``: the portal's own remark, which counts as read.

    ``attach``, ``keyboard``, ``menu`` are kept as lists ready to show; ``reactions``: code → users.
    """

    id: int
    chat_id: int
    author: int
    text: str
    at: float
    uuid: str
    maker: Maker
    attach: list[Any] = field(default_factory=list)
    keyboard: list[Any] = field(default_factory=list)
    menu: list[Any] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    reactions: dict[str, set[int]] = field(default_factory=dict)
    forward: dict[str, Any] | None = None
    quiet: bool = False
    deleted: bool = False
    code: str = ""
    """What the system remarks on: CHAT_JOIN, CHAT_LEAVE."""


@dataclass(slots=True)
class Chat:
    """A dialog of two (kind P), a group chat (C, O) or an open line (L). ``entity``: what it belongs to."""

    id: int
    kind: str
    title: str
    owner: int
    created: float
    maker: Maker = PORTAL
    description: str = ""
    color: str = "MINT"
    avatar: str = ""
    entity: tuple[str, str] = ("", "")
    members: dict[int, Member] = field(default_factory=dict)
    managers: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    text_field: bool = True
    typing: dict[int, str] = field(default_factory=dict)
    """Who shows that he is busy with an answer, until he writes it: user → the indicator's code."""

    def seen_by(self, user_id: int) -> list[Message]:
        """The messages that this user may see, oldest first."""
        member = self.members.get(user_id)
        since = member.since if member else 0
        return [row for row in self.messages.values() if row.id > since]

    def unread(self, user_id: int) -> list[Message]:
        member = self.members.get(user_id)
        if member is None:
            return []
        return [
            row for row in self.seen_by(user_id) if row.id > member.read and row.author != user_id and not row.quiet
        ]

    def last(self) -> int:
        """The id of the newest message, 0 without any."""
        return next(reversed(self.messages), 0)

    def other(self, user_id: int) -> int:
        """Whom that user talks to in a dialog of two; himself in notes to himself."""
        return next((one for one in self.members if one != user_id), user_id)

    def dialog_id(self, user_id: int) -> str:
        """How that user names this dialog: "12" or "chat5"."""
        return str(self.other(user_id)) if self.kind == PRIVATE else f"chat{self.id}"


@dataclass
class Messenger:
    """All chats of the portal by id, and what people set about themselves there."""

    chats: dict[int, Chat] = field(default_factory=dict)
    pairs: dict[frozenset[int], int] = field(default_factory=dict)
    """The two of a dialog → its chat."""
    statuses: dict[int, str] = field(default_factory=dict)
    idle: dict[int, float] = field(default_factory=dict)
    searched: dict[int, list[str]] = field(default_factory=dict)
    """User → dialogs of the search history, newest first."""
    colors: dict[int, str] = field(default_factory=dict)
    """User → chosen colour; bots have one."""
    files: dict[int, Any] = field(default_factory=dict)
    """Files of messages by id; see files.py."""
    last_chat: int = 0
    last_message: int = 0

    def message(self, message_id: int) -> tuple[Chat, Message] | None:
        """A message and where it is."""
        for chat in self.chats.values():
            if message_id in chat.messages:
                return chat, chat.messages[message_id]
        return None

    def of(self, user_id: int) -> list[Chat]:
        """The chats this user is in."""
        return [chat for chat in self.chats.values() if user_id in chat.members]
