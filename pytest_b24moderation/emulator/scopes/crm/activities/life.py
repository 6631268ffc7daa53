"""Activities as the portal itself sees them: clicks in their layout, what stays of them, what goes.

restdocs: crm/timeline/activities/configurable/structure/action.md, crm/timeline/layout-blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal, Trace, trace
from pytest_b24moderation.emulator.registry import act, answers
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.crm.activities.activity import FILE_PATH, Activities, activities, readable
from pytest_b24moderation.emulator.scopes.crm.activities.layout import actions
from pytest_b24moderation.emulator.scopes.crm.activities.writing import add_system


@act("press-activity")
def press(portal: Portal, user: User, activity: int, element: str) -> dict[str, Any]:
    """Click a button, menu item, tag or link of a configurable activity; its key in the layout names it.

    A `restEvent` is told to the application that made the activity; the answer is the action.
    """
    row = activities(portal).get(number(activity))
    if row is None or not row.layout or not readable(portal, user, row):
        known = ", ".join(str(one.id) for one in activities(portal).values() if one.layout)
        raise ActError(f"press-activity: no configurable activity {activity}", known or "none there", str(activity))
    known_actions = actions(row.layout)
    if element not in known_actions:
        raise ActError(f"press-activity: nothing to press at {element!r}", ", ".join(known_actions), element)
    action = known_actions[element]
    app = next((one for one in portal.apps.rows.values() if one.client_id == row.client_id), None)
    if action["type"] == "restEvent" and app is not None:
        context = {
            "id": str(action["id"]), "entityTypeId": int(row.values["OWNER_TYPE_ID"]),
            "entityId": int(row.values["OWNER_ID"]), "activityId": row.id, "userId": user.id,
        }  # fmt: skip
        data = as_dict(action.get("actionParams")) | context
        portal.events.announce("ONCRMTIMELINEITEMACTION", data, user_id=user.id, app=app)
    return action


@answers("crm.activity")
def made_elsewhere(portal: Portal, fields: Mapping[str, Any], maker: Maker, user: User) -> int | None:
    """An activity that another part of the portal makes; None where there is no such record."""
    app = portal.app(maker.code) if maker.kind == "app" else None
    call = Call(portal, Grant("app" if app else "session", user, app), "crm.activity.add", {})
    try:
        row = add_system(call, dict(fields), by_portal=True)
    except RestError:
        return None
    row.maker = maker
    return row.id


@answers("page.file")
def file_at(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:
    """A file of an activity, at the address that `crm.activity.list` tells."""
    row = activities(portal).get(number(query.get("ownerId"))) if path == FILE_PATH and user else None
    if row is None or user is None or not readable(portal, user, row):
        return None
    found = next((one for one in row.files if one["id"] == number(query.get("fileId"))), None)
    return Handed(found["name"], found["content"]) if found else None


@answers("app.uninstalled")
def forget(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001
    """Types and content blocks go with their application; activities stay."""
    state = portal.state(Activities)
    state.types = {key: row for key, row in state.types.items() if key[0] != app.client_id}
    for row in state.rows.values():
        row.blocks.pop(app.client_id, None)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Activities)
    found = []
    for row in activities(portal).values():
        summary = f"{row.values['SUBJECT'] or row.values['PROVIDER_ID']} of {row.bindings}"
        content = (row.values, row.bindings, row.communications, row.layout, row.blocks, row.about)
        found.append(trace("crm activities", row.id, row.maker, summary, content))
    for (_, code), kind in state.types.items():
        facts = (kind.name, kind.configurable, kind.icon_id)
        found.append(trace("crm activity types", f"{kind.maker.code} {code}", kind.maker, kind.name or code, facts))
    for badge in state.badges.values():
        look = (badge.title, badge.value, badge.type)
        found.append(trace("crm badges", badge.code, badge.maker, badge.code, look))
    return found
