"""How clients are told of their bookings: the settings of a resource and of a type of resources.

restdocs: api-reference/booking/resource/booking-v1-resource-add.md (names that are sent, and defaults) and
booking-v1-resource-get.md (names that are answered).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.tables import Numbered

ABOUT = ("Info", "Confirmation", "Reminder", "Feedback", "Delayed")
FLAGS = tuple(f"is{name}NotificationOn" for name in ABOUT)
TEMPLATES = {
    f"templateType{name}": ("base",) if name == "Reminder" else ("inanimate", "animate") for name in ABOUT
}  # fmt: skip
DELAYS = {
    "infoDelay": ("infoNotificationDelay", 300),
    "reminderDelay": ("reminderNotificationDelay", -1),
    "delayedDelay": ("delayedNotificationDelay", 300),
    "delayedCounterDelay": ("delayedCounterDelay", 7200),
    "confirmationDelay": ("confirmationNotificationDelay", 86400),
    "confirmationRepetitions": ("confirmationNotificationRepetitions", 0),
    "confirmationRepetitionsInterval": ("confirmationNotificationRepetitionsInterval", 0),
    "confirmationCounterDelay": ("confirmationCounterDelay", 7200),
}
"""Sent name → (answered name, default); seconds, but for the number of repetitions."""


def defaults() -> dict[str, Any]:
    """The settings of what is new: everything is told, by the first template."""
    return (
        dict.fromkeys(FLAGS, "Y")
        | {name: choice[0] for name, choice in TEMPLATES.items()}
        | dict(DELAYS.values())
    )  # fmt: skip


def invalid() -> Numbered:
    return Numbered(422, "Invalid value of the field")


def flag(value: Any) -> str:
    """Y or N; Numbered 422 for anything else."""
    if value not in ("Y", "N"):
        raise invalid()
    return str(value)


def whole(value: Any) -> int:
    """An integer however it was sent; Numbered 422 for anything else."""
    try:
        return int(str(value))
    except ValueError:
        raise invalid() from None


def settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent of the settings, under the names of answers."""
    found: dict[str, Any] = {name: flag(given[name]) for name in FLAGS if given.get(name) is not None}
    for name, choice in TEMPLATES.items():
        if given.get(name) is not None:
            if given[name] not in choice:
                raise invalid()
            found[name] = given[name]
    for name, (told, _) in DELAYS.items():
        if given.get(name) is not None:
            found[told] = whole(given[name])
    return found
