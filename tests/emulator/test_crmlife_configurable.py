"""CRM activities with a look of their own: layouts, clicks, types, badges, content blocks."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError
from tests.emulator.rows import SOON, call_fields, record

BLOCK = {"type": "text", "properties": {"value": "Hi", "color": "base_90"}}


def layout(**parts: Any) -> dict[str, Any]:
    return {
        "icon": {"code": "call"}, "header": {"title": {"en": "Call", "ru": "Звонок"}},
        "body": {"logo": {"code": "call"}, "blocks": {"hello": BLOCK}},
    } | parts  # fmt: skip


def test_configurable(portal: Any) -> None:
    pair = portal.installed()
    deal = record(portal)
    portal.result(
        "crm.activity.badge.add", {"code": "missed", "title": "Call", "value": {"en": "Missed"}, "type": "failure"}
    )
    fields = {"deadline": SOON, "badgeCode": "missed", "originId": "7", "pingOffsets": [5]}
    params = {"ownerTypeId": 2, "ownerId": deal, "fields": fields, "layout": layout()}
    assert portal.refused("crm.activity.configurable.add", params)[1] == "ERROR_WRONG_CONTEXT"
    made = portal.result("crm.activity.configurable.add", params, pair.access)["activity"]["id"]
    found = portal.result("crm.activity.configurable.get", {"id": made}, pair.access)["activity"]
    assert (found["id"], found["ownerTypeId"], found["ownerId"], found["layout"]) == (made, 2, deal, layout())
    assert found["fields"] == {
        "typeId": "CONFIGURABLE", "completed": False, "deadline": SOON, "pingOffsets": [5],
        "isIncomingChannel": False, "responsibleId": 1, "badgeCode": "missed", "originatorId": None, "originId": "7",
    }  # fmt: skip
    change = {"id": made, "fields": {"completed": "Y", "deadline": ""}, "layout": layout(icon={"code": "info"})}
    assert portal.result("crm.activity.configurable.update", change, pair.access) == {"activity": {"id": made}}
    found = portal.result("crm.activity.configurable.get", {"id": made}, pair.access)["activity"]
    assert (found["fields"]["completed"], found["fields"]["deadline"]) == (True, None)
    assert portal.refused("crm.activity.configurable.get", {"id": 99}, pair.access)[1] == "NOT_FOUND"
    assert portal.refused("crm.activity.configurable.update", change)[1] == "ERROR_WRONG_CONTEXT"
    error = portal.refused("crm.activity.update", {"id": made, "fields": {"SUBJECT": "x"}}, pair.access)[2]
    assert error == "Use crm.activity.configurable.update for this activity provider"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"typeId": "OTHER"}, "WRONG_FIELD_VALUE"),
        ({"deadline": "soon"}, "WRONG_FIELD_VALUE"),
        ({"badgeCode": "none"}, "WRONG_FIELD_VALUE"),
        ({"responsibleId": 99}, "WRONG_FIELD_VALUE"),
        ({"extra": 1}, "FIELD_IS_REDUNDANT"),
        ({"isIncomingChannel": True, "deadline": SOON}, "INCOMING_ACTIVITY_CAN_NOT_BE_WITH_DEADLINE"),
    ]
    for given, error in wrong:
        assert portal.refused("crm.activity.configurable.add", params | {"fields": given}, pair.access)[1] == error
    assert portal.refused("crm.activity.configurable.add", {"ownerId": 1}, pair.access)[1] == "100"


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ({"icon": {}}, "FIELD_IS_REQUIRED"),
        ({"more": 1}, "FIELD_IS_REDUNDANT"),
        ({"header": {"title": {"xx": "?"}}}, "WRONG_LANG"),
        ({"header": {"title": ["a"]}}, "WRONG_FIELD_VALUE"),
        ({"icon": {"code": {"a": 1}}}, "WRONG_FIELD_VALUE"),
        ({"header": {"title": "T", "tags": {"a": {"title": "x", "type": "lavender"}}}}, "ENUM_FIELD"),
        (
            {"header": {"title": "T", "tags": {f"t{n}": {"title": "x", "type": "success"} for n in range(3)}}},
            "TOO_MANY_ITEMS",
        ),
        ({"body": {"logo": {"code": "c"}, "blocks": {"a b": BLOCK}}}, "KEY_CONTAIN_WRONG_SYMBOLS"),
        ({"body": {"logo": {"code": "c"}, "blocks": {"a": {"type": "video", "properties": {}}}}}, "ENUM_FIELD"),
        (
            {"body": {"logo": {"code": "c", "action": {"uri": "/"}}}},
            "FIELD_IS_REQUIRED",
        ),
        (
            {
                "body": {
                    "logo": {"code": "c"},
                    "blocks": {"a": {"type": "lineOfBlocks", "properties": {"blocks": {"x": {"type": "largeText"}}}}},
                }
            },
            "ENUM_FIELD",
        ),
    ],
)
def test_wrong_layouts(portal: Any, parts: dict[str, Any], error: str) -> None:
    pair = portal.installed()
    params = {"ownerTypeId": 2, "ownerId": record(portal), "fields": {}, "layout": layout(**parts)}
    assert portal.refused("crm.activity.configurable.add", params, pair.access)[1] == error


def test_an_empty_layout(portal: Any) -> None:
    pair = portal.installed()
    params = {"ownerTypeId": 2, "ownerId": record(portal), "fields": {}, "layout": {}}
    assert portal.refused("crm.activity.configurable.add", params, pair.access)[1] == "ERROR_EMPTY_LAYOUT"


def test_a_click_is_told_to_the_application(portal: Any) -> None:
    pair = portal.installed()
    portal.listen(pair.access, "onCrmTimelineItemAction")
    deal = record(portal)
    action = {"type": "restEvent", "id": "confirm", "actionParams": {"mine": "7"}, "animationType": "loader"}
    footer = {
        "buttons": {"yes": {"title": "Yes", "type": "primary", "action": action}},
        "menu": {"items": {"open": {"title": "Open", "action": {"type": "redirect", "uri": "/x/"}}}},
    }
    params = {"ownerTypeId": 2, "ownerId": deal, "fields": {}, "layout": layout(footer=footer)}
    made = portal.result("crm.activity.configurable.add", params, pair.access)["activity"]["id"]
    assert portal.perform("press-activity", activity=made, element="yes") == action
    assert portal.perform("press-activity", activity=made, element="open") == {"type": "redirect", "uri": "/x/"}
    (post,) = portal.settle()
    told = {name: post[f"data[{name}]"] for name in ("id", "entityTypeId", "entityId", "activityId", "userId", "mine")}
    assert told == {
        "id": "confirm", "entityTypeId": "2", "entityId": str(deal), "activityId": str(made), "userId": "1",
        "mine": "7",
    }  # fmt: skip
    with pytest.raises(ActError, match="nothing to press"):
        portal.perform("press-activity", activity=made, element="no")
    with pytest.raises(ActError, match="no configurable activity"):
        portal.perform("press-activity", activity=99, element="no")


def test_badges(portal: Any) -> None:
    badge = {"code": "missed", "title": "Call", "value": "Missed", "type": "failure"}
    assert portal.refused("crm.activity.badge.add", badge, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    assert portal.refused("crm.activity.badge.add", {"code": "x"})[1] == "REQUIRED_ARG_MISSING"
    assert portal.result("crm.activity.badge.add", badge) == {"badge": badge}
    assert portal.refused("crm.activity.badge.add", badge)[1] == "INVALID_ARG_VALUE"
    assert portal.result("crm.activity.badge.get", {"code": "missed"}) == {"badge": badge}
    assert portal.result("crm.activity.badge.list") == {"badges": [badge]}
    refused = portal.refused("crm.activity.badge.delete", {"code": "missed"}, user_id=portal.user_id)
    assert refused[1] == "ACCESS_DENIED"
    assert portal.result("crm.activity.badge.delete", {"code": "missed"}) is True
    for verb in ("get", "delete"):
        assert portal.refused(f"crm.activity.badge.{verb}", {"code": "missed"})[1] == "NOT_FOUND"


def test_types_go_with_their_application(portal: Any) -> None:
    pair = portal.installed()
    kind = {"TYPE_ID": "1C", "NAME": "1C", "IS_CONFIGURABLE_TYPE": "Y", "ICON_FILE": ["a.png", "aGk="]}
    assert portal.refused("crm.activity.type.add", {"fields": kind})[1:] == (
        "ACCESS_DENIED", "Access denied! Application context required",
    )  # fmt: skip
    plain = portal.tokens(portal.state.app("acme.score"), portal.user_id)
    assert portal.refused("crm.activity.type.list", {}, plain.access)[2] == "Access denied! Admin permissions required"
    assert portal.refused("crm.activity.type.add", {"fields": {}}, pair.access)[1] == "INVALID_ARG_VALUE"
    assert portal.result("crm.activity.type.add", {"fields": kind}, pair.access) is True
    assert portal.refused("crm.activity.type.add", {"fields": kind}, pair.access)[1] == "INVALID_ARG_VALUE"
    (row,) = portal.result("crm.activity.type.list", {}, pair.access)
    assert (row["TYPE_ID"], row["IS_CONFIGURABLE_TYPE"], row["ICON_ID"]) == ("1C", "Y", "1")
    params = {"ownerTypeId": 2, "ownerId": record(portal), "fields": {"typeId": "1C"}, "layout": layout()}
    assert portal.result("crm.activity.configurable.add", params, pair.access)
    assert portal.refused("crm.activity.type.delete", {"TYPE_ID": "2C"}, pair.access)[1] == "INVALID_ARG_VALUE"
    portal.result("crm.activity.type.add", {"fields": {"TYPE_ID": "3C"}}, pair.access)
    assert portal.result("crm.activity.type.delete", {"TYPE_ID": "1C"}, pair.access) is True
    sections = [one.section for one in portal.state.fingerprint()]
    assert ("crm activity types" in sections, "crm activities" in sections) == (True, True)
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=True))
    sections = [one.section for one in portal.state.fingerprint()]
    assert ("crm activity types" in sections, "crm activities" in sections) == (False, True)


def test_content_blocks_of_an_activity(portal: Any) -> None:
    pair = portal.installed()
    deal, contact = record(portal), record(portal, "contact")
    made = portal.result("crm.activity.add", {"fields": call_fields(deal, contact)})
    at = {"entityTypeId": 2, "entityId": deal, "activityId": made}
    blocks = {"blocks": {"a": BLOCK}}
    name = "crm.activity.layout.blocks"
    assert portal.refused(f"{name}.set", at | {"layout": blocks})[1] == "ERROR_WRONG_CONTEXT"
    assert portal.result(f"{name}.set", at | {"layout": blocks}, pair.access) == {"success": True}
    assert portal.result(f"{name}.get", at, pair.access) == {"layout": blocks}
    assert portal.refused(f"{name}.set", at | {"layout": {}}, pair.access)[1] == "FIELD_IS_REQUIRED"
    assert portal.refused(f"{name}.get", at | {"entityId": 99}, pair.access)[1] == "OWNER_NOT_FOUND"
    assert portal.refused(f"{name}.get", at | {"activityId": 99}, pair.access)[1] == "NOT_FOUND"
    assert portal.result(f"{name}.delete", at, pair.access) == {"success": True}
    assert portal.result(f"{name}.get", at, pair.access) == {"layout": None}
    params = {"ownerTypeId": 2, "ownerId": deal, "fields": {}, "layout": layout()}
    own = portal.result("crm.activity.configurable.add", params, pair.access)["activity"]["id"]
    refused = portal.refused(f"{name}.set", at | {"activityId": own, "layout": blocks}, pair.access)
    assert refused[1] == "UNSUITABLE_ACTIVITY_TYPE_ERROR"
