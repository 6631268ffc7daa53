"""Members of groups. restdocs: api-reference/sonet-group/members."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.sonet_group.groups import named
from pytest_b24moderation.emulator.scopes.sonet_group.state import (
    INSIDE,
    INVITED,
    MEMBER,
    MODERATOR,
    OWNER,
    Group,
    Groups,
    may_see,
)


@method("sonet_group.user.get")
def user_get(call: Call) -> list[dict[str, str]]:
    wanted = number(call.get("ID"))
    if wanted <= 0:
        raise classic("Wrong socialnetwork group ID")
    group = call.state(Groups).rows.get(wanted)
    if group is None or not may_see(call.user, group, everything=True):
        raise classic("Socialnetwork group not found")
    return [{"USER_ID": str(one), "ROLE": role} for one, role in group.members.items() if role in INSIDE]


@method("sonet_group.user.add")
def user_add(call: Call) -> list[str]:
    """The administrator puts people in without asking them."""
    _wrong_id(call)
    if not call.user.admin:
        raise classic("No permissions to add users")
    users, group = _users(call), named(call)
    added = [one for one in users if group.members.get(one) not in INSIDE]
    for one in added:
        group.members[one] = MEMBER
    return [str(one) for one in added]


@method("sonet_group.user.delete")
def user_delete(call: Call) -> list[str]:
    group, users = _administered(call)
    gone = [one for one in users if group.members.get(one) in (MODERATOR, MEMBER) and not _scrum_master(group, one)]
    for one in gone:
        del group.members[one]
    return [str(one) for one in gone]


@method("sonet_group.user.update")
def user_update(call: Call) -> list[str]:
    _wrong_id(call)
    if not call.user.admin:
        raise classic("No permissions to update users role")
    role = call.text("ROLE")
    if role not in (MODERATOR, MEMBER):
        raise classic("Incorrect role code")
    users, group = _users(call), named(call)
    changed = [one for one in users if group.members.get(one) in (MODERATOR, MEMBER)]
    for one in changed:
        group.members[one] = role
    return [str(one) for one in changed]


@method("sonet_group.user.invite")
def user_invite(call: Call) -> list[str]:
    """Those who were invited now; who may not invite invites nobody."""
    _wrong_id(call)
    users, group = _users(call), named(call)
    circle = {OWNER: (OWNER,), MODERATOR: (OWNER, MODERATOR), MEMBER: INSIDE}[group.facts["INITIATE_PERMS"]]
    if not call.user.admin and group.members.get(call.user.id) not in circle:
        return []
    invited = [one for one in users if one not in group.members]
    for one in invited:
        group.members[one] = INVITED
        group.by_group.add(one)
    return [str(one) for one in invited]


@method("sonet_group.user.request")
def user_request(call: Call) -> bool:
    """Ask to be let in; an open group, and one that has invited the user, lets him in at once."""
    group, me = named(call), call.user.id
    if group.members.get(me) in INSIDE:
        raise classic("Cannot request to join group")
    invited = me in group.by_group
    group.members[me] = MEMBER if group.facts["OPENED"] == "Y" or invited else INVITED
    group.by_group.discard(me)
    return True


def _administered(call: Call) -> tuple[Group, list[int]]:
    _wrong_id(call)
    if not call.user.admin:
        raise classic("No permissions to update users role")
    users = _users(call)
    return named(call), users


def _wrong_id(call: Call) -> None:
    if number(call.get("GROUP_ID")) <= 0:
        raise classic("Wrong group ID")


def _users(call: Call) -> list[int]:
    """The people named; none at all is an error, unknown ones are passed over."""
    given: list[Any] = [number(one) for one in as_list(call.get("USER_ID"))]
    if not any(given):
        raise classic("Wrong user IDs")
    return [one for one in dict.fromkeys(given) if one in call.portal.people.users]


def _scrum_master(group: Group, user_id: int) -> bool:
    return bool(group.facts["SCRUM_MASTER_ID"] == user_id)
