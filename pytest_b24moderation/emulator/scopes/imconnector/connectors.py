"""Registering connectors, and switching them on. restdocs: api-reference/imopenlines/imconnector."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, argument_empty
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth
from pytest_b24moderation.emulator.scopes.imconnector.state import BUILT_IN, Connector, Connectors, Standing

FLAGS = {
    "DEL_EXTERNAL_MESSAGES": True, "EDIT_INTERNAL_MESSAGES": True, "DEL_INTERNAL_MESSAGES": True, "NEWSLETTER": True,
    "NEED_SYSTEM_MESSAGES": True, "NEED_SIGNATURE": True, "CHAT_GROUP": False,
}  # fmt: skip
PLACE = "SETTING_CONNECTOR"


@method("imconnector.register", app_only=True)
def register(call: Call) -> dict[str, Any]:
    """A new connector, or other facts for the application's own one; mistakes are told in the result."""
    key, icon = _text(call, "ID").lower(), as_dict(call.get("ICON"))
    name, handler = _text(call, "NAME"), _text(call, "PLACEMENT_HANDLER")
    image = icon.get("DATA_IMAGE")
    if not key:
        return _failed("CONNECTOR_ID_REQUIRED", "Connector ID is not specified")
    if "." in key:
        text = "Application registration error. Using a dot in the connector identifier is not allowed"
        return _failed("APPLICATION_REGISTRATION_ERROR_POINT", text)
    if not name:
        return _failed("NAME_REQUIRED", "Connector name is not specified")
    if not isinstance(image, str) or not image:
        return _failed("ICON_REQUIRED", "Connector icon is not specified")
    if not handler:
        return _failed("NO_PLACEMENT_HANDLER", "Failed to get embedding handler URL")
    state, app = call.state(Connectors), call.app
    old = state.rows.get(key)
    if key in BUILT_IN or (old is not None and old.app_id != app.id):
        return _failed("APPLICATION_REGISTRATION_ERROR", "Application registration error")
    flags = {flag: _flag(call.get(flag), old.flags[flag] if old else default) for flag, default in FLAGS.items()}
    bindings = call.portal.bindings
    bindings.placements = [row for row in bindings.placements if not (old and row.id == old.placement)]
    spot = bindings.place(Placement(bindings.next_id(), app.id, PLACE, handler, title=name))
    standings = old.lines if old else {}
    disabled = as_dict(call.get("ICON_DISABLED"))
    state.rows[key] = Connector(key, app.id, name, icon, disabled, spot.id, flags, call.maker, standings)
    return {"result": True}


@method("imconnector.unregister", app_only=True)
def unregister(call: Call) -> dict[str, Any]:
    state, key = call.state(Connectors), _text(call, "ID").lower()
    row = state.rows.get(key)
    if row is None or row.app_id != call.app.id:
        return _failed("APPLICATION_UNREGISTRATION_ERROR", "Error unregistering the application")
    del state.rows[key]
    bindings = call.portal.bindings
    bindings.placements = [spot for spot in bindings.placements if spot.id != row.placement]
    return {"result": True}


@method("imconnector.list", app_only=True)
def connector_list(call: Call) -> dict[str, str]:
    if not call.user.admin:
        raise RestError(400, "ACCESS_DENIED", "You don't have access to this action")
    return BUILT_IN | {row.id: row.name for row in call.state(Connectors).rows.values()}


@method("imconnector.activate", app_only=True)
def activate(call: Call) -> bool:
    """Switch the connector on or off on that line; false where either is not there."""
    standing = _standing(call, "ACTIVE")
    if standing is not None:
        standing.active = call.text("ACTIVE").upper() not in ("", "0", "N", "FALSE")
    return standing is not None


@method("imconnector.connector.data.set", app_only=True)
def data_set(call: Call) -> bool:
    """What the channel is called outside; it is connected and registered from then on."""
    standing = _standing(call, "DATA")
    if standing is not None:
        standing.data = as_dict(call.get("DATA"))
        standing.connection = standing.register = True
    return standing is not None


@method("imconnector.status", app_only=True)
def status(call: Call) -> dict[str, Any]:
    key, line = connector_id(call), number(call.get("LINE"))
    row = call.state(Connectors).rows.get(key)
    found = row.lines.get(line, Standing()) if row else Standing()
    return {
        "LINE": line,
        "CONNECTOR": key,
        "ERROR": found.error,
        "CONFIGURED": found.configured,
        "STATUS": found.configured and not found.error,
    }


def connector_id(call: Call) -> str:
    if not call.text("CONNECTOR"):
        raise argument_empty("CONNECTOR")
    return call.text("CONNECTOR").lower()


def line_id(call: Call) -> int:
    if not call.text("LINE"):
        raise argument_empty("LINE")
    return number(call.get("LINE"))


def _standing(call: Call, needs: str) -> Standing | None:
    """The application's connector on the line of the call; made where both are there."""
    key, line = connector_id(call), line_id(call)
    if call.get(needs) is None:
        raise argument_empty(needs)
    row = call.state(Connectors).rows.get(key)
    if row is None or row.app_id != call.app.id or call.portal.ask("imopenlines.line", id=line) is None:
        return None
    return row.lines.setdefault(line, Standing())


def _text(call: Call, name: str) -> str:
    value = call.get(name)
    return value.strip() if isinstance(value, str) else ""


def _flag(value: Any, default: bool) -> bool:
    return default if value is None else truth(value)


def _failed(code: str, text: str) -> dict[str, Any]:
    return {"result": False, "error": code, "error_description": text}
