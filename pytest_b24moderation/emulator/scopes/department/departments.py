"""The company's structure. restdocs: api-reference/departments."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.people import Department
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.selection import matches, ordered

FIELDS = {"ID": "ID", "NAME": "Department name", "SORT": "Sorting", "PARENT": "Parent department", "UF_HEAD": "Head"}


def shown(unit: Department) -> dict[str, Any]:
    row: dict[str, Any] = {"ID": str(unit.id), "NAME": unit.name, "SORT": unit.sort}
    if unit.parent:
        row["PARENT"] = str(unit.parent)
    return row | ({"UF_HEAD": str(unit.head)} if unit.head else {})


@method("department.fields")
def department_fields(call: Call) -> dict[str, str]:  # noqa: ARG001
    return FIELDS


@method("department.get")
def department_get(call: Call) -> Listed:
    """Departments; PARENT 0 asks for the head of the structure, as the PHP SDK's tests find it."""
    wanted = {name: call.get(name) for name in FIELDS if name != "SORT" and call.get(name) is not None}
    if "PARENT" in wanted and not number(wanted["PARENT"]):
        wanted["PARENT"] = None
    rows = [row for row in map(shown, call.portal.people.departments.values()) if matches(row, wanted)]
    name, way = call.text("sort", "ID").upper(), call.text("order", "ASC")
    return page(call, ordered(rows, {name: way}))


@method("department.add")
def department_add(call: Call) -> int:
    _administrator(call)
    name, parent = call.text("NAME"), number(call.get("PARENT"))
    units = call.portal.people.departments
    if not name:
        raise core("Department name is not specified")
    if parent not in units:
        raise core("Parent department not found")
    sort, head = number(call.get("SORT"), 500), number(call.get("UF_HEAD"))
    unit = Department(call.portal.people.next_unit(), name, parent, sort, head, call.maker)
    units[unit.id] = unit
    return unit.id


@method("department.update")
def department_update(call: Call) -> bool:
    _administrator(call)
    unit = _found(call)
    unit.name = call.text("NAME", unit.name) or unit.name
    unit.sort = number(call.get("SORT"), unit.sort)
    unit.head = number(call.get("UF_HEAD"), unit.head)
    parent = number(call.get("PARENT"), unit.parent)
    if parent != unit.parent and (parent not in call.portal.people.departments or parent == unit.id):
        raise core("Parent department not found")
    unit.parent = parent
    return True


@method("department.delete")
def department_delete(call: Call) -> bool:
    _administrator(call)
    unit = _found(call)
    if not unit.parent:
        raise core("The root department cannot be deleted")
    units = call.portal.people.departments
    for below in units.values():
        if below.parent == unit.id:
            below.parent = unit.parent
    for user in call.portal.people.users.values():
        user.departments = [unit.parent if one == unit.id else one for one in user.departments]
    del units[unit.id]
    return True


def _administrator(call: Call) -> None:
    if not call.user.admin:
        raise core("access_denied")


def _found(call: Call) -> Department:
    unit = call.portal.people.departments.get(number(call.get("ID")))
    if unit is None:
        raise core("Department not found")
    return unit
