"""Providers of messages and the messages sent through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers


@dataclass(slots=True)
class Sender:
    """A provider. ``name`` and ``description`` are texts, or texts by language."""

    id: int
    app_id: int
    code: str
    handler: str
    name: str | Mapping[str, Any]
    description: str | Mapping[str, Any]
    maker: Maker


@dataclass(slots=True)
class Message:
    """A sent message. ``status`` is what its provider told last, "" before it told anything."""

    id: str
    app_id: int
    code: str
    user_id: int
    to: str
    text: str
    status: str = ""


@dataclass
class Messages:
    """Senders by (application's row, code) and messages by id."""

    senders: dict[tuple[int, str], Sender] = field(default_factory=dict)
    sent: dict[str, Message] = field(default_factory=dict)
    last: int = 0


def title(text: str | Mapping[str, Any], language: str) -> str:
    """A text of that language, of English, or the first there is."""
    if isinstance(text, str):
        return text
    return str(text.get(language) or text.get("en") or next(iter(text.values()), ""))


@answers("messageservice.senders")
def senders(portal: Portal) -> list[dict[str, Any]]:
    """What the page of providers shows."""
    return [
        {"id": row.id, "code": row.code, "name": title(row.name, portal.language), "app": row.maker.code}
        for row in portal.state(Messages).senders.values()
    ]


@answers("app.uninstalled")
def drop(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - providers go with their application
    state = portal.state(Messages)
    state.senders = {key: row for key, row in state.senders.items() if row.app_id != app.id}


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Messages)
    found = [
        trace("message providers", f"{row.maker.code} {row.code}", row.maker, title(row.name, portal.language),
              (row.name, row.description, row.handler))
        for row in state.senders.values()
    ]  # fmt: skip
    for sent in state.sent.values():
        maker = Maker("person", "", sent.user_id)
        found.append(trace("messages", sent.id, maker, f"to {sent.to}: {sent.text[:60]}", (sent.code, sent.text)))
    return found
