"""Comments of tasks. restdocs: api-reference/tasks/comment-item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.task.parts.positional import (
    arguments,
    failed,
    known_keys,
    not_allowed,
    part_of,
    part_values,
)
from pytest_b24moderation.emulator.scopes.task.tasks.access import readable
from pytest_b24moderation.emulator.scopes.task.tasks.records import UNSET, note
from pytest_b24moderation.emulator.scopes.task.tasks.state import Part, Task, Tasks
from pytest_b24moderation.emulator.selection import matches, ordered

ALIAS = "commentitem"
ORDER = ("ID", "AUTHOR_ID", "AUTHOR_NAME", "AUTHOR_EMAIL", "POST_DATE")
FILTER = ("ID", "AUTHOR_ID", "AUTHOR_NAME", "POST_DATE")
FIELDS = ("POST_MESSAGE", "AUTHOR_ID", "POST_DATE", "UF_FORUM_MESSAGE_DOC")


@method("task.commentitem.add")
def add(call: Call) -> int:
    wanted, fields = arguments(call, ALIAS, "taskId arFields")
    known_keys(fields, FIELDS, 1, "arFields", call, ALIAS)
    return write_comment(call, wanted, fields)


@method("task.comment.add")
def add_old(call: Call) -> int:
    """The method before: TASKID, COMMENTTEXT. restdocs: api-reference/tasks/deprecated/task-comment-add.md."""
    return write_comment(call, number(call.get("TASKID")), {"POST_MESSAGE": call.get("COMMENTTEXT")})


def write_comment(call: Call, wanted: int, fields: Mapping[str, Any]) -> int:
    """A new comment of a task; it is announced."""
    if not str(fields.get("POST_MESSAGE") or "").strip():
        raise core("Comment text is not specified<br>")
    task = readable(call, wanted)
    if task is None:
        raise core("Insufficient permissions to add a comment.<br>")
    portal, state = call.portal, call.state(Tasks)
    author = portal.people.users.get(number(fields.get("AUTHOR_ID"))) or call.user
    comment_id = state.next_id("comment")
    values: dict[str, Any] = {
        "POST_MESSAGE_HTML": None, "ID": str(comment_id), "AUTHOR_ID": str(author.id),
        "AUTHOR_NAME": author.full_name, "AUTHOR_EMAIL": "",
        "POST_DATE": moment(str(fields.get("POST_DATE") or ""), portal.zone) or portal.iso(),
        "POST_MESSAGE": str(fields["POST_MESSAGE"]), "ATTACHED_OBJECTS": [],
    }  # fmt: skip
    _attach(call, values, fields)
    state.comments[comment_id] = Part(comment_id, task.id, values, call.maker)
    task.values["COMMENTS_COUNT"] = str(number(task.values["COMMENTS_COUNT"]) + 1)
    task.values["ACTIVITY_DATE"] = portal.iso()
    note(portal, task, "COMMENT", None, str(comment_id), call.user.id)
    _announce_added(call, task.id, comment_id)
    return comment_id


@method("task.commentitem.get")
def get(call: Call) -> dict[str, Any]:
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    return part_values(_found(call, wanted, item_id))


@method("task.commentitem.getlist")
def get_list(call: Call) -> list[Any]:
    wanted, order, filter_ = arguments(call, ALIAS, "taskId arOrder? arFilter?")
    known_keys(order, ORDER, 1, "arOrder", call, ALIAS)
    known_keys(filter_, FILTER, 2, "arFilter", call, ALIAS)
    task = readable(call, wanted)
    if task is None:
        raise failed()
    rows = [part.values for part in call.state(Tasks).comments.values() if part.task_id == task.id]
    return ordered([row for row in rows if matches(row, filter_)], order or {"ID": "DESC"})


@method("task.commentitem.update")
def update(call: Call) -> bool:
    wanted, item_id, fields = arguments(call, ALIAS, "taskId itemId arFields")
    known_keys(fields, FIELDS, 2, "arFields", call, ALIAS)
    if not str(fields.get("POST_MESSAGE") or "").strip():
        raise core("Comment text not specified.<br>")
    task, part = _own(call, wanted, item_id)
    part.values["POST_MESSAGE"] = str(fields["POST_MESSAGE"])
    _attach(call, part.values, fields)
    note(call.portal, task, "COMMENT_EDIT", None, str(part.id), call.user.id)
    _announce_changed(call, "UPDATE", "EDIT", part)
    return True


@method("task.commentitem.delete")
def delete(call: Call) -> bool:
    wanted, item_id = arguments(call, ALIAS, "taskId itemId")
    task, part = _own(call, wanted, item_id)
    state = call.state(Tasks)
    del state.comments[part.id]
    state.results = {key: row for key, row in state.results.items() if row.values["commentId"] != part.id}
    task.values["COMMENTS_COUNT"] = str(max(0, number(task.values["COMMENTS_COUNT"]) - 1))
    note(call.portal, task, "COMMENT_DEL", str(part.id), None, call.user.id)
    _announce_changed(call, "DELETE", "DEL", part)
    return True


@method("task.commentitem.isactionallowed")
def is_action_allowed(call: Call) -> bool:
    wanted, item_id, action = arguments(call, ALIAS, "taskId itemId actionId")
    found = _found(call, wanted, item_id)
    if found is None:
        raise core("TASKS_ERROR_ASSERT_EXCEPTION<br>")
    return action == 1 or (action in (2, 3) and _may_change(call, found[1]))


def _may_change(call: Call, part: Part) -> bool:
    return call.user.admin or part.values["AUTHOR_ID"] == str(call.user.id)


def _found(call: Call, wanted: int, item_id: int) -> tuple[Task, Part] | None:
    return part_of(call, wanted, call.state(Tasks).comments, item_id)


def _own(call: Call, wanted: int, item_id: int) -> tuple[Task, Part]:
    found = _found(call, wanted, item_id)
    if found is None or not _may_change(call, found[1]):
        raise not_allowed()
    return found


def _attach(call: Call, values: dict[str, Any], fields: Mapping[str, Any]) -> None:
    """Files of the Drive, which the Drive is asked about."""
    if "UF_FORUM_MESSAGE_DOC" not in fields:
        return
    found = {}
    for one in as_list(fields["UF_FORUM_MESSAGE_DOC"]):
        file_id = number(str(one).removeprefix("n"))
        file = call.portal.ask("disk.file", id=file_id, user=call.user)
        facts = {"module": "forum", "entity_type": "FORUM_MESSAGE", "entity": values["ID"]}
        attachment = call.portal.ask("disk.attach", id=file_id, user=call.user, **facts) if file else None
        if attachment is None:
            raise core("File not found<br>")
        found[str(attachment)] = {
            "ATTACHMENT_ID": str(attachment), "NAME": file["name"], "SIZE": str(len(file["content"])),
            "FILE_ID": str(file_id),
            "DOWNLOAD_URL": f"/bitrix/tools/disk/uf.php?attachedId={attachment}&action=download",
            "VIEW_URL": f"/bitrix/tools/disk/uf.php?attachedId={attachment}&action=show",
        }  # fmt: skip
    values["ATTACHED_OBJECTS"] = found or []


def _announce_added(call: Call, task_id: int, comment_id: int) -> None:
    """With chats in the task card the event names the chat's message instead of the comment."""
    chat = {"ID": 0, "TASK_ID": task_id, "MESSAGE_ID": comment_id}
    after = chat if call.portal.profile.task_chats else {"ID": comment_id, "TASK_ID": task_id}
    call.announce("ONTASKCOMMENTADD", _event(UNSET, after))


def _announce_changed(call: Call, event: str, action: str, part: Part) -> None:
    """Where cards have chats, these events do not come."""
    if not call.portal.profile.task_chats:
        facts = {"ID": part.id, "TASK_ID": part.task_id}
        call.announce(f"ONTASKCOMMENT{event}", _event(facts, facts | {"ACTION": action}))


def _event(before: Any, after: Any) -> dict[str, Any]:
    return {
        "FIELDS_BEFORE": before,
        "FIELDS_AFTER": after,
        "IS_ACCESSIBLE_BEFORE": UNSET,
        "IS_ACCESSIBLE_AFTER": UNSET,
    }
