"""Employees. restdocs: api-reference/user; which fields each permission shows: user-scope.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.clock import iso
from pytest_b24moderation.emulator.dismissal import dismiss
from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError, core
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.user.fields import BRIEF, CONTACTS, FIELDS, MORE, WRITABLE
from pytest_b24moderation.emulator.selection import matches, ordered, split_key

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def shown(call: Call, user: User) -> dict[str, Any]:
    """The user as the caller's permission lets it see him."""
    portal = call.portal
    facts: dict[str, Any] = {
        "ID": str(user.id),
        "ACTIVE": user.active,
        "NAME": user.name,
        "LAST_NAME": user.last_name,
        "SECOND_NAME": "",
        "EMAIL": user.email,
        "LAST_LOGIN": portal.iso(user.seen),
        "DATE_REGISTER": portal.iso(user.registered),
        "TIME_ZONE": "",
        "IS_ONLINE": "Y" if portal.clock.now() - user.seen < 120 else "N",
        "TIMESTAMP_X": {},
        "LAST_ACTIVITY_DATE": {},
        "PERSONAL_GENDER": user.gender,
        "PERSONAL_BIRTHDAY": "",
        "WORK_POSITION": user.position,
        "PERSONAL_MOBILE": user.phone,
        "UF_EMPLOYMENT_DATE": "",
        "UF_DEPARTMENT": list(user.departments),
    }
    facts |= user.extra
    facts["USER_TYPE"] = "employee"
    allowed = _allowed(call)
    return facts if allowed is None else {name: value for name, value in facts.items() if name in allowed}


def _allowed(call: Call) -> frozenset[str] | None:
    scopes = call.grant.scopes
    if scopes is None or "user" in scopes:
        return None
    return BRIEF | CONTACTS if "user_basic" in scopes else BRIEF


@method("user.current")
def user_current(call: Call) -> dict[str, Any]:
    """The times that lists leave empty are told here. restdocs: user/user-current.md"""
    row = shown(call, call.user)
    seen = iso(call.user.seen, call.portal.zone)
    times = {"TIMESTAMP_X": seen, "LAST_ACTIVITY_DATE": seen[:19].replace("T", " ")}
    return row | {name: value for name, value in times.items() if name in row}


@method("user.fields")
def user_fields(call: Call) -> dict[str, str]:
    allowed = _allowed(call)
    every = FIELDS | (call.portal.ask("user.userfields") or {})
    return {name: label for name, label in every.items() if allowed is None or name in allowed}


@method("user.get")
def user_get(call: Call) -> Listed:
    """By FILTER, or by fields among the call's own parameters."""
    top = {key: value for key, value in call.params.items() if _known(split_key(key)[1].upper())}
    wanted = {key.upper(): value for key, value in (top | as_dict(call.get("FILTER"))).items()}
    rows = [shown(call, user) for user in _real(call)]
    found = [row for row in rows if _fits(row, wanted)]
    return page(call, _sorted(call, found))


@method("user.search")
def user_search(call: Call) -> Listed:
    """By FILTER with FIND for words anywhere in name, position and units; names match by part.

    Whoever left is found too, and the rows are sorted as in user.get.
    """
    given = as_dict(call.get("FILTER")) or {
        key: value for key, value in call.params.items() if key.upper() in (*FIELDS, "FIND", "NAME_SEARCH")
    }
    wanted = {key.upper(): value for key, value in given.items()}
    words = str(wanted.pop("FIND", "")).casefold().split()
    soft = {f"%{key}" if key in ("NAME", "LAST_NAME", "WORK_POSITION") else key: v for key, v in wanted.items()}
    found, departments = [], call.portal.people.departments
    for user in _real(call):
        units = " ".join(departments[unit].name for unit in user.departments if unit in departments)
        row, text = shown(call, user), f"{user.full_name} {user.position} {units}".casefold()
        if all(word in text for word in words) and _fits(row, soft):
            found.append(row)
    return page(call, _sorted(call, found))


@method("user.add")
def user_add(call: Call) -> int:
    _administrator(call)
    mail = call.text("EMAIL")
    people = call.portal.people
    if not MAIL.fullmatch(mail):
        raise RestError(400, "ERROR_ARGUMENT", "wrong_email")
    if any(user.email.lower() == mail.lower() for user in people.users.values()):
        raise RestError(400, "ERROR_ARGUMENT", "A user with this email already exists")
    user = people.add_user(
        User(0, mail, people.word(14), "", "", mail, "", False, maker=call.maker, language=people.language)
    )
    user.registered = call.portal.clock.now()
    user.departments = [1]
    _write(call, user)
    row = shown(call, user)
    names = ("ID", "ACTIVE", "EMAIL", "NAME", "LAST_NAME", "PERSONAL_GENDER", "PERSONAL_BIRTHDAY", "UF_DEPARTMENT",
             "DATE_REGISTER", "WORK_POSITION", "UF_EMPLOYMENT_DATE")  # fmt: skip
    call.announce("ONUSERADD", {name: row.get(name, "") for name in names})
    return user.id


@method("user.update")
def user_update(call: Call) -> bool:
    user = call.portal.people.users.get(number(call.get("ID")))
    if not call.user.admin and (user is None or user.id != call.user.id):
        raise core("access_denied")
    if user is None:
        raise core("User not found")
    _write(call, user)
    return True


def _sorted(call: Call, rows: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    order = call.get("ORDER")
    return ordered(rows, {call.text("SORT", "ID").upper(): order if isinstance(order, str) else "ASC"})


def _real(call: Call) -> list[User]:
    """People without bots and other users that stand for something."""
    return [user for user in call.portal.people.users.values() if not user.extra.get("EXTERNAL_AUTH_ID")]


def _known(name: str) -> bool:
    return name in FIELDS or name.startswith("UF_USR_")


def _administrator(call: Call) -> None:
    if call.grant.scopes is not None and "user" not in call.grant.scopes:
        raise core("access_denied")
    if not call.user.admin:
        raise core("access_denied")


def _write(call: Call, user: User) -> None:
    given = {key.upper(): value for key, value in call.params.items()}
    user.name = str(given.get("NAME", user.name))
    user.last_name = str(given.get("LAST_NAME", user.last_name))
    user.email = str(given.get("EMAIL", user.email))
    user.gender = str(given.get("PERSONAL_GENDER", user.gender))
    user.position = str(given.get("WORK_POSITION", user.position))
    user.phone = str(given.get("PERSONAL_MOBILE", user.phone))
    if "ACTIVE" in given:
        if truth(given["ACTIVE"]):
            user.active = True
        elif user.active:
            dismiss(call.portal, user)
    if "UF_DEPARTMENT" in given:
        user.departments = [number(one) for one in as_list(given["UF_DEPARTMENT"]) if number(one)]
    for name in (*WRITABLE, *(call.portal.ask("user.userfields") or ())):
        if name in given:
            file = call.portal.ask("user.file", user=user, field=name, sent=given[name])
            user.extra[name] = given[name] if file is None else file


def _fits(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    asked = dict(wanted)
    if "ACTIVE" in asked and truth(asked.pop("ACTIVE")) is not row.get("ACTIVE", True):
        return False
    return matches(row, asked, lambda name: name in FIELDS or name in MORE or name.startswith("UF_USR_"))
