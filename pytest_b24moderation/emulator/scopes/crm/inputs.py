"""Parameters that many classic methods of the CRM share."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_dict


def given_fields(call: Call) -> dict[str, Any]:
    """The array `fields`, which has to be there; it may be empty."""
    given = call.get("fields")
    if not isinstance(given, dict | list):
        raise classic("Parameter 'fields' must be array.")
    return as_dict(given)
