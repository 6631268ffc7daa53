"""Parameters that count by their order, not by their names, and the complaints about them.

restdocs: api-reference/tasks/checklist-item, comment-item, elapsed-item.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, core
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.scopes.task.tasks.access import readable
from pytest_b24moderation.emulator.scopes.task.tasks.state import Part, Task
from pytest_b24moderation.emulator.selection import split_key

NOT_ARGUMENTS = frozenset({"auth", "sessid", "access_token", "auth_connector", "start"})
ASSERT = "TASKS_ERROR_ASSERT_EXCEPTION<br>"


def fault(number: int, text: str, code: str) -> RestError:
    """A complaint of the older task methods."""
    return core(f"TASKS_ERROR_EXCEPTION_#{number}; {text}; {number}/TE/{code}<br>")


def failed(text: str = "Action failed") -> RestError:
    return fault(8, text, "ACTION_FAILED_TO_BE_PROCESSED")


def not_allowed(text: str = "Action is not allowed") -> RestError:
    return fault(4, text, "ACTION_NOT_ALLOWED")


def arguments(call: Call, alias: str, wanted: str) -> list[Any]:
    """The call's arguments by their order: ``wanted`` names them, `taskId arFields? …` (`ar…` are arrays).

    A name with `?` may be left out and is {} then. Complaints name ``alias`` (commentitem) and the method's verb.
    """
    given = [value for name, value in call.params.items() if name.lower() not in NOT_ARGUMENTS]
    verb = f"ctask{alias}::{call.method.rpartition('.')[2].lower()}()"
    found: list[Any] = []
    for place, word in enumerate(wanted.split()):
        name, optional = word.removesuffix("?"), word.endswith("?")
        value = given[place] if place < len(given) else None
        if name.startswith("ar"):
            found.append(_array(value, place, name, verb, optional=optional))
        else:
            found.append(_integer(value, place, name, verb, missing=place >= len(given)))
    return found


def known_keys(
    values: Mapping[str, Any], allowed: Iterable[str], place: int, name: str, call: Call, alias: str
) -> None:
    """Refuse an order, a filter or fields with a key that the method does not know."""
    verb = f"ctask{alias}::{call.method.rpartition('.')[2].lower()}()"
    for key in values:
        bare = split_key(key)[1] if name == "arFilter" else key
        if bare.upper() not in allowed or (name == "arFilter" and key.startswith(("%", "?"))):
            raise _wrong(f'Param #{place} ({name}) for method {verb} must not contain key "{key}".')


def _array(value: Any, place: int, name: str, verb: str, *, optional: bool) -> dict[str, Any]:
    if value in (None, "", {}, []):
        if optional:
            return {}
        raise _wrong(f"Param #{place} ({name}) expected by method {verb}, but not given.")
    if not isinstance(value, dict | list):
        text = 'expected to be of type "array", but given something else.'
        raise _wrong(f"Param #{place} ({name}) for method {verb} {text}")
    return {str(key).upper() if name == "arFields" else str(key): one for key, one in as_dict(value).items()}


def _integer(value: Any, place: int, name: str, verb: str, *, missing: bool) -> int:
    if missing:
        raise _wrong(f"Param #{place} ({name}) expected by method {verb}, but not given.")
    text = str(value).strip()
    if isinstance(value, bool | list | dict) or not text.removeprefix("-").isdecimal() or len(text) > 18:
        wanted = 'expected to be of type "integer", but given something else.'
        raise _wrong(f"Param #{place} ({name}) for method {verb} {wanted}")
    return int(text)


def _wrong(text: str) -> RestError:
    return fault(256, text, "WRONG_ARGUMENTS")


def part_of(call: Call, wanted: int, parts: Mapping[int, Part], part_id: int) -> tuple[Task, Part] | None:
    """The task that the caller may read and that part of it; None where one of them is not to be had."""
    task, part = readable(call, wanted), parts.get(part_id)
    return (task, part) if task is not None and part is not None and part.task_id == task.id else None


def part_values(found: tuple[Task, Part] | None) -> dict[str, Any]:
    """What a part shows. restdocs gives comments the complaint of checklists as well."""
    if found is None:
        raise fault(512, "Check listitem not found or not accessible", "ITEM_NOT_FOUND_OR_NOT_ACCESSIBLE")
    return found[1].values
