"""Groups by the newer methods; the groups themselves are told by whoever keeps them (`sonet.full`).

restdocs: api-reference/sonet-group/socialnetwork-api-workgroup-get.md, socialnetwork-api-workgroup-list.md.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pytest_b24moderation.emulator.fields import camel
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.selection import matches, ordered

FILTERED = frozenset(
    {"ID", "NAME", "OWNER_ID", "ACTIVE", "VISIBLE", "OPENED", "CLOSED", "PROJECT", "SUBJECT_ID", "SITE_ID",
     "DATE_CREATE", "DATE_UPDATE", "DATE_ACTIVITY"}
)  # fmt: skip
SELECTED = (
    "ID", "ACTIVE", "SUBJECT_ID", "NAME", "DESCRIPTION", "KEYWORDS", "CLOSED", "VISIBLE", "OPENED", "PROJECT",
    "DATE_CREATE", "DATE_UPDATE", "DATE_ACTIVITY", "OWNER_ID", "NUMBER_OF_MEMBERS", "NUMBER_OF_MODERATORS",
    "INITIATE_PERMS", "PROJECT_DATE_START", "PROJECT_DATE_FINISH", "SCRUM_MASTER_ID", "TYPE", "IMAGE_ID",
    "AVATAR_TYPE", "AVATAR", "LANDING",
)  # fmt: skip
DATES = ("DATE_CREATE", "DATE_UPDATE", "DATE_ACTIVITY")


@method("socialnetwork.api.workgroup.get")
def workgroup_get(call: Call) -> dict[str, Any]:
    params = as_dict(call.get("params"))
    wanted, select = number(params.get("groupId")), {str(one) for one in as_list(params.get("select"))}
    if not wanted:
        raise RestError(400, "SONET_CONTROLLER_WORKGROUP_EMPTY", "No value for the workgroup ID was provided.")
    rows = call.portal.ask("sonet.full", user=call.user, everything=True) or []
    group = next((row for row in rows if row["id"] == wanted), None)
    if group is None:
        raise RestError(400, "SONET_CONTROLLER_WORKGROUP_NOT_FOUND", "Workgroup not found.")
    found = _fields(group)
    numbers = ("ID", "SUBJECT_ID", "OWNER_ID", "NUMBER_OF_MEMBERS")
    found |= {name: number(found[name]) for name in numbers}
    found |= {name: datetime.fromisoformat(found[name]).strftime("%m/%d/%Y %H:%M:%S") for name in DATES}
    found |= _people(group)
    if "USER_DATA" in select:
        found["USER_DATA"] = {"ROLE": group["role"], "INITIATED_BY_TYPE": group["initiated"]}
    if "OWNER_DATA" in select:
        owner = call.portal.people.users[found["OWNER_ID"]]
        found["OWNER_DATA"] = {"ID": owner.id, "FORMATTED_NAME": owner.full_name}
    return found


@method("socialnetwork.api.workgroup.list")
def workgroup_list(call: Call) -> Listed:
    params, select = as_dict(call.get("params")), [str(one).upper() for one in as_list(call.get("select"))] or ["ID"]
    groups = call.portal.ask("sonet.full", user=call.user, everything=truth(params.get("IS_ADMIN"))) or []
    by_id = {row["id"]: row for row in groups}
    wanted = {str(key).upper(): value for key, value in as_dict(call.get("filter")).items()}
    rows = [_fields(row) for row in groups]
    fit = [row for row in rows if matches(row, wanted, FILTERED.__contains__)]
    order = {str(key).upper(): way for key, way in as_dict(call.get("order")).items()}
    found = page(call, ordered(fit, order))
    mobile = params.get("mode") == "mobile"
    names = [name for name in SELECTED if name in select or "*" in select]
    shown = []
    for row in found.rows:
        one = {camel(name): row[name] for name in names}
        if mobile:
            group = by_id[number(row["ID"])]
            one["additionalData"] = {"role": group["role"], "initiatedByType": group["initiated"]}
        shown.append(one)
    return Listed({"workgroups": shown}, -1 if number(call.get("start")) < 0 else found.total, found.next)


def _fields(group: dict[str, Any]) -> dict[str, Any]:
    facts = group["fields"]
    moderators = sum(role in ("A", "E") for role in group["roles"].values())
    kind = "scrum" if facts["SCRUM_MASTER_ID"] else "project" if facts["PROJECT"] == "Y" else "group"
    return dict(facts) | {
        "NUMBER_OF_MODERATORS": moderators, "TYPE": kind, "IMAGE_ID": 0, "AVATAR_TYPE": None, "AVATAR": "",
        "LANDING": "N",
    }  # fmt: skip


def _people(group: dict[str, Any]) -> dict[str, Any]:
    roles = group["roles"]
    return {
        "MEMBERS": [one for one, role in roles.items() if role in ("A", "E", "K")],
        "ORDINARY_MEMBERS": [one for one, role in roles.items() if role == "K"],
        "INVITED_MEMBERS": [one for one, role in roles.items() if role == "Z"],
        "MODERATOR_MEMBERS": [one for one, role in roles.items() if role == "E"],
        "SITE_IDS": [group["fields"]["SITE_ID"]],
        "TAGS": [one.strip() for one in str(group["fields"]["KEYWORDS"] or "").split(",") if one.strip()],
        "DEPARTMENTS": [],
        "NUMBER_OF_MEMBERS_PLURAL": 0,
    }
