"""crm.enum.*: what the numbers of activities mean. restdocs: crm/auxiliary/enum/outdated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call

ENUMS: dict[str, dict[int, str]] = {
    "activitytype": {0: "", 1: "Meeting", 2: "Call", 3: "Task", 4: "E-mail", 5: "Action", 6: "User Action"},
    "activitystatus": {0: "", 1: "Pending", 2: "Completed", 3: "Automatically Completed"},
    "activitypriority": {0: "", 1: "low", 2: "medium", 3: "high"},
    "activitynotifytype": {0: "", 1: "min.", 2: "h.", 3: "d."},
    "activitydirection": {0: "", 1: "Incoming", 2: "Outgoing"},
    "contenttype": {0: "", 1: "Plain text", 2: "bbCode", 3: "HTML"},
}


def _rows(items: dict[int, str], call: Call) -> list[dict[str, Any]]:  # noqa: ARG001
    return [{"ID": n, "NAME": name, "SYMBOL_CODE": None, "SYMBOL_CODE_SHORT": None} for n, name in items.items()]


METHODS: list[Callable[[Call], Any]] = [
    method(f"crm.enum.{name}")(partial(_rows, items)) for name, items in ENUMS.items()
]
