"""Timelines read back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pytest_b24moderation.model import Entry, InfrastructureError
from pytest_b24moderation.record.folder import stored_body
from pytest_b24moderation.record.lines import entry


def read_timeline(file: Path) -> list[Entry]:
    """The entries of a `timeline.jsonl`, with their large texts.

    A last line that a killed run wrote only half is left out. Raises InfrastructureError for any other
    line that is no entry.
    """
    load = partial(stored_body, file.parent)
    found: list[Entry] = []
    with file.open("rb") as rows:
        for number, row in enumerate(rows, 1):
            if not row.endswith(b"\n"):
                break
            try:
                found.append(entry(row, load))
            except (ValueError, KeyError) as error:
                raise InfrastructureError(
                    f"{file}, line {number}: expected an entry of a timeline, found {row[:40]!r} ({error})",
                    "the file was changed after the run; run it again",
                ) from None
    return found
