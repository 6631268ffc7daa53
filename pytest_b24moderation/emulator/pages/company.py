"""People: the list of employees, inviting one, profiles (UI reference 2.3, J13, J14)."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from pytest_b24moderation.emulator.apps import AppRefused
from pytest_b24moderation.emulator.dismissal import dismiss
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper
from pytest_b24moderation.emulator.people import Maker, User

ROLES = ("setAdminRights", "removeAdminRights", "fireUser", "hireUser")


def employees(visit: Visit) -> Response:
    """`/company/`: everybody."""
    units = visit.portal.people.departments
    rows = [
        {
            "user": user,
            "units": ", ".join(units[key].name for key in user.departments if key in units),
        }
        for user in visit.portal.people.users.values()
        if user.present
    ]
    return visit.page("employees.html", title=visit.say("company.title"), rows=rows)


def invite(visit: Visit) -> Response:
    """`/company/invite/`: the invitation's slider; administrators only."""
    title = visit.say("invite.title")
    if wrapped := wrapper(visit, title=title, back="/company/"):
        return wrapped
    if not visit.user.admin:
        return visit.page("plain.html", title=title, text=visit.say("installed.denied"))
    return visit.page("invite.html", title=title)


def profile(visit: Visit) -> Response:
    """`/company/personal/user/<ID>/`, in a side panel."""
    person = visit.portal.people.users.get(int(visit.request.path_params["id"]))
    if person is None:
        return visit.page("plain.html", title=visit.say("profile.title"), text=visit.say("profile.missing"), status=404)
    if wrapped := wrapper(visit, title=person.full_name, back="/stream/"):
        return wrapped
    units = visit.portal.people.departments
    facts = [
        (visit.say("profile.position"), person.position),
        (visit.say("profile.department"), ", ".join(units[key].name for key in person.departments if key in units)),
        (visit.say("profile.email"), person.email),
        (visit.say("profile.phone"), person.phone),
    ]
    return visit.page(
        "profile.html",
        title=person.full_name,
        person=person,
        facts=facts,
        context={"USER_ID": str(person.id)},
        config={"id": person.id, "actions": _actions(visit, person)},
    )


def _actions(visit: Visit, person: User) -> list[dict[str, str]]:
    if not visit.user.admin or person is visit.user:
        return []
    names = ["removeAdminRights" if person.admin else "setAdminRights", "fireUser" if person.active else "hireUser"]
    return [{"action": name, "text": visit.say(f"profile.{name}")} for name in names]


def add(visit: Visit) -> dict[str, Any]:
    """Register somebody at once. Raises AppRefused with the code that the form shows."""
    people, data = visit.portal.people, visit.data
    mail = str(data.get("ADD_EMAIL", "")).strip()
    if not visit.user.admin:
        raise AppRefused("ACCESS_DENIED", visit.say("installed.denied"))
    if mail.count("@") != 1 or mail.startswith("@") or mail.endswith("@"):
        raise AppRefused("EMAIL_INVALID_ERROR", visit.say("invite.bad_email"))
    if any(user.email.lower() == mail.lower() for user in people.users.values()):
        raise AppRefused("EMAIL_EXIST_ERROR", visit.say("invite.known_email"))
    now = visit.portal.clock.now()
    user = people.add_user(
        User(
            id=0, login=mail, password=people.word(14), name=str(data.get("ADD_NAME", "")).strip(),
            last_name=str(data.get("ADD_LAST_NAME", "")).strip(), email=mail, gender="", admin=False, departments=[1],
            registered=now, language=visit.portal.language, maker=Maker("person", user_id=visit.user.id),
        )
    )  # fmt: skip
    return {"userIdList": [user.id]}


def set_role(visit: Visit, action: str) -> dict[str, Any]:
    """Give or take rights, dismiss or hire. Raises AppRefused for whoever may not."""
    person = visit.portal.people.users.get(int(str(visit.data.get("userId", "0")) or 0))
    if not visit.user.admin or person is None or person is visit.user:
        raise AppRefused("ACCESS_DENIED", visit.say("installed.denied"))
    if action in ("setAdminRights", "removeAdminRights"):
        person.admin = action == "setAdminRights"
    elif action == "hireUser":
        person.active = True
    elif person.active:
        dismiss(visit.portal, person)
    return {"success": True}
