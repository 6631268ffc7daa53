"""Checklists of templates. restdocs: api-reference/tasks/template/checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.fields import camel
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.task.checklist import branch, write_item
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal
from pytest_b24moderation.emulator.scopes.task.templates.templates import (
    Template,
    Templates,
    integer,
    may_edit,
    readable,
    upper_fields,
)
from pytest_b24moderation.emulator.selection import matches, ordered

NO_ITEM = "Bitrix\\Tasks\\CheckList\\Internals\\CheckList All parameters in the constructor must have real class type"
NO_SUCH = "Invalid value [] for field [ENTITY_ID] in item [, ]"
SELECTED = ("ID", "TEMPLATE_ID", "PARENT_ID", "TITLE", "SORT_INDEX", "IS_COMPLETE", "IS_IMPORTANT")
EXPLICIT = ("MEMBERS", "ATTACHMENTS")
Item = dict[str, Any]


@method("tasks.template.checklist.add")
def add(call: Call) -> dict[str, Any]:
    template = find_template(call, "Adding item: action is not available")
    given, state = upper_fields(call), call.state(Templates)
    title = given.get("TITLE")
    if not isinstance(title, str) or not title.strip():
        raise refusal("0", "Item name is not specified")
    if "PARENT_ID" not in given or isinstance(given["PARENT_ID"], list | dict):
        raise refusal("0", f"Invalid value [] for field [PARENT_ID] in element [, {title}]")
    state.last_item += 1
    parent = _parent(call, template, given)
    below = [item for item in _items(call, template) if str(item["PARENT_ID"]) == str(parent)]
    item: Item = {
        "ID": str(state.last_item), "TEMPLATE_ID": str(template.id), "PARENT_ID": parent,
        "CREATED_BY": str(call.user.id), "TITLE": "", "SORT_INDEX": str(len(below)), "IS_COMPLETE": "N",
        "IS_IMPORTANT": "N", "TOGGLED_BY": None, "TOGGLED_DATE": None, "MEMBERS": [], "ATTACHMENTS": [],
    }  # fmt: skip
    state.items[state.last_item] = item
    _write(call, item, given)
    return answer(call, item)


@method("tasks.template.checklist.list")
def item_list(call: Call) -> dict[str, Any]:
    template = _readable(call)
    wanted = {str(key).upper(): value for key, value in as_dict(call.get("filter")).items()} | {
        "TEMPLATE_ID": str(template.id)
    }
    select = [str(one).upper() for one in as_list(call.get("select"))]
    order = {str(key).upper(): way for key, way in as_dict(call.get("order")).items()}
    rows = ordered([item for item in _items(call, template) if matches(item, wanted)], order or {"ID": "DESC"})
    names = [name for name in (*SELECTED, *EXPLICIT) if name in select or (not select and name in SELECTED)]
    return {"checkListItems": {row["ID"]: {camel(name): row[name] for name in names} for row in rows} or []}


@method("tasks.template.checklist.get")
def get(call: Call) -> dict[str, Any]:
    template = _readable(call)
    return answer(call, find_item(call, template))


@method("tasks.template.checklist.update")
def update(call: Call) -> dict[str, Any]:
    template = find_template(call, "Updating item: action not available")
    item, given = find_item(call, template), upper_fields(call)
    if "PARENT_ID" in given and number(given["PARENT_ID"]) not in _below(call, item):
        item["PARENT_ID"] = _parent(call, template, given)
    _write(call, item, given)
    return answer(call, item)


@method("tasks.template.checklist.delete")
def delete(call: Call) -> bool:
    """An item goes with all below it."""
    template = find_template(call, "Deleting item: action not available")
    for key in _below(call, find_item(call, template)):
        del call.state(Templates).items[key]
    return True


@method("tasks.template.checklist.complete")
def complete(call: Call) -> dict[str, Any]:
    return _toggle(call, "Y")


@method("tasks.template.checklist.renew")
def renew(call: Call) -> dict[str, Any]:
    return _toggle(call, "N")


@method("tasks.template.checklist.moveAfter")
def move_after(call: Call) -> dict[str, Any]:
    return _move(call, "afterItemId", 1)


@method("tasks.template.checklist.moveBefore")
def move_before(call: Call) -> dict[str, Any]:
    return _move(call, "beforeItemId", 0)


def _move(call: Call, name: str, step: int) -> dict[str, Any]:
    template = find_template(call, "Moving item: action not available")
    item = find_item(call, template)
    anchor = call.state(Templates).items.get(integer(call, name))
    if anchor is None or anchor["TEMPLATE_ID"] != item["TEMPLATE_ID"] or int(anchor["ID"]) in _below(call, item):
        raise refusal("0", "Moving item: action not available")
    item["PARENT_ID"] = anchor["PARENT_ID"]
    level = [one for one in _items(call, template) if one["PARENT_ID"] == anchor["PARENT_ID"] and one is not item]
    level.sort(key=lambda one: int(one["SORT_INDEX"]))
    level.insert(level.index(anchor) + step, item)
    for place, one in enumerate(level):
        one["SORT_INDEX"] = str(place)
    return answer(call, item)


def _toggle(call: Call, state: str) -> dict[str, Any]:
    template = find_template(call, "Changing the status of the item: action not available")
    item = find_item(call, template)
    _set_complete(call, item, state)
    return answer(call, item)


def _set_complete(call: Call, item: Item, state: str) -> None:
    if item["IS_COMPLETE"] != state:
        item |= {"IS_COMPLETE": state, "TOGGLED_BY": str(call.user.id), "TOGGLED_DATE": call.portal.iso()}


def _readable(call: Call) -> Template:
    template = readable(call, integer(call, "templateId"))
    if template is None:
        raise refusal("0", "Access to the task template is denied")
    return template


def find_template(call: Call, denied: str) -> Template:
    """The template that the call names, where the caller may change it."""
    template = readable(call, integer(call, "templateId"))
    if template is None or not may_edit(call, template):
        raise refusal("0", denied)
    return template


def find_item(call: Call, template: Template, absent: str = NO_SUCH) -> Item:
    """The item that the call names; ``absent`` is the complaint where the template has none."""
    if call.get("checkListItemId") is None:
        raise refusal("100", NO_ITEM)
    item = call.state(Templates).items.get(number(call.get("checkListItemId")))
    if item is None or item["TEMPLATE_ID"] != str(template.id):
        raise refusal("0", absent)
    return item


def _items(call: Call, template: Template) -> list[Item]:
    return [item for item in call.state(Templates).items.values() if item["TEMPLATE_ID"] == str(template.id)]


def _below(call: Call, item: Item) -> set[int]:
    """The item and all below it."""
    return branch(call.state(Templates).items, int(item["ID"]))


def _parent(call: Call, template: Template, given: Mapping[str, Any]) -> str | int:
    """The item to hang on; 0, a checklist of its own, where the template has no such item."""
    wanted = number(given["PARENT_ID"])
    return str(wanted) if any(item["ID"] == str(wanted) for item in _items(call, template)) else 0


def _write(call: Call, item: Item, given: Mapping[str, Any]) -> None:
    write_item(item, given)
    if "IS_COMPLETE" in given:
        _set_complete(call, item, yes_no(given["IS_COMPLETE"]))
    if "MEMBERS" in given:
        users = call.portal.people.users
        rows = [(number(key), str(as_dict(value).get("TYPE"))) for key, value in as_dict(given["MEMBERS"]).items()]
        item["MEMBERS"] = [
            {"id": str(key), "type": kind, "name": users[key].full_name, "personalPhoto": "",
             "personalGender": users[key].gender, "image": "", "isCollaber": False}
            for key, kind in rows
            if key in users and kind in ("A", "U")
        ]  # fmt: skip


def answer(call: Call, item: Item) -> dict[str, Any]:
    """An item as these methods print it."""
    below = [one for one in call.state(Templates).items.values() if str(one["PARENT_ID"]) == item["ID"]]
    return {
        "checkListItem": {
            "id": int(item["ID"]), "copiedId": None, "userId": call.user.id, "createdBy": int(item["CREATED_BY"]),
            "parentId": int(item["PARENT_ID"]), "title": item["TITLE"], "sortIndex": int(item["SORT_INDEX"]),
            "displaySortIndex": "", "isComplete": item["IS_COMPLETE"] == "Y",
            "isImportant": item["IS_IMPORTANT"] == "Y",
            "completedCount": sum(one["IS_COMPLETE"] == "Y" for one in below), "members": item["MEMBERS"],
            "attachments": item["ATTACHMENTS"], "nodeId": None, "templateId": int(item["TEMPLATE_ID"]),
        }
    }  # fmt: skip
