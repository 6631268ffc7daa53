"""Pages of 50: `start`, `next`, `total`; start=-1 leaves out the counting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.params import number


def page(call: Call, rows: Sequence[Any], total: int = -1) -> Listed:
    """The page of ``rows`` that the call's `start` asks for; ``total`` where the rows end with that page."""
    size = call.portal.profile.page_size
    start = number(call.get("start"))
    if start < 0:
        return Listed(list(rows[:size]), 0 if call.portal.profile.total_without_count else -1)
    start -= start % size
    total = max(total, len(rows))
    more = start + size if start + size < total else 0
    return Listed(list(rows[start : start + size]), total, more)
