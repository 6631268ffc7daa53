"""Search by name, and by the words in plain texts. restdocs: api-reference/disk/file/disk-file-search.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.disk.access import READ, level, level_at
from pytest_b24moderation.emulator.scopes.disk.nodes import shown
from pytest_b24moderation.emulator.scopes.disk.state import Disk, Node

PAGE, FARTHEST = 50, 1000
TEXTS = (".txt", ".md", ".csv", ".json", ".xml", ".html", ".log")


@method("disk.file.search")
def search(call: Call) -> list[dict[str, Any]]:
    """No page, an offset: `start` leaves out that many."""
    query = call.get("QUERY")
    if query is None:
        text = "Invalid value of parameter { Parameter #0 [ `<required>` $QUERY ] }."
        raise RestError(400, "ERROR_ARGUMENT", text)
    words = " ".join(query.split()) if isinstance(query, str) else ""
    if not 3 <= len(words) <= 255:
        raise RestError(400, "INVALID_QUERY", "Search query is invalid. (INVALID_QUERY).")
    kind = call.text("TYPE", "file")
    if kind not in ("file", "folder", "all"):
        raise RestError(400, "INVALID_TYPE", "Search result type is invalid. (INVALID_TYPE).")
    wanted = words.casefold()
    rows = [
        row
        for row in _within(call)
        if row.parent
        and not row.deleted
        and (kind == "all" or row.folder is (kind == "folder"))
        and wanted in _indexed(row).casefold()
        and level_at(call, row) >= READ
    ]
    start = min(max(number(call.get("start")), 0), FARTHEST)
    return [shown(call, row) for row in rows[start : start + PAGE]]


def _within(call: Call) -> list[Node]:
    disk, scope = call.state(Disk), call.get("FILTER")
    if scope is None or scope in ({}, []):
        return list(disk.nodes.values())
    if not isinstance(scope, dict):
        raise _nowhere()
    if set(scope) - {"STORAGE_ID", "FOLDER_ID"}:
        raise RestError(400, "INVALID_FILTER", "Search filter contains an unknown field. (INVALID_FILTER).")
    storage_id, folder_id = number(scope.get("STORAGE_ID")), number(scope.get("FOLDER_ID"))
    rows = list(disk.nodes.values())
    if "STORAGE_ID" in scope:
        storage = disk.storages.get(storage_id)
        if storage is None or level(call.portal, call.user, storage, None, call.grant) < READ:
            raise _nowhere()
        rows = [row for row in rows if row.storage == storage_id]
    if "FOLDER_ID" in scope:
        folder = disk.nodes.get(folder_id)
        if folder is None or folder not in rows or not folder.folder or folder.deleted or level_at(call, folder) < READ:
            raise _nowhere()
        rows = [row for row in disk.below(folder) if row is not folder]
    return rows


def _indexed(node: Node) -> str:
    inside = (
        node.versions[-1].content.decode("utf-8", "ignore")
        if node.name.lower().endswith(TEXTS) and node.versions
        else ""
    )
    return f"{node.name}\n{inside}"


def _nowhere() -> RestError:
    return RestError(400, "NOT_FOUND", "Search scope was not found. (NOT_FOUND).")
