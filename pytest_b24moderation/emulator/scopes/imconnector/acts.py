"""What an administrator does in the contact center."""

from __future__ import annotations

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.imconnector.state import Connectors


@act("disconnect-channel")
def disconnect(portal: Portal, user: User, connector: str, line: int) -> None:
    """Take a connector off a line; its application is told (ONIMCONNECTORSTATUSDELETE)."""
    row = portal.state(Connectors).rows.get(str(connector).lower())
    standing = row.lines.pop(number(line), None) if row else None
    if row is None or standing is None:
        rows = portal.state(Connectors).rows.values()
        known = ", ".join(f"{one.id} on line {key}" for one in rows for key in one.lines)
        raise ActError("disconnect-channel: no such channel", known or "no channels", f"{connector} on line {line}")
    data = {"connector": row.id, "line": number(line)}
    app = portal.apps.rows.get(row.app_id)
    portal.events.announce("ONIMCONNECTORSTATUSDELETE", data, user_id=user.id, app=app)
