"""Files at checklist items of templates; the Drive keeps them. restdocs: api-reference/tasks/template/checklist."""

from __future__ import annotations

import base64
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal
from pytest_b24moderation.emulator.scopes.task.templates.checklists import Item, answer, find_item, find_template

FAILED = "An error occurred while adding the attachment"


@method("tasks.template.checklist.addAttachmentByContent")
def add_by_content(call: Call) -> dict[str, Any]:
    template = find_template(call, "Modification of the item: action is not available")
    item, given = find_item(call, template, FAILED), as_dict(call.get("attachmentParameters"))
    if not given:
        raise parameter_missing("attachmentParameters")
    name = str(given.get("NAME") or "")
    try:
        content = base64.b64decode(str(given.get("CONTENT") or ""), validate=True)
    except ValueError:
        raise refusal("0", FAILED) from None
    file_id = name and call.portal.ask("disk.add", name=name, content=content, user=call.user, maker=call.maker)
    if not file_id:
        raise refusal("0", FAILED)
    _attach(call, item, number(file_id))
    return answer(call, item)


@method("tasks.template.checklist.addAttachmentsFromDisk")
def add_from_disk(call: Call) -> dict[str, Any]:
    """Files are named `n5`; those that the caller may not read are passed over."""
    template = find_template(call, "Item modification: action not available")
    files = _array(call, "filesIds")
    item = find_item(call, template)
    for one in files:
        _attach(call, item, number(str(one).removeprefix("n")))
    return answer(call, item)


@method("tasks.template.checklist.removeAttachments")
def remove(call: Call) -> dict[str, Any]:
    template = find_template(call, "Changing item: action is not available")
    gone = {str(one) for one in _array(call, "attachmentsIds")}
    item = find_item(call, template)
    kept = as_dict(item["ATTACHMENTS"])
    item["ATTACHMENTS"] = {key: file for key, file in kept.items() if key not in gone} or []
    return answer(call, item)


def _attach(call: Call, item: Item, file_id: int) -> None:
    facts = {"module": "tasks", "entity_type": "TASKS_TEMPLATE_CHECKLIST", "entity": item["ID"]}
    key = call.portal.ask("disk.attach", id=file_id, user=call.user, **facts)
    if key is not None:
        item["ATTACHMENTS"] = as_dict(item["ATTACHMENTS"]) | {str(key): f"n{file_id}"}


def _array(call: Call, name: str) -> list[Any]:
    value = call.get(name)
    if value is None:
        raise parameter_missing(name)
    if not isinstance(value, list | dict):
        raise parameter_wrong(name, "array")
    return as_list(value)
