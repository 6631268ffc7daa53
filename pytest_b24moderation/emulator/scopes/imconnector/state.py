"""Registered connectors, and how each stands on each line. restdocs: api-reference/imopenlines/imconnector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers

BUILT_IN = {"livechat": "Live Chat", "telegrambot": "Telegram", "network": "Bitrix24.Network"}


@dataclass(slots=True)
class Standing:
    """A connector on one line. ``data``: the channel's name and addresses, as the application set them."""

    active: bool = False
    connection: bool = False
    register: bool = False
    error: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def configured(self) -> bool:
        return self.active and self.connection and self.register


@dataclass(slots=True)
class Connector:
    """An application's connector. ``placement``: the row that opens its settings; ``flags``: what it can, by name."""

    id: str
    app_id: int
    name: str
    icon: Mapping[str, Any]
    icon_disabled: Mapping[str, Any]
    placement: int
    flags: dict[str, bool]
    maker: Maker
    lines: dict[int, Standing] = field(default_factory=dict)


@dataclass
class Connectors:
    """By id."""

    rows: dict[str, Connector] = field(default_factory=dict)


@answers("imconnector.connectors")
def connectors(portal: Portal) -> list[dict[str, Any]]:
    """Tiles of the contact center; ``lines``: how each stands on each line."""
    return [
        {
            "id": row.id,
            "name": row.name,
            "icon": str(row.icon.get("DATA_IMAGE", "")),
            "app": row.maker.code,
            "active": any(one.active for one in row.lines.values()),
            "placement": row.placement,
            "lines": {
                key: {
                    "active": one.active,
                    "connection": one.connection,
                    "register": one.register,
                    "error": one.error,
                }
                for key, one in row.lines.items()
            },
        }
        for row in portal.state(Connectors).rows.values()
    ]


@answers("imconnector.connector")
def connector(portal: Portal, id: str) -> dict[str, Any] | None:
    """What open lines want to know of a connector; None for an unknown one."""
    row = portal.state(Connectors).rows.get(id)
    if row is None:
        return None
    return {
        "id": row.id,
        "name": row.name,
        "app_id": row.app_id,
        "group": row.flags["CHAT_GROUP"],
        "signature": row.flags["NEED_SIGNATURE"],
        "system": row.flags["NEED_SYSTEM_MESSAGES"],
        "edits": row.flags["EDIT_INTERNAL_MESSAGES"],
        "erases": row.flags["DEL_INTERNAL_MESSAGES"],
    }


@answers("imopenlines.line_deleted")
def leave_line(portal: Portal, id: int) -> None:
    for row in portal.state(Connectors).rows.values():
        row.lines.pop(id, None)


@answers("app.uninstalled")
def drop(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001 - connectors go with their application
    state = portal.state(Connectors)
    state.rows = {key: row for key, row in state.rows.items() if row.app_id != app.id}


@answers("app.updated")
def renewed(portal: Portal, app: App) -> None:
    """Another version begins; whether connectors outlive it is not known."""
    if portal.profile.update_drops_connectors:
        drop(portal, app, clean=False)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for row in portal.state(Connectors).rows.values():
        found.append(trace("connectors", row.id, row.maker, row.name, (row.icon, row.icon_disabled, row.flags)))
        for line, one in row.lines.items():
            state = "active" if one.active else "inactive"
            content = (state, one.connection, one.register, one.data)
            found.append(trace("channels", f"{row.id} {line}", row.maker, f"{row.name} on line {line}", content))
    return found
