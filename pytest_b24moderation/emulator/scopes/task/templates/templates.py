"""Templates of tasks. restdocs: api-reference/tasks/template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import parameter_missing, parameter_wrong
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.task.tasks.access import refusal
from pytest_b24moderation.emulator.scopes.task.tasks.fields import FLAG

# NAME type flags default title; flags: q required, p primary, d says its default, - none; ~ is null.
TABLE = """
ID integer p ~ ID
PARENT_ID integer d 0 Parent Task
TITLE string q ~ Title
DESCRIPTION string - ~ Description
PRIORITY enum d 1 Priority
GROUP_ID integer d 0 Project
STAGE_ID integer d 0 Stage
CREATED_BY integer q ~ Creator
RESPONSIBLE_ID integer q ~ Responsible
DEPENDS_ON integer q ~ Dependency
RESPONSIBLES array - ~ Responsible Persons
ACCOMPLICES array - ~ Participants
AUDITORS array - ~ Observers
STATUS enum d 2 Status
MULTITASK enum d N Multitask
REPLICATE enum d N Recurring Task
SITE_ID string - ~ SITE_ID
TASK_CONTROL enum d N Accept Work
ADD_IN_REPORT enum d N Add to Report
XML_ID string d ~ XML_ID
DEADLINE_AFTER datetime d ~ Deadline After
START_DATE_PLAN_AFTER datetime d ~ Planned Start After
END_DATE_PLAN_AFTER datetime d ~ Planned Completion After
TPARAM_TYPE enum d 0 For New Users
TPARAM_REPLICATION_COUNT integer d 0 Number of Created Tasks
REPLICATE_PARAMS string - ~ Task Creation Parameters
BASE_TEMPLATE_ID integer d ~ Parent Template
TEMPLATE_CHILDREN_COUNT integer d ~ Number of Sub-templates
UF_CRM_TASK crm - ~ Link to CRM Entities
UF_TASK_WEBDAV_FILES disk_file - ~ File (Drive)
"""
ROWS = [line.split(" ", 4) for line in TABLE.strip().splitlines()]
VALUES: Mapping[str, Mapping[str, Any]] = {
    "PRIORITY": {"2": None, "1": None, "0": None},
    "STATUS": {str(n): None for n in range(2, 7)},
    "TPARAM_TYPE": {"1": "Yes", "0": "No"},
}
LISTS = ("ACCOMPLICES", "AUDITORS", "RESPONSIBLES")
BLANK: Mapping[str, Any] = {
    "TITLE": "", "DESCRIPTION": "", "DESCRIPTION_IN_BBCODE": "Y", "PRIORITY": "1", "STATUS": "1", "STAGE_ID": "0",
    "RESPONSIBLE_ID": "0", "DEADLINE_AFTER": None, "START_DATE_PLAN_AFTER": None, "END_DATE_PLAN_AFTER": None,
    "REPLICATE": "N", "CREATED_BY": "0", "XML_ID": None, "ALLOW_CHANGE_DEADLINE": "N", "ALLOW_TIME_TRACKING": "N",
    "TASK_CONTROL": "N", "ADD_IN_REPORT": "N", "GROUP_ID": "0", "PARENT_ID": "0", "MULTITASK": "N", "SITE_ID": "s1",
    "ACCOMPLICES": "a:0:{}", "AUDITORS": "a:0:{}", "RESPONSIBLES": "a:0:{}", "FILES": None, "TAGS": None,
    "DEPENDS_ON": None, "MATCH_WORK_TIME": "N", "TASK_ID": None, "TPARAM_TYPE": "0",
    "TPARAM_REPLICATION_COUNT": "0", "REPLICATE_PARAMS": "a:0:{}", "BASE_TEMPLATE_ID": "0",
    "TEMPLATE_CHILDREN_COUNT": "0", "SCENARIO": "default",
}  # fmt: skip
FLAGS = ("REPLICATE", "ALLOW_CHANGE_DEADLINE", "ALLOW_TIME_TRACKING", "TASK_CONTROL", "ADD_IN_REPORT", "MULTITASK",
         "MATCH_WORK_TIME")  # fmt: skip
KEPT = frozenset(BLANK) - {
    "DESCRIPTION_IN_BBCODE",
    "STATUS",
    "SITE_ID",
    "TASK_ID",
    "TEMPLATE_CHILDREN_COUNT",
    "SCENARIO",
}


@dataclass(slots=True)
class Template:
    """One template; ``values`` as tasks.template.get prints them."""

    id: int
    values: dict[str, Any]
    maker: Maker


@dataclass
class Templates:
    """All templates by id, and the items of their checklists."""

    rows: dict[int, Template] = field(default_factory=dict)
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    last: int = 0
    last_item: int = 0


@method("tasks.template.fields")
def fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    found: dict[str, Any] = {}
    for name, kind, flags, default, title in ROWS:
        row: dict[str, Any] = {"title": title, "type": kind}
        row |= {"values": VALUES.get(name, FLAG)} if kind == "enum" else {}
        row |= {"primary": True} if "p" in flags else {"required": True} if "q" in flags else {}
        if "d" in flags:
            row["default"] = None if default == "~" else int(default) if default.isdecimal() else default
        found[name] = row
    return found


@method("tasks.template.add")
def add(call: Call) -> int:
    """0 where a field is missing that has to be there."""
    given, state = upper_fields(call), call.state(Templates)
    people = call.portal.people.users
    if not str(given.get("TITLE") or "").strip() or number(given.get("RESPONSIBLE_ID")) not in people:
        return 0
    if number(given.get("CREATED_BY")) not in people:
        return 0
    if not call.user.admin and number(given["CREATED_BY"]) != call.user.id:
        raise refusal("0", "Access denied")
    state.last += 1
    row = Template(state.last, {"ID": str(state.last)} | dict(BLANK), call.maker)
    _write(row, given)
    state.rows[row.id] = row
    return row.id


@method("tasks.template.get")
def get(call: Call) -> Any:
    """The template; false where there is none that the caller may see."""
    if call.get("templateId") is None:
        raise parameter_missing("templateId")
    row = readable(call, number(call.get("templateId")))
    if row is None:
        return False
    found = row.values | _names(call, row)
    select = [str(one) for one in as_list(as_dict(call.get("params")).get("select"))]
    if not select or "*" in select:
        return found
    return {name: value for name, value in found.items() if name in select or (name[:3] == "UF_" and "UF_*" in select)}


@method("tasks.template.update")
def update(call: Call) -> bool:
    wanted, given = integer(call, "templateId"), upper_fields(call)
    row = readable(call, wanted)
    if row is None or not may_edit(call, row):
        return False
    _write(row, given)
    return True


@method("tasks.template.delete")
def delete(call: Call) -> bool:
    """False always, also when the template is gone: so the documentation says."""
    state, wanted = call.state(Templates), integer(call, "templateId")
    row = readable(call, wanted)
    if row is not None and may_edit(call, row):
        del state.rows[row.id]
        state.items = {key: item for key, item in state.items.items() if item["TEMPLATE_ID"] != str(row.id)}
    return False


def readable(call: Call, wanted: int) -> Template | None:
    """The template, where the caller is its creator or responsible or an administrator."""
    row = call.state(Templates).rows.get(wanted)
    if row is None:
        return None
    people = (row.values["CREATED_BY"], row.values["RESPONSIBLE_ID"])
    return row if call.user.admin or str(call.user.id) in people else None


def may_edit(call: Call, row: Template) -> bool:
    return call.user.admin or row.values["CREATED_BY"] == str(call.user.id)


def integer(call: Call, name: str) -> int:
    """A whole number that must be there."""
    value = call.get(name)
    if value is None:
        raise parameter_missing(name)
    if not str(value).isdecimal():
        raise parameter_wrong(name, "int")
    return int(str(value))


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Templates)
    found = [trace("task templates", row.id, row.maker, row.values["TITLE"], row.values) for row in state.rows.values()]
    for key, item in state.items.items():
        maker = state.rows[int(item["TEMPLATE_ID"])].maker
        found.append(trace("task template items", key, maker, item["TITLE"], item))
    return found


def serialized(value: Any) -> str:
    """As PHP's serialize has it, which is how templates print lists and settings."""
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        body = "".join(serialized(key) + serialized(one) for key, one in pairs)
        return f"a:{len(value)}:{{{body}}}"
    return f's:{len(str(value).encode())}:"{value}";'


def upper_fields(call: Call) -> dict[str, Any]:
    """The fields that were sent, by upper-case names; there must be some."""
    given = as_dict(call.get("fields"))
    if not given:
        raise parameter_missing("fields")
    return {str(name).upper(): value for name, value in given.items()}


def _write(row: Template, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if name in LISTS:
            row.values[name] = serialized([str(one) for one in as_list(value)])
        elif name == "REPLICATE_PARAMS":
            row.values[name] = serialized(as_dict(value))
        elif name in FLAGS:
            row.values[name] = yes_no(value)
        elif name.startswith("UF_"):
            row.values[name] = value
        elif name in KEPT:
            row.values[name] = None if value is None or isinstance(value, list | dict) else str(value)
    if "RESPONSIBLE_ID" in given and "RESPONSIBLES" not in given:
        row.values["RESPONSIBLES"] = serialized([row.values["RESPONSIBLE_ID"]])


def _names(call: Call, row: Template) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for role in ("CREATED_BY", "RESPONSIBLE"):
        user = call.portal.people.users.get(
            number(row.values["CREATED_BY" if role == "CREATED_BY" else "RESPONSIBLE_ID"])
        )
        if user is not None:
            found |= {
                f"{role}_NAME": user.name, f"{role}_LAST_NAME": user.last_name, f"{role}_SECOND_NAME": "",
                f"{role}_LOGIN": user.login, f"{role}_WORK_POSITION": user.position,
                f"{role}_PHOTO": user.extra.get("PERSONAL_PHOTO"),
            }  # fmt: skip
    return found
