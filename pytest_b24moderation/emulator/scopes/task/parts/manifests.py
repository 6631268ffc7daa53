"""What the positional methods tell about themselves.

restdocs: api-reference/tasks/checklist-item, comment-item, elapsed-item (…-get-manifest.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call

PREFIXES = ["!", "<=", "<", ">=", ">"]
WARNING = "don't rely on format of this manifest, it can be changed without any notification"


@dataclass(frozen=True)
class Kind:
    """One family: which fields may be written, read, sorted and filtered by, which are dates; its further verbs."""

    alias: str
    version: str
    writable: list[str]
    readable: list[str]
    sortable: list[str]
    filterable: list[str]
    dates: list[str]
    verbs: dict[str, list[str]]
    words: tuple[str, str, str] = ("arOrder", "arFilter", "arFields")


CHECKLIST = Kind(
    "checklistitem", "2.0",
    ["PARENT_ID", "TITLE", "SORT_INDEX", "IS_COMPLETE", "IS_IMPORTANT", "MEMBERS"],
    ["ID", "TASK_ID", "PARENT_ID", "CREATED_BY", "TITLE", "SORT_INDEX", "IS_COMPLETE", "IS_IMPORTANT", "TOGGLED_BY",
     "TOGGLED_DATE", "MEMBERS", "ATTACHMENTS"],
    ["ID", "PARENT_ID", "CREATED_BY", "TITLE", "SORT_INDEX", "IS_COMPLETE", "IS_IMPORTANT", "TOGGLED_BY",
     "TOGGLED_DATE"],
    [], ["TOGGLED_DATE"],
    {"delete": ["itemId"], "complete": ["itemId"], "renew": ["itemId"], "moveafteritem": ["itemId", "afterItemId"],
     "isactionallowed": ["itemId", "actionId"]},
)  # fmt: skip
COMMENTS = Kind(
    "commentitem", "1.1",
    ["POST_MESSAGE", "AUTHOR_ID", "POST_DATE", "UF_FORUM_MESSAGE_DOC"],
    ["POST_MESSAGE_HTML", "ID", "AUTHOR_ID", "AUTHOR_NAME", "AUTHOR_EMAIL", "POST_DATE", "POST_DATE", "POST_MESSAGE",
     "AUTHOR_ID", "POST_DATE", "UF_FORUM_MESSAGE_DOC", "ATTACHED_OBJECTS"],
    ["ID", "AUTHOR_ID", "AUTHOR_NAME", "AUTHOR_EMAIL", "POST_DATE"],
    ["ID", "AUTHOR_ID", "AUTHOR_NAME", "POST_DATE"], ["POST_DATE"],
    {"delete": ["itemId"], "isactionallowed": ["itemId", "actionId"]},
)  # fmt: skip
ELAPSED = Kind(
    "elapseditem", "1.2",
    ["USER_ID", "COMMENT_TEXT", "SECONDS", "SOURCE", "CREATED_DATE", "DATE_START", "DATE_STOP"],
    ["ID", "TASK_ID", "USER_ID", "COMMENT_TEXT", "SECONDS", "MINUTES", "SOURCE", "CREATED_DATE", "DATE_START",
     "DATE_STOP"],
    ["ID", "TASK_ID", "USER_ID", "SECONDS", "MINUTES", "CREATED_DATE", "DATE_START", "DATE_STOP"],
    ["ID", "TASK_ID", "USER_ID", "CREATED_DATE"], ["CREATED_DATE", "DATE_START", "DATE_STOP"],
    {"delete": ["itemId"], "isactionallowed": ["itemId", "actionId"]},
    ("order", "filter", "fields"),
)  # fmt: skip


def manifest(kind: Kind) -> dict[str, Any]:
    """The answer of getmanifest."""
    alias = kind.alias
    found: dict[str, Any] = {
        "Manifest version": kind.version,
        "Warning": WARNING,
        "REST: shortname alias to class": alias,
        f"REST: writable {alias} data fields": kind.writable,
        f"REST: readable {alias} data fields": kind.readable,
        f"REST: sortable {alias} data fields": kind.sortable,
    }
    if kind.filterable:
        found[f"REST: filterable {alias} data fields"] = kind.filterable
    return found | {"REST: date fields": kind.dates, "REST: available methods": _methods(kind)}


def _methods(kind: Kind) -> dict[str, Any]:
    order, filter_, fields = kind.words
    task, item = _integer("taskId"), _integer("itemId")
    listing = [task, _array(order, kind.sortable)]
    if kind.filterable:
        listing.append(_array(filter_, kind.filterable) | {"allowedKeyPrefixes": PREFIXES})
    getlist: dict[str, Any] = {"staticMethod": True}
    if kind is ELAPSED:
        listing += [{"description": "select", "type": "array", "allowedValues": ["", "*", *kind.readable]}]
        listing += [_array("params", ["NAV_PARAMS"])]
    else:
        getlist["mandatoryParamsCount"] = 1
    written = _array(fields, kind.writable)
    found: dict[str, Any] = {
        "getmanifest": {"staticMethod": True, "params": []},
        "getlist": getlist
        | {"params": listing, "allowedKeysInReturnValue": kind.readable, "collectionInReturnValue": True},
        "get": {"mandatoryParamsCount": 2, "params": [task, item], "allowedKeysInReturnValue": kind.readable},
        "add": {"staticMethod": True, "mandatoryParamsCount": 2, "params": [task, written]},
        "update": {"staticMethod": False, "mandatoryParamsCount": 3, "params": [task, item, written]},
    }
    for verb, names in kind.verbs.items():
        params = [task, *(_integer(name) for name in names)]
        found[verb] = {"staticMethod": False, "mandatoryParamsCount": len(params), "params": params}
    return found


def _integer(name: str) -> dict[str, Any]:
    return {"description": name, "type": "integer"}


def _array(name: str, keys: list[str]) -> dict[str, Any]:
    return {"description": name, "type": "array", "allowedKeys": keys}


def _manifest_method(kind: Kind) -> Callable[[Call], Any]:
    def act(call: Call) -> dict[str, Any]:  # noqa: ARG001
        return manifest(kind)

    return method(f"task.{kind.alias}.getmanifest")(act)


METHODS = [_manifest_method(kind) for kind in (CHECKLIST, COMMENTS, ELAPSED)]
