"""Lines, dialogs with guests, and their sessions. restdocs: api-reference/imopenlines/openlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.messenger.persons import is_bot
from pytest_b24moderation.emulator.numbering import Numbering
from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal

FIRST_GUEST = 500
"""Guests are numbered apart from employees."""
CRM_TYPES = ("LEAD", "COMPANY", "CONTACT", "DEAL")
NAMES = {"ru": "Открытая линия", "de": "Kommunikationskanal"}
YES = (
    "ACTIVE", "CRM", "CRM_FORWARD", "CRM_TRANSFER_CHANGE", "CHECK_AVAILABLE", "WELCOME_MESSAGE", "VOTE_CLOSING_DELAY",
    "SEND_WELCOME_EACH_SESSION", "WELCOME_FORM_DELAY",
)  # fmt: skip
NO = (
    "CRM_CREATE_THIRD", "CRM_CHAT_TRACKER", "WATCH_TYPING", "WELCOME_BOT_ENABLE", "VOTE_MESSAGE", "VOTE_BEFORE_FINISH",
    "AGREEMENT_MESSAGE", "CATEGORY_ENABLE", "WORKTIME_ENABLE", "TEMPORARY", "KPI_FIRST_ANSWER_ALERT",
    "KPI_FURTHER_ANSWER_ALERT", "KPI_CHECK_OPERATOR_ACTIVITY", "SEND_NOTIFICATION_EMPTY_QUEUE", "USE_WELCOME_FORM",
    "CONFIRM_CLOSE", "IGNORE_WELCOME_FORM_RESPONSIBLE",
)  # fmt: skip
ZERO = (
    "CRM_CREATE_SECOND", "VOTE_TIME_LIMIT", "AGREEMENT_ID", "CATEGORY_ID", "WELCOME_BOT_ID", "NO_ANSWER_FORM_ID",
    "NO_ANSWER_BOT_ID", "WORKTIME_DAYOFF_FORM_ID", "WORKTIME_DAYOFF_BOT_ID", "CLOSE_FORM_ID", "CLOSE_BOT_ID",
    "FULL_CLOSE_TIME", "AUTO_CLOSE_FORM_ID", "AUTO_CLOSE_BOT_ID", "QUICK_ANSWERS_IBLOCK_ID", "SESSION_PRIORITY",
    "MAX_CHAT", "KPI_FIRST_ANSWER_TIME", "KPI_FURTHER_ANSWER_TIME", "WELCOME_FORM_ID",
)  # fmt: skip
BLANK: dict[str, Any] = {
    **dict.fromkeys(YES, "Y"), **dict.fromkeys(NO, "N"), **dict.fromkeys(ZERO, "0"), "CRM_CREATE": "lead",
    "CRM_SOURCE": "create", "QUEUE_TIME": "60", "NO_ANSWER_TIME": "60", "QUEUE_TYPE": "evenly",
    "WELCOME_BOT_JOIN": "always", "WELCOME_BOT_TIME": "60", "WELCOME_BOT_LEFT": "close", "NO_ANSWER_RULE": "none",
    "WORKTIME_FROM": "9", "WORKTIME_TO": "18.30", "WORKTIME_HOLIDAYS": [""], "WORKTIME_DAYOFF": [""],
    "WORKTIME_DAYOFF_RULE": "text", "CLOSE_RULE": "none", "AUTO_CLOSE_RULE": "none", "AUTO_CLOSE_TIME": "3600",
    "AUTO_EXPIRE_TIME": "86400", "XML_ID": None, "TYPE_MAX_CHAT": "answered_new", "OPERATOR_DATA": "profile",
    "DEFAULT_OPERATOR_DATA": [], "KPI_FIRST_ANSWER_LIST": None, "KPI_FURTHER_ANSWER_LIST": None,
    "WELCOME_MESSAGE_TEXT": "You are welcome. Somebody will answer soon.",
    "VOTE_MESSAGE_1_TEXT": "How did we do?", "VOTE_MESSAGE_1_LIKE": "Thank you.",
    "VOTE_MESSAGE_1_DISLIKE": "We shall do better.", "VOTE_MESSAGE_2_TEXT": "How did we do? 1 is well, 0 is badly.",
    "VOTE_MESSAGE_2_LIKE": "Thank you.", "VOTE_MESSAGE_2_DISLIKE": "We shall do better.",
    "NO_ANSWER_TEXT": "Nobody is free now.", "WORKTIME_DAYOFF_TEXT": "We are closed now.",
    "CLOSE_TEXT": "Thank you for writing.", "AUTO_CLOSE_TEXT": "",
    "KPI_FIRST_ANSWER_TEXT": "#OPERATOR# is late with a first answer in dialog #DIALOG#.",
    "KPI_FURTHER_ANSWER_TEXT": "#OPERATOR# is late with an answer in dialog #DIALOG#.",
}  # fmt: skip
"""The settings of a new line; the texts are what its owner would write."""


@dataclass(slots=True)
class Line:
    """An open line. ``facts``: its settings as they are shown; ``queue``: (user|department, id) in order."""

    id: int
    facts: dict[str, Any]
    queue: list[tuple[str, int]]
    maker: Maker

    @property
    def name(self) -> str:
        return str(self.facts["LINE_NAME"])

    def operators(self, portal: Portal) -> list[int]:
        """The active employees of the queue."""
        found: list[int] = []
        for kind, key in self.queue:
            for user in portal.people.users.values():
                right = user.id == key if kind == "user" else key in user.departments
                if right and user.present and user.id not in found:
                    found.append(user.id)
        return found


@dataclass(slots=True)
class Session:
    """One request, from its first word to its end. ``operator`` 0: nobody yet.

    ``first``: messages after that id are its own; ``moved``: earlier ones that were brought into it.
    """

    id: int
    chat_id: int
    line_id: int
    parent: int
    opened: float
    operator: int = 0
    answered: bool = False
    closed: float = 0.0
    spam: bool = False
    pinned: set[int] = field(default_factory=set)
    rating: int = 0
    comment: str | None = None
    first: int = 0
    moved: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Dialog:
    """A guest's chat. ``chat`` and ``guest`` are the connector's own names for them; ``user_id`` ours.

    ``inner``: the connector's message id → ours; ``outer``: ours → the connector's ids. ``crm``: LEAD → 5.
    """

    chat_id: int
    connector: str
    line_id: int
    chat: str
    guest: str
    user_id: int
    name: str
    group: bool = False
    silent: bool = False
    crm: dict[str, int] = field(default_factory=dict)
    inner: dict[str, int] = field(default_factory=dict)
    outer: dict[int, list[str]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """USER_CODE."""
        return f"{self.connector}|{self.line_id}|{self.chat}|{0 if self.group else self.user_id}"


@dataclass
class Lines(Numbering):
    """All of it; ``quick``: texts saved as quick answers, by message."""

    rows: dict[int, Line] = field(default_factory=dict)
    dialogs: dict[int, Dialog] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    guests: dict[tuple[str, str], int] = field(default_factory=dict)
    quick: dict[int, tuple[str, Maker]] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        """A new portal has one line, answered by everybody in the company."""
        name = f"{NAMES.get(portal.language, 'Open Channel')} 1"
        queue = [("user", one.id) for one in portal.people.users.values() if not is_bot(one)]
        self.add(portal, {"LINE_NAME": name, "CRM": "Y"}, queue, PORTAL)

    def add(self, portal: Portal, given: Mapping[str, Any], queue: list[tuple[str, int]], maker: Maker) -> Line:
        """A line with these settings, and first ones for the rest."""
        line_id, now = self.next_id("line"), portal.iso()
        facts: dict[str, Any] = {"ID": str(line_id), "LINE_NAME": "", **BLANK}
        facts |= {"DATE_CREATE": now, "DATE_MODIFY": now, "MODIFY_USER_ID": str(maker.user_id or 1)}
        facts |= {"LANGUAGE_ID": portal.language, "WORKTIME_TIMEZONE": "UTC", **given}
        facts["LINE_NAME"] = facts["LINE_NAME"] or f"{NAMES.get(portal.language, 'Open Channel')} {line_id}"
        self.rows[line_id] = Line(line_id, facts, queue, maker)
        return self.rows[line_id]

    def guest(self, connector: str, key: str) -> int:
        """Our number for a connector's user."""
        if (connector, key) not in self.guests:
            self.guests[connector, key] = FIRST_GUEST + self.next_id("guest")
        return self.guests[connector, key]

    def dialog(self, connector: str, line_id: int, chat: str, guest: str) -> Dialog | None:
        """A connector's dialog: by its chat in groups, else by its user."""
        for row in self.dialogs.values():
            if (row.connector, row.line_id) == (connector, line_id) and (
                row.chat == chat if row.group else row.guest == guest
            ):
                return row
        return None

    def session(self, chat_id: int) -> Session | None:
        """The last session of a chat."""
        return next((row for row in reversed(self.sessions.values()) if row.chat_id == chat_id), None)
