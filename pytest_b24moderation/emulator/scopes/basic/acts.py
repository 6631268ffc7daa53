"""What the portal does by itself, whatever is installed on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import ActError, Portal
from pytest_b24moderation.emulator.profile import Faults
from pytest_b24moderation.emulator.registry import act, methods
from pytest_b24moderation.emulator.rest.params import number

PAID = ("P", "S", "T", "D")
LONGEST = 10 * 365 * 86400


@act("advance")
def advance(portal: Portal, user: User, seconds: float) -> None:  # noqa: ARG001 - time passes for all
    """Let time pass on the portal's clock."""
    try:
        ahead = float(seconds)
    except (TypeError, ValueError):
        ahead = -1
    if not 0 <= ahead < LONGEST:
        raise ActError("advance: the portal's clock only goes forward", "seconds, ten years at most", str(seconds))
    portal.clock.advance(ahead)


@act("pay-app")
def pay_app(portal: Portal, user: User, app: str = "", status: str = "P", days: int = 30) -> dict[str, Any]:
    """Pay for an application, the only one without ``app``: ONAPPPAYMENT, for S (subscription) ONSUBSCRIPTIONRENEW too.

    ``days``: how long it is paid for from now on; a negative number lets the paid time be over. restdocs:
    api-reference/common/events/on-app-payment.md. Returns what the application is told.
    """
    rows = [row for row in portal.apps.rows.values() if row.active and not row.local]
    found = next((row for row in rows if app in ("", row.code)), None)
    if found is None:
        raise ActError("pay-app: there is no such application", ", ".join(row.code for row in rows) or "none", app)
    if status not in PAID:
        raise ActError("pay-app: there is no such status of a paid application", ", ".join(PAID), str(status))
    found.status, found.date_finish = status, portal.clock.now() + number(days) * 86400 + 1
    over = "Y" if portal.apps.payment_over(found) else "N"
    data = {"CODE": found.code, "VERSION": found.version, "STATUS": status, "PAYMENT_EXPIRED": over,
            "DAYS": portal.apps.days_left(found), "LANGUAGE_ID": portal.language}  # fmt: skip
    portal.events.announce("ONAPPPAYMENT", data, user_id=user.id, app=found)
    if status == "S":
        told = data if portal.profile.renewal_data == "payment" else {"LANGUAGE_ID": portal.language}
        portal.events.announce("ONSUBSCRIPTIONRENEW", told, user_id=user.id, app=found)
    return data


@act("break")
def break_down(portal: Portal, user: User, **faults: Any) -> None:  # noqa: ARG001 - faults are the whole portal's
    """Switch faults of the portal on, and off again with false, 0 or "". All are checked before any is set."""
    known = {field.name: str(field.type) for field in fields(Faults)}
    listed = ", ".join(f"{name} ({WORDS[kind]})" for name, kind in known.items())
    wanted: dict[str, Any] = {}
    for name, value in faults.items():
        if name not in known:
            raise ActError(f"break: there is no fault {name!r}", listed, name)
        try:
            wanted[name] = READERS[known[name]](value)
        except (TypeError, ValueError) as error:
            kind = WORDS[known[name]]
            raise ActError(f"break: {name} is {kind}; the faults: {listed}", kind, repr(value)) from error
    if not wanted:
        raise ActError("break: no fault is named", listed, "none")
    for name, value in wanted.items():
        setattr(portal.faults, name, value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    if not isinstance(value, str):
        raise TypeError
    return value


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not 0 <= float(value) <= 3600:
        raise ValueError
    return float(value)


def _pair(value: Any) -> tuple[str, str]:
    if not value:
        return ("", "")
    code, text = value
    return (_text(code), _text(text))


def _answers(value: Any) -> dict[str, tuple[int, str, str]]:
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError
    found = {}
    for name, (status, error, text) in value.items():
        if isinstance(status, bool) or not isinstance(status, int) or not 200 <= status <= 599:
            raise ValueError
        known = methods().get(str(name).lower())
        found[known.name if known else str(name)] = (status, _text(error), _text(text))
    return found


READERS: dict[str, Callable[[Any], Any]] = {
    "bool": _flag,
    "str": _text,
    "float": _seconds,
    "tuple[str, str]": _pair,
    "dict[str, tuple[int, str, str]]": _answers,
}
"""Type of a fault → what reads it out of a scenario's plain value."""

WORDS = {
    "bool": "true or false",
    "str": "a text",
    "float": "seconds, 3600 at most",
    "tuple[str, str]": "[error, text]",
    "dict[str, tuple[int, str, str]]": "method: [status, error, text]",
}
