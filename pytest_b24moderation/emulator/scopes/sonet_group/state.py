"""Workgroups and projects of a portal, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers

OWNER, MODERATOR, MEMBER, INVITED = "A", "E", "K", "Z"
INSIDE = (OWNER, MODERATOR, MEMBER)


@dataclass(slots=True)
class Group:
    """A group. ``members``: user → A owner, E moderator, K member, Z asked or invited."""

    id: int
    facts: dict[str, Any]
    maker: Maker
    members: dict[int, str] = field(default_factory=dict)
    by_group: set[int] = field(default_factory=set)
    """Of those with Z, whom the group invited; the others asked themselves."""

    @property
    def owner(self) -> int:
        return next(user_id for user_id, role in self.members.items() if role == OWNER)

    @property
    def insiders(self) -> list[int]:
        return [user_id for user_id, role in self.members.items() if role in INSIDE]

    def set_owner(self, user_id: int) -> None:
        """The owner before becomes a moderator."""
        for other in [one for one, role in self.members.items() if role == OWNER]:
            self.members[other] = MODERATOR
        self.members[user_id] = OWNER


@dataclass
class Groups:
    """All groups by id."""

    rows: dict[int, Group] = field(default_factory=dict)
    last: int = 0


def create(portal: Portal, facts: dict[str, Any], owner: int, maker: Maker) -> Group:
    """A new group with its owner; ``facts`` over the usual ones."""
    state, now = portal.state(Groups), portal.iso()
    state.last += 1
    usual = {
        "ID": str(state.last), "SITE_ID": "s1", "NAME": "", "DESCRIPTION": None, "DATE_CREATE": now,
        "DATE_UPDATE": now, "ACTIVE": "Y", "VISIBLE": "Y", "OPENED": "N", "CLOSED": "N", "SUBJECT_ID": "1",
        "KEYWORDS": None, "DATE_ACTIVITY": now, "PROJECT": "N", "IS_EXTRANET": "N", "INITIATE_PERMS": MEMBER,
        "PROJECT_DATE_START": None, "PROJECT_DATE_FINISH": None, "SCRUM_MASTER_ID": None,
    }  # fmt: skip
    group = state.rows[state.last] = Group(state.last, usual | facts, maker, {owner: OWNER})
    portal.announce("ONSONETGROUPADD", {"FIELDS": {"ID": group.id}}, user_id=owner)
    return group


def may_see(user: User, group: Group, *, everything: bool = False) -> bool:
    """Hidden groups are for their members; administrators see all when they say so."""
    inside = group.members.get(user.id) in (*INSIDE, INVITED)
    return group.facts["VISIBLE"] == "Y" or inside or (everything and user.admin)


def may_lead(user: User, group: Group) -> bool:
    return user.admin or group.members.get(user.id) == OWNER


@answers("sonet.groups")
def groups(portal: Portal, user: User) -> list[dict[str, Any]]:
    """The groups that a user may see, for a page."""
    rows = portal.state(Groups).rows.values()
    return [{"id": group.id, "name": group.facts["NAME"]} for group in rows if may_see(user, group, everything=True)]


@answers("sonet.group")
def group_facts(portal: Portal, id: int, user: User) -> dict[str, Any] | None:
    """One group with the user's role; None when there is none that he may see."""
    group = portal.state(Groups).rows.get(id)
    return _facts(user, group) if group is not None and may_see(user, group, everything=True) else None


@answers("sonet.full")
def full(portal: Portal, user: User, everything: bool) -> list[dict[str, Any]]:
    """All that is known of the groups that the user may see."""
    rows = portal.state(Groups).rows.values()
    return [_facts(user, group) for group in rows if may_see(user, group, everything=everything)]


@answers("sonet.found")
def found(portal: Portal, name: str, user: User, maker: Maker) -> int:
    """Found a group in the user's name; its id."""
    return create(portal, {"NAME": name}, user.id, maker).id


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("groups", group.id, group.maker, group.facts["NAME"], (_lasting(group.facts), group.members))
        for group in portal.state(Groups).rows.values()
    ]


def _lasting(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "DATE_ACTIVITY"}


def _facts(user: User, group: Group) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.facts["NAME"],
        "opened": group.facts["OPENED"] == "Y",
        "members": len(group.insiders),
        "role": group.members.get(user.id, ""),
        "initiated": ("G" if user.id in group.by_group else "U") if user.id in group.members else "",
        "roles": dict(group.members),
        "fields": group.facts | {"OWNER_ID": str(group.owner), "NUMBER_OF_MEMBERS": str(len(group.insiders))},
    }
