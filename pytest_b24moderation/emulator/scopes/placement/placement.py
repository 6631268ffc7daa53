"""Widgets of the calling application. restdocs: api-reference/widgets/placement-*.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, argument_empty, argument_wrong, core
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.rest.urls import check_handler
from pytest_b24moderation.emulator.scopes.placement.codes import CODES, IM_CONTEXTS, OPTIONS, PERSONAL, SINGLE, scope_of


@method("placement.list")
def placement_list(call: Call) -> list[str]:
    scope = call.get("SCOPE")
    full = str(call.get("FULL", "")).lower() in ("1", "y", "true")
    if scope is not None:
        return [code for code, wanted in CODES.items() if wanted == str(scope)]
    return [code for code, wanted in CODES.items() if full or wanted == "placement" or call.grant.allows((wanted,))]


@method("placement.bind", app_only=True)
def placement_bind(call: Call) -> bool | dict[str, str]:
    call.require_admin()
    code, handler = call.text("PLACEMENT").upper(), call.text("HANDLER")
    if not code:
        raise argument_empty("PLACEMENT")
    if not handler:
        raise argument_empty("HANDLER")
    if code == "DEFAULT":
        raise argument_wrong("Wrong value", "PLACEMENT")
    scope = scope_of(code)
    if not scope or not (scope == "placement" or call.grant.allows((scope,))):
        raise RestError(400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found")
    user_id = number(call.get("USER_ID"))
    if user_id and code not in PERSONAL:
        raise RestError(400, "ERROR_PLACEMENT_USER_MODE", "User mode is not available.")
    check_handler(call.portal, handler)
    mine = [row for row in call.portal.bindings.placements if row.app_id == call.app.id and row.code == code]
    if any(row.handler == handler and row.user_id == user_id for row in mine):
        raise core("Unable to set placement handler: Handler already binded")
    if code in SINGLE and any(row.user_id == user_id for row in mine):
        raise RestError(400, "ERROR_PLACEMENT_MAX_COUNT", "Placement max count: 1")
    options = _options(call, code)
    if code == "PAGE_BACKGROUND_WORKER" and not options.get("errorHandlerUrl"):
        return {"error": "EMPTY_ERROR_HANDLER_URL", "error_description": "Error handler URL is empty"}
    _place(call, code, handler, user_id, options)
    return True


@method("placement.unbind", app_only=True)
def placement_unbind(call: Call) -> dict[str, int]:
    call.require_admin()
    code, handler, user = call.text("PLACEMENT").upper(), call.text("HANDLER"), call.get("USER_ID")
    if not code:
        raise argument_empty("PLACEMENT")
    bindings = call.portal.bindings
    gone = [row for row in bindings.placements if row.app_id == call.app.id and row.code == code]
    gone = [
        row for row in gone if (not handler or row.handler == handler) and (user is None or row.user_id == number(user))
    ]
    bindings.placements = [row for row in bindings.placements if row not in gone]
    return {"count": len(gone) * call.portal.profile.unbind_weight}


@method("placement.get", app_only=True)
def placement_get(call: Call) -> list[dict[str, Any]]:
    call.require_admin()
    return [
        {
            "placement": row.code,
            "userId": row.user_id,
            "handler": row.handler,
            "options": row.options or [],
            "title": row.title,
            "description": row.description,
            "langAll": row.langs or [],
        }
        for row in call.portal.bindings.placements
        if row.app_id == call.app.id and row.code != "USERFIELD_TYPE"
    ]


def _place(call: Call, code: str, handler: str, user_id: int, options: dict[str, Any]) -> None:
    bindings = call.portal.bindings
    texts = {name: call.text(name) for name in ("TITLE", "DESCRIPTION", "GROUP_NAME")}
    langs = {
        str(lang): {name: str(as_dict(row).get(name, "")) for name in texts}
        for lang, row in as_dict(call.get("LANG_ALL")).items()
    }
    if not langs and any(texts.values()):
        langs = {call.portal.language: dict(texts)}
    mine = langs.get(call.portal.language, {})
    bindings.place(
        Placement(
            bindings.next_id(), call.app.id, code, handler, texts["TITLE"] or mine.get("TITLE", ""),
            texts["DESCRIPTION"] or mine.get("DESCRIPTION", ""), texts["GROUP_NAME"], langs, options, user_id,
        )
    )  # fmt: skip


def _options(call: Call, code: str) -> dict[str, Any]:
    """Only what the place declares, cast to its type."""
    declared = OPTIONS.get(code, {})
    given = as_dict(call.get("OPTIONS"))
    if code.startswith("IM"):
        _check_im(given)
    return {
        name: number(given[name]) if kind is int else str(given[name])
        for name, kind in declared.items()
        if name in given
    }


def _check_im(given: dict[str, Any]) -> None:
    contexts = {word for word in str(given.get("context", "ALL")).split(";") if word}
    if contexts - IM_CONTEXTS:
        raise RestError(400, "INVALID_ERROR_CONTEXT", "Invalid context")
    if str(given.get("extranet", "N")) not in ("Y", "N"):
        raise RestError(400, "INVALID_ERROR_EXTRANET", "Invalid extranet")
    if str(given.get("role", "USER")) not in ("USER", "ADMIN"):
        raise RestError(400, "INVALID_ERROR_ROLE", "Invalid role")
