"""Who may do what on the drive. restdocs: api-reference/disk/rights."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_dict, as_list
from pytest_b24moderation.emulator.scopes.disk.state import Disk, Node, Storage

LEVELS = ("", "disk_access_read", "disk_access_add", "disk_access_edit", "disk_access_full")
NONE, READ, ADD, EDIT, FULL = range(5)
GROUP_ROLES = {"A": FULL, "E": EDIT, "K": EDIT}
"""Owner, moderator, member."""
TASKS = {"79": "disk_access_full", "75": "disk_access_edit", "71": "disk_access_read"}
TITLES = {
    "en": {"79": "Full Access", "75": "Editing", "71": "Reading"},
    "ru": {"79": "Полный доступ", "75": "Редактирование", "71": "Чтение"},
}


@method("disk.rights.getTasks")
def get_tasks(call: Call) -> list[dict[str, str]]:
    titles = TITLES.get(call.portal.language, TITLES["en"])
    return [{"ID": key, "NAME": name, "TITLE": titles[key]} for key, name in TASKS.items()]


def level(portal: Portal, user: User, storage: Storage, node: Node | None = None, grant: Grant | None = None) -> int:
    """The user's level in the storage, or at one of its nodes."""
    if user.admin:
        return FULL
    found = _of_storage(portal, user, storage, grant)
    if node is not None:
        disk, codes = portal.state(Disk), {*portal.people.access_codes(user), "*"}
        for row in disk.above(node):
            granted = [LEVELS.index(name) for code, name in row.rights.items() if code in codes]
            found = max([found, *granted])
    return found


def _of_storage(portal: Portal, user: User, storage: Storage, grant: Grant | None) -> int:
    if storage.kind == "user":
        return FULL if storage.entity == str(user.id) else NONE
    if storage.kind == "common":
        return EDIT
    if storage.kind == "group":
        group = portal.ask("sonet.group", id=int(storage.entity), user=user)
        if group is None:
            return NONE
        return GROUP_ROLES.get(group["role"], READ if group["opened"] else NONE)
    mine = grant is not None and grant.app is not None and str(grant.app.id) == storage.entity
    return FULL if mine else NONE


def level_at(call: Call, node: Node) -> int:
    """The caller's level at a node."""
    return level(call.portal, call.user, call.state(Disk).storages[node.storage], node, call.grant)


def require(call: Call, node: Node, wanted: int) -> None:
    """ACCESS_DENIED where the caller has less."""
    if level_at(call, node) < wanted:
        raise access_denied()


def rights_of(call: Call) -> dict[str, str]:
    """What the call's `rights` say: access code → level."""
    found = {}
    for row in as_list(call.get("rights")):
        facts = as_dict(row)
        code, task = str(facts.get("ACCESS_CODE") or ""), str(facts.get("TASK_ID") or "")
        if not code or task not in TASKS:
            raise RestError(400, "", "Invalid rights format")
        found[code] = TASKS[task]
    return found


def task_level(name: Any) -> int:
    """The level of `disk_access_read` and its kind; 0 for what is none."""
    return LEVELS.index(str(name)) if str(name) in LEVELS[1:] else 0
