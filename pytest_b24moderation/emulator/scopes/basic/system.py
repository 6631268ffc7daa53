"""What the caller may and who the caller is. restdocs: api-reference/common/system, common/users."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.documented import documented_methods
from pytest_b24moderation.emulator.registry import method, methods
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, truth

ALL_SCOPES = (
    "ai_admin", "appform", "baas", "biconnector", "bizproc", "booking", "calendar", "calendarmobile", "call",
    "cashbox", "catalog", "catalogmobile", "configuration.import", "contact_center", "crm", "delivery",
    "department", "disk", "documentgenerator", "entity", "forum", "humanresources.hcmlink", "iblock", "im",
    "im.import", "imbot", "imconnector", "imopenlines", "intranet", "landing", "landing_cloud", "lists", "log",
    "mailservice", "main", "messageservice", "mobile", "notifications", "pay_system", "placement", "pull",
    "pull_channel", "rating", "rest", "rpa", "sale", "salescenter", "sign.b2e", "smile", "socialnetwork",
    "sonet_group", "task", "tasks", "tasks_extended", "tasksmobile", "telephony", "timeman", "user",
    "user.userfield", "user_basic", "user_brief", "userconsent", "userfieldconfig", "vote",
)  # fmt: skip


@method("scope")
def scope(call: Call) -> list[str]:
    """The caller's permissions, or with FULL all that the portal has."""
    granted = call.grant.scopes
    return list(ALL_SCOPES) if granted is None or truth(call.get("FULL")) else sorted(granted)


@method("methods")
def list_methods(call: Call) -> list[str]:
    """Names of methods: the caller's, those of SCOPE, or with FULL all."""
    wanted = call.get("SCOPE")
    full = truth(call.get("FULL"))
    names = {row.name.lower(): (row.name, row.scopes) for row in methods().values()}
    names |= {key: (row.name, row.scopes) for key, row in documented_methods().items() if key not in names}
    if wanted is not None:
        return [name for name, scopes in names.values() if (str(wanted) or "basic") in scopes]
    return [name for name, scopes in names.values() if full or call.grant.allows(scopes)]


@method("method.get")
def method_get(call: Call) -> dict[str, bool]:
    name = call.text("name").lower()
    fact = methods().get(name) or documented_methods().get(name)
    return {"isExisting": fact is not None, "isAvailable": fact is not None and call.grant.allows(fact.scopes)}


@method("server.time")
def server_time(call: Call) -> str:
    return call.portal.iso()


@method("app.info")
def app_info(call: Call) -> dict[str, Any]:
    """The calling application's row; for a webhook its permissions."""
    portal, app = call.portal, call.grant.app
    plan = portal.profile.license(portal.language)
    if app is None:
        return {"SCOPE": scope(call), "LICENSE": plan}
    return {
        "ID": app.id,
        "CODE": app.code,
        "VERSION": app.version,
        "STATUS": app.status,
        "INSTALLED": app.installed,
        "PAYMENT_EXPIRED": "Y" if portal.apps.payment_over(app) else "N",
        "DAYS": portal.apps.days_left(app),
        "LANGUAGE_ID": portal.language,
        "LICENSE": plan,
        "LICENSE_TYPE": portal.profile.license_type,
        "LICENSE_FAMILY": portal.profile.license_family,
    }


@method("feature.get")
def feature_get(call: Call) -> dict[str, str]:
    code = call.text("CODE")
    if not code:
        raise RestError(400, "CODE_EMPTY", "CODE can't be empty")
    return {"value": "Y" if code in call.portal.profile.features else "N"}


@method("profile")
def profile(call: Call) -> dict[str, Any]:
    user = call.user
    found = {
        "ID": str(user.id),
        "ADMIN": user.admin,
        "NAME": user.name,
        "LAST_NAME": user.last_name,
        "PERSONAL_GENDER": user.gender,
        "TIME_ZONE": "",
    }
    photo = user.extra.get("PERSONAL_PHOTO")
    return found | ({"PERSONAL_PHOTO": photo} if photo else {})


@method("user.admin")
def user_admin(call: Call) -> bool:
    return call.user.admin


@method("user.access")
def user_access(call: Call) -> bool:
    codes = call.portal.people.access_codes(call.user)
    return call.user.admin or any(str(code) in codes for code in as_list(call.get("ACCESS")))


@method("access.name")
def access_name(call: Call) -> dict[str, dict[str, str]] | bool:
    """What access codes are called; unknown ones are left out, none asked gives false."""
    codes = [str(code) for code in as_list(call.get("ACCESS"))]
    named = {code: _access(call, code) for code in codes}
    return {code: row for code, row in named.items() if row} if codes else False


def _access(call: Call, code: str) -> dict[str, str] | None:
    people = call.portal.people
    fixed = {"AU": "All authorized users", "G1": "Administrators", "G2": "All visitors", "CR": "Author"}
    if code in fixed:
        return {"provider": "", "name": fixed[code], "provider_id": "other"}
    found = re.fullmatch(r"(I?U|DR?)(\d+)", code)
    if found is None:
        return None
    user, unit = people.users.get(int(found[2])), people.departments.get(int(found[2]))
    if found[1].endswith("U") and user:
        return {"provider": "User", "name": user.full_name, "provider_id": "user"}
    if found[1][0] == "D" and unit:
        return {"provider": "Department", "name": unit.name, "provider_id": "intranet"}
    return None
