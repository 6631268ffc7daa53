"""Workgroups and projects. restdocs: api-reference/sonet-group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.fields import moment
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number, truth, yes_no
from pytest_b24moderation.emulator.scopes.sonet_group.state import (
    INSIDE,
    OWNER,
    Group,
    Groups,
    create,
    may_lead,
    may_see,
)
from pytest_b24moderation.emulator.selection import matches, ordered

FLAGS = ("VISIBLE", "OPENED", "CLOSED", "PROJECT")
SHOWN = ("ID", "SITE_ID", "NAME", "DESCRIPTION", "DATE_CREATE", "DATE_UPDATE", "ACTIVE", "VISIBLE", "OPENED", "CLOSED",
         "SUBJECT_ID", "OWNER_ID", "KEYWORDS", "NUMBER_OF_MEMBERS", "DATE_ACTIVITY", "SUBJECT_NAME", "PROJECT",
         "IS_EXTRANET")  # fmt: skip
FILTERED = frozenset({"ID", "NAME", "OWNER_ID", "ACTIVE", "VISIBLE", "OPENED", "CLOSED", "DATE_CREATE", "DATE_UPDATE",
                      "DATE_ACTIVITY", "IS_EXTRANET"})  # fmt: skip
FEATURES: dict[str, tuple[str, ...]] = {
    "photo": ("view", "write"),
    "calendar": ("view", "write"),
    "tasks": ("view", "view_all", "sort", "create_tasks", "edit_tasks", "delete_tasks"),
    "files": ("view", "write"),
    "blog": ("view_post", "premoderate_post", "write_post", "moderate_post", "full_post", "view_comment",
             "premoderate_comment", "write_comment", "moderate_comment", "full_comment"),
}  # fmt: skip
LEADERS_ONLY = ("edit_tasks", "delete_tasks", "moderate_post", "full_post", "moderate_comment", "full_comment")


@method("sonet_group.create")
def group_create(call: Call) -> int:
    if not call.text("NAME").strip():
        raise classic("Cannot create group")
    owner = number(call.get("OWNER_ID")) if call.user.admin else 0
    if owner and owner not in call.portal.people.users:
        raise classic("Incorrect input data")
    return create(call.portal, _given(call), owner or call.user.id, call.maker).id


@method("sonet_group.update")
def group_update(call: Call) -> int:
    group = call.state(Groups).rows.get(number(call.get("GROUP_ID")))
    if group is None:
        raise classic("Wrong group ID")
    if not may_lead(call.user, group):
        raise classic("User has no permissions to update group")
    given = _given(call)
    if "NAME" in given and not given["NAME"].strip():
        raise classic("Cannot update group")
    given.pop("PROJECT", None)
    group.facts |= given | {"DATE_UPDATE": call.portal.iso()}
    if number(call.get("OWNER_ID")) in call.portal.people.users:
        group.set_owner(number(call.get("OWNER_ID")))
    call.announce("ONSONETGROUPUPDATE", {"FIELDS": {"ID": group.id}})
    return group.id


@method("sonet_group.delete")
def group_delete(call: Call) -> bool:
    group = named(call)
    if not may_lead(call.user, group):
        raise classic("User has no permissions to delete group")
    del call.state(Groups).rows[group.id]
    call.announce("ONSONETGROUPDELETE", {"FIELDS": {"ID": group.id}})
    return True


@method("sonet_group.setowner")
def group_set_owner(call: Call) -> bool:
    group = call.state(Groups).rows.get(number(call.get("GROUP_ID")))
    if group is None:
        raise classic("Invalid workgroup/project ID")
    user_id = number(call.get("USER_ID"))
    if user_id not in call.portal.people.users:
        raise classic("Invalid user ID")
    if not may_lead(call.user, group):
        raise classic("Insufficient permissions to complete the operation.")
    group.set_owner(user_id)
    call.announce("ONSONETGROUPUPDATE", {"FIELDS": {"ID": group.id}})
    return True


@method("sonet_group.get")
def group_get(call: Call) -> Listed:
    everything = truth(call.get("IS_ADMIN"))
    wanted: dict[str, Any] = {str(key).upper(): value for key, value in as_dict(call.get("FILTER")).items()}
    if number(call.get("GROUP_ID")):
        wanted["ID"] = number(call.get("GROUP_ID"))
    rows = [
        _shown(group) for group in call.state(Groups).rows.values() if may_see(call.user, group, everything=everything)
    ]
    fit = [row for row in rows if matches(row, wanted, FILTERED.__contains__)]
    order = {str(key).upper(): way for key, way in as_dict(call.get("ORDER")).items()}
    return page(call, ordered(fit, order or {"ID": "DESC"}))


@method("sonet_group.user.groups")
def user_groups(call: Call) -> list[dict[str, Any]]:
    return [
        {"GROUP_ID": str(group.id), "GROUP_NAME": group.facts["NAME"], "ROLE": group.members[call.user.id],
         "GROUP_IMAGE_ID": None, "GROUP_IMAGE": ""}
        for group in call.state(Groups).rows.values()
        if group.members.get(call.user.id) in INSIDE
    ]  # fmt: skip


@method("sonet_group.feature.access")
def feature_access(call: Call) -> bool:
    """Members may work, owners and moderators also moderate; visible groups may be looked at by everybody."""
    group = call.state(Groups).rows.get(number(call.get("GROUP_ID")))
    if group is None:
        raise classic("Wrong socialnetwork group ID")
    operations = FEATURES.get(call.text("FEATURE"))
    if operations is None:
        raise classic("Wrong feature")
    operation = call.text("OPERATION")
    if operation not in operations:
        raise classic("Wrong operation")
    role = group.members.get(call.user.id, "")
    leads = call.user.admin or role in (OWNER, "E")
    return leads or (role in INSIDE and operation not in LEADERS_ONLY)


def named(call: Call, name: str = "GROUP_ID", wrong: str = "Wrong group ID") -> Group:
    """The group that the call names, where its user may see it."""
    wanted = number(call.get(name))
    if wanted <= 0:
        raise classic(wrong)
    group = call.state(Groups).rows.get(wanted)
    if group is None or not may_see(call.user, group, everything=True):
        raise classic("Socialnetwork group not found")
    return group


def _given(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("NAME", "DESCRIPTION", "KEYWORDS"):
        if call.get(name) is not None:
            found[name] = call.text(name)
    for name in FLAGS:
        if call.get(name) is not None:
            found[name] = yes_no(call.get(name))
    if call.text("INITIATE_PERMS") in INSIDE:
        found["INITIATE_PERMS"] = call.text("INITIATE_PERMS")
    for name in ("PROJECT_DATE_START", "PROJECT_DATE_FINISH"):
        if call.get(name) is not None:
            found[name] = moment(call.text(name), call.portal.zone) or None
    if number(call.get("SCRUM_MASTER_ID")):
        found |= {"SCRUM_MASTER_ID": number(call.get("SCRUM_MASTER_ID")), "PROJECT": "Y"}
    return found


def _shown(group: Group) -> Mapping[str, Any]:
    more = {"OWNER_ID": str(group.owner), "NUMBER_OF_MEMBERS": str(len(group.insiders)), "SUBJECT_NAME": "Workgroups"}
    facts = group.facts | more
    return {name: facts[name] for name in SHOWN}
