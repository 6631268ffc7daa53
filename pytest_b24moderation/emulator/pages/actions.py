"""`/bitrix/services/main/ajax.php`: what the pages' scripts ask (UI reference 1.4, J3, J8, J12)."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pytest_b24moderation.emulator.apps import AppRefused
from pytest_b24moderation.emulator.pages import chat, company, login
from pytest_b24moderation.emulator.pages.files import handed
from pytest_b24moderation.emulator.pages.market import version_number
from pytest_b24moderation.emulator.pages.texts import say
from pytest_b24moderation.emulator.pages.texts.refusals import refused
from pytest_b24moderation.emulator.pages.visit import Endpoint, Visit, form_of, rows_of, visitor
from pytest_b24moderation.emulator.portal import ActError, Portal

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.cloud import Cloud

SHORT = {"lead": "L", "contact": "C", "company": "CO", "deal": "D", "quote": "Q"}
FIRST_RUN = re.compile(r"params_(?P<client>.+)_(?P<version>\d+)")


def ajax(cloud: Cloud) -> Endpoint:
    """The endpoint. Answers `{status, data, errors}`; a request without the page's token is refused."""

    async def endpoint(request: Request) -> Response:
        action = request.query_params.get("action", "")
        if request.method == "GET" and (file := handed(cloud.portal, request)):
            return file
        data = await form_of(request)
        if action in ("b24network.authorize.checkLogin", "b24network.authorize.check"):
            return _log_in(cloud, request, action, data)
        found = visitor(cloud.portal, request)
        if found is None:
            return failure("The user is not authorized", "invalid_authentication", status=401)
        visit = Visit(cloud.portal, request, *found, data)
        if request.method != "POST" or not visit.genuine:
            return failure("Csrf token is invalid", "invalid_csrf", status=403)
        act = ACTIONS.get(action) or component(request.query_params.get("c", ""), action)
        if act is None:
            return failure(f"Could not find the action {action[:80]}", "not_found", status=404)
        try:
            done = act(visit)
            done = await done if isawaitable(done) else done
        except AppRefused as refusal:
            return failure(refused(visit.language, refusal.text), refusal.code)
        except ActError as problem:
            return failure(refused(visit.language, str(problem)), "ACT_REFUSED")
        return JSONResponse({"status": "success", "data": done, "errors": []})

    return endpoint


def failure(message: str, code: str, *, status: int = 200) -> Response:
    """The answer that tells an error."""
    errors = [{"message": message, "code": code, "customData": None}]
    return JSONResponse({"status": "error", "data": None, "errors": errors}, status_code=status)


def _log_in(cloud: Cloud, request: Request, action: str, data: Mapping[str, Any]) -> Response:
    try:
        if action.endswith("checkLogin"):
            return JSONResponse({"status": "success", "data": login.check_login(cloud.portal, data), "errors": []})
        if asked := cloud.portal.faults.login_check:
            return failure(say(cloud.portal.language, "login.check"), asked.upper())
        answer, cookie = login.check(cloud.portal, request, data)
    except LookupError as problem:
        return failure(str(problem.args[0]), "INVALID_CREDENTIALS")
    response = JSONResponse({"status": "success", "data": answer, "errors": []})
    response.headers["Set-Cookie"] = cookie
    return response


def _install(visit: Visit) -> dict[str, Any]:
    data, portal = visit.data, visit.portal
    if portal.faults.helper_code:
        return {"error": visit.say("install.denied"), "errorDescription": "", "helperCode": portal.faults.helper_code}
    try:
        done = portal.apps.install(
            str(data.get("code", "")),
            version_number(data.get("version")),
            visit.user,
            check_hash=str(data.get("checkHash", "")),
            install_hash=str(data.get("installHash", "")),
        )
    except AppRefused as refusal:
        return {"error": refused(visit.language, refusal.text), "errorDescription": "", "helperCode": ""}
    # Whoever opens an application right after installing it sees it in a slider.
    return {
        "success": True,
        "id": done.id,
        "open": done.open,
        "installed": done.installed,
        "redirect": done.redirect,
        "openSlider": done.open,
        "canShowForm": _has_form(visit.portal, done.id),
    }


def _has_form(portal: Portal, number: int) -> bool:
    """An application without pages that has an address for its settings."""
    app = portal.apps.rows[number]
    return portal.profile.settings_form and app.api_only and bool(app.url_settings)


def _uninstall(visit: Visit) -> dict[str, Any]:
    app = visit.portal.app(str(visit.data.get("code", "")))
    if app is None:
        return {"error": visit.say("app.missing")}
    try:
        visit.portal.apps.uninstall(app, visit.user, clean=visit.data.get("clean") == "Y")
    except AppRefused as refusal:
        return {"error": refused(visit.language, refusal.text)}
    return {"success": True}


def _get_rights(visit: Visit) -> dict[str, Any]:
    app = visit.portal.app(str(visit.data.get("appCode", "")))
    if app is None or not visit.user.admin:
        raise AppRefused("ACCESS_DENIED", visit.say("install.denied"))
    return {"rights": list(app.access)}


def _set_rights(visit: Visit) -> dict[str, Any]:
    app = visit.portal.app(str(visit.data.get("appCode", "")))
    if app is None or not visit.user.admin:
        raise AppRefused("ACCESS_DENIED", visit.say("install.denied"))
    given = visit.data.get("rights", [])
    app.access = tuple(str(code) for code in (given.values() if isinstance(given, Mapping) else given) if code)
    return {"success": True}


def _save_options(visit: Visit) -> None:
    """A user's own options: those of an application's frame, and the mark of its first run."""
    given = visit.data.get("newValues", [])
    for row in rows_of(given):
        name, values = str(row.get("n", "")), row.get("v")
        if row.get("c") != "app_options":
            continue
        if name.startswith("options_") and isinstance(values, Mapping) and visit.portal.app(name[8:]):
            visit.portal.options.of_user(name[8:], visit.user.id).update(values)
        elif match := FIRST_RUN.fullmatch(name):
            visit.portal.options.first_run.add((match["client"], int(match["version"]), visit.user.id))


def _pickable(visit: Visit) -> dict[str, Any]:
    """What a picker offers: people, departments, further access codes, or CRM items of a type."""
    kinds = visit.data.get("kinds") or []
    kind = str(kinds[0]) if isinstance(kinds, list) and kinds else ""
    if kind.startswith("crm."):
        return {"items": _crm_items(visit, kind[4:])}
    people = visit.portal.people
    if kind == "user":
        return {"items": [_person(user) for user in people.users.values() if user.present]}
    if kind == "department":
        return {"items": [{"id": unit.id, "name": unit.name} for unit in people.departments.values()]}
    return {"items": [{"id": "AU", "name": visit.say("access.all")}]}


def _person(user: Any) -> dict[str, Any]:
    url = f"/company/personal/user/{user.id}/"
    return {
        "id": user.id,
        "name": user.full_name,
        "photo": "",
        "position": user.position,
        "url": url,
        "sub": False,
        "sup": False,
    }


def _crm_items(visit: Visit, kind: str) -> list[dict[str, Any]]:
    cards = visit.portal.ask("crm.cards", type=kind, user=visit.user) or []
    return [
        {
            "id": f"{SHORT.get(kind, 'X')}_{card['id']}",
            "entityId": card["id"],
            "type": kind,
            "name": card["title"],
            "desc": "",
            "url": f"/crm/{kind}/details/{card['id']}/",
        }
        for card in cards
    ]


def component(name: str, action: str) -> Callable[[Visit], Any] | None:
    """The action of a component, which is named beside it."""
    if name == "bitrix:intranet.invitation" and action == "add":
        return company.add
    if name == "bitrix:intranet.user.profile" and action in company.ROLES:
        return functools.partial(company.set_role, action=action)
    return None


async def _act(visit: Visit) -> Any:
    """A person does by a page what the scopes know; only what pages have buttons for."""
    verb = str(visit.data.get("verb", ""))
    if verb not in BUTTONS:
        raise ActError(f"no page has a button for {verb!r}", ", ".join(BUTTONS), verb)
    try:
        params = json.loads(str(visit.data.get("params", "{}")))
    except ValueError:
        params = {}
    return _plain(await visit.portal.perform(verb, visit.user, params if isinstance(params, Mapping) else {}))


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


BUTTONS = (
    "press-keyboard", "bot-command", "invite-bot", "close-line", "run-robot", "run-activity", "set-trigger",
    "fire-trigger", "finish-call", "call-back", "click-to-call", "send-sms", "start-payment", "pay", "ask-bi",
    "read-post", "press-activity",
)  # fmt: skip
"""Acts that pages let a person do."""

ACTIONS: dict[str, Callable[[Visit], Any]] = {
    "market.Application.install": _install,
    "market.Application.uninstall": _uninstall,
    "market.Application.getRights": _get_rights,
    "market.Application.setRights": _set_rights,
    "main.userOption.saveOptions": _save_options,
    "ui.entityselector.load": _pickable,
    "portal.act": _act,
    "im.message.send": chat.send_message,
}
