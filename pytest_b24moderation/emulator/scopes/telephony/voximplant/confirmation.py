"""Methods that an administrator must confirm, token by token. restdocs: api-reference/scopes/confirmation.md."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.registry import act
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError


@dataclass
class Requests:
    """(token, method) → the application's row; and what was decided of it."""

    waiting: dict[tuple[str, str], int] = field(default_factory=dict)
    decided: dict[tuple[str, str], bool] = field(default_factory=dict)


def confirmed(call: Call) -> None:
    """An application's token may call the method; METHOD_CONFIRM_WAITING or METHOD_CONFIRM_DENIED otherwise."""
    if call.grant.app is None:
        return
    state, key = call.state(Requests), (call.grant.secret, call.method)
    if key not in state.decided:
        state.waiting.setdefault(key, call.grant.app.id)
        raise RestError(401, "METHOD_CONFIRM_WAITING", "Waiting for confirmation")
    if not state.decided[key]:
        raise RestError(403, "METHOD_CONFIRM_DENIED", "Method call denied")


@act("confirm-method")
def decide(portal: Portal, user: User, method: str, allowed: bool = True) -> None:
    """An administrator lets the applications that ask for that method call it, or does not; they are told."""
    state = portal.state(Requests)
    keys = [key for key in state.waiting if key[1].lower() == str(method).lower()]
    if not user.admin:
        raise ActError("confirm-method: only an administrator decides", "an administrator", user.full_name)
    if not keys:
        known = ", ".join(sorted({name for _, name in state.waiting})) or "no application asks for anything"
        raise ActError("confirm-method: nobody asks for this method", known, str(method))
    for key in keys:
        app = portal.apps.rows.get(state.waiting.pop(key))
        state.decided[key] = bool(allowed)
        token, name = key
        data = {"TOKEN": token, "METHOD": name, "CONFIRMED": int(allowed), "LANGUAGE_ID": portal.language}
        portal.events.announce("ONAPPMETHODCONFIRM", data, user_id=user.id, app=app)
