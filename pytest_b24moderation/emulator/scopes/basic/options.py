"""Settings that an application keeps on the portal. restdocs: api-reference/common/settings."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, argument_empty
from pytest_b24moderation.emulator.rest.params import as_dict


@method("app.option.get")
def app_option_get(call: Call) -> Any:
    return _read(call, call.portal.options.of_app(_app(call).client_id))


@method("app.option.set")
def app_option_set(call: Call) -> bool:
    app = _app(call)
    call.require_admin("Administrator authorization required")
    call.portal.options.of_app(app.client_id).update(_given(call))
    return True


@method("user.option.get")
def user_option_get(call: Call) -> Any:
    return _read(call, call.portal.options.of_user(_app(call).client_id, call.user.id))


@method("user.option.set")
def user_option_set(call: Call) -> bool:
    app = _app(call)
    call.portal.options.of_user(app.client_id, call.user.id).update(_given(call))
    return True


def _app(call: Call) -> App:
    if call.grant.app is None:
        if call.portal.profile.option_context_error == "AccessException":
            raise RestError(400, "AccessException", "Application context required")
        raise access_denied("Application context required")
    return call.grant.app


def _given(call: Call) -> dict[str, Any]:
    given = as_dict(call.get("options"))
    if not given:
        raise argument_empty("options")
    return given


def _read(call: Call, options: dict[str, Any]) -> Any:
    """One value or null, or all of them; no settings at all print as []."""
    name = call.text("option")
    return options.get(name) if name else (dict(options) or [])
