"""The CRM timeline: comments, bindings, notes, pins, log entries, pictures, content blocks."""

from __future__ import annotations

import base64
from typing import Any

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()
BLOCKS = {"blocks": {"a": {"type": "text", "properties": {"value": "Hi"}}}}


def record(portal: Any, kind: str = "deal") -> int:
    made: int = portal.result(f"crm.{kind}.add", {"fields": {"TITLE": "T", "NAME": "Ann"}})
    return made


def comment(portal: Any, deal: int, auth: str = "", **fields: Any) -> int:
    given = {"ENTITY_ID": deal, "ENTITY_TYPE": "deal", "COMMENT": "hello"} | fields
    made: int = portal.result("crm.timeline.comment.add", {"fields": given}, auth)
    return made


def timeline(portal: Any, deal: int, user_id: int = 1) -> list[dict[str, Any]]:
    user = portal.state.people.users[user_id]
    found: list[dict[str, Any]] = portal.state.ask("crm.timeline", type="deal", id=deal, user=user)
    return found


def test_life_of_a_comment(portal: Any) -> None:
    pair = portal.installed()
    for verb in ("Add", "Update", "Delete"):
        params = {"event": f"onCrmTimelineComment{verb}", "handler": f"{portal.inbox.url}/h"}
        assert portal.result("event.bind", params, pair.access) is True
    deal = record(portal)
    made = comment(portal, deal, pair.access, FILES=[["1.gif", "R0lG"], {"fileData": ["a.txt", "aGk="]}])
    row = portal.result("crm.timeline.comment.get", {"id": made})
    assert (row["ID"], row["ENTITY_ID"], row["ENTITY_TYPE"], row["COMMENT"], row["AUTHOR_ID"]) == (
        str(made), str(deal), "deal", "hello", "1",
    )  # fmt: skip
    assert [(one["name"], one["type"], one["size"]) for one in row["FILES"].values()] == [
        ("1.gif", "image", 3), ("a.txt", "file", 2),
    ]  # fmt: skip
    for name in ("urlShow", "urlDownload"):
        at = row["FILES"][min(row["FILES"])][name].removeprefix(f"https://{portal.state.host}")
        assert portal.http.get(at, params={"auth": pair.access}).content == b"GIF"
        assert portal.http.get(at).status_code == 404
    assert timeline(portal, deal) == [
        {"id": made, "kind": "comment", "title": "", "text": "hello", "app": "acme.score"}
    ]
    change = {"id": made, "fields": {"COMMENT": "bye", "FILES": []}, "ownerTypeId": 2, "ownerId": deal}
    assert portal.result("crm.timeline.comment.update", change) == made
    row = portal.result("crm.timeline.comment.get", {"id": made})
    assert (row["COMMENT"], row["FILES"]) == ("bye", {})
    assert portal.result("crm.timeline.comment.delete", {"id": made}) is None
    assert portal.refused("crm.timeline.comment.get", {"id": made}) == (400, "", "Not found.")
    told = [(post["event"], post["data[ID]"]) for post in portal.settle()]
    assert told == [(f"ONCRMTIMELINECOMMENT{verb}", str(made)) for verb in ("ADD", "UPDATE", "DELETE")]


def test_comments_of_a_record(portal: Any) -> None:
    deal = record(portal)
    made = [comment(portal, deal, COMMENT=text) for text in ("a", "b")]
    comment(portal, record(portal))
    wanted = {"filter": {"ENTITY_ID": deal, "ENTITY_TYPE": "deal"}, "order": {"ID": "DESC"}}
    answer = portal.hook("crm.timeline.comment.list", wanted | {"select": ["ID", "COMMENT"]}).json()
    assert answer["total"] == 2
    assert answer["result"] == [{"ID": str(made[1]), "COMMENT": "b"}, {"ID": str(made[0]), "COMMENT": "a"}]
    assert "ENTITY_ID" in portal.refused("crm.timeline.comment.list")[2]
    assert "ENTITY_TYPE" in portal.refused("crm.timeline.comment.list", {"filter": {"ENTITY_ID": 1}})[2]
    gone = {"filter": {"ENTITY_ID": 99, "ENTITY_TYPE": "deal"}}
    assert portal.refused("crm.timeline.comment.list", gone)[2] == "Access denied."
    assert portal.result("crm.timeline.comment.fields")["ENTITY_ID"]["isImmutable"] is True
    portal.result("crm.deal.delete", {"id": deal})
    assert portal.refused("crm.timeline.comment.get", {"id": made[0]})[2] == "Not found."


def test_wrong_comments(portal: Any) -> None:
    deal, name = record(portal), "crm.timeline.comment"
    good = {"ENTITY_ID": deal, "ENTITY_TYPE": "deal", "COMMENT": "x"}
    assert portal.refused(f"{name}.add")[1] == "100"
    assert portal.refused(f"{name}.add", {"fields": "x"})[1] == "100"
    assert portal.refused(f"{name}.add", {"fields": {"COMMENT": "x"}})[1] == "100"
    assert portal.refused(f"{name}.add", {"fields": good | {"COMMENT": ""}})[1] == "INVALID_ARG_VALUE"
    assert portal.refused(f"{name}.add", {"fields": good | {"FILES": [["a", "?"]]}})[1] == "INVALID_ARG_VALUE"
    assert portal.refused(f"{name}.add", {"fields": good | {"ENTITY_ID": 99}})[1] == "OWNER_NOT_FOUND"
    assert portal.refused(f"{name}.add", {"fields": good}, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    made = comment(portal, deal)
    for verb in ("update", "delete"):
        assert portal.refused(f"{name}.{verb}", {"fields": {}})[1] == "100"
        assert portal.refused(f"{name}.{verb}", {"id": 99, "fields": {}})[1] == "NOT_FOUND"
        params = {"id": made, "fields": {"COMMENT": "y"}}
        assert portal.refused(f"{name}.{verb}", params, user_id=portal.user_id)[1] == "ACCESS_DENIED"
        elsewhere = params | {"ownerTypeId": 2, "ownerId": 99}
        assert portal.refused(f"{name}.{verb}", elsewhere)[1] == "OWNER_NOT_FOUND"
    assert portal.refused(f"{name}.update", {"id": made, "fields": {"COMMENT": ""}})[1] == "INVALID_ARG_VALUE"
    assert portal.refused(f"{name}.get", {"id": 0})[2] == "ID is not defined or invalid."


def test_bindings(portal: Any) -> None:
    deal, lead, name = record(portal), record(portal, "lead"), "crm.timeline.bindings"
    made = comment(portal, deal)
    link = {"OWNER_ID": made, "ENTITY_ID": lead, "ENTITY_TYPE": "lead"}
    assert portal.result(f"{name}.bind", {"fields": link}) is True
    assert portal.result(f"{name}.bind", {"fields": link}) is False
    answer = portal.hook(f"{name}.list", {"filter": {"OWNER_ID": made}}).json()
    assert answer["total"] == 2
    assert {"OWNER_ID": str(made), "ENTITY_ID": str(lead), "ENTITY_TYPE": "lead"} in answer["result"]
    assert portal.refused("crm.timeline.comment.delete", {"id": made})[1] == "MULTIPLE_BINDINGS"
    here = {"id": made, "ownerTypeId": 2, "ownerId": deal}
    assert portal.result("crm.timeline.comment.delete", here) is None
    assert portal.result("crm.timeline.comment.get", {"id": made})["ENTITY_TYPE"] == "lead"
    for field in link:
        refused = portal.refused(f"{name}.bind", {"fields": link | {field: ""}})
        assert refused == (400, "", f"{field} is not defined or invalid.")
    assert portal.refused(f"{name}.bind", {"fields": link}, user_id=portal.user_id)[2] == "Access denied."
    other = link | {"ENTITY_ID": deal, "ENTITY_TYPE": "deal"}
    assert portal.refused(f"{name}.unbind", {"fields": other})[2] == "Not found."
    assert portal.result(f"{name}.unbind", {"fields": link}) is True
    assert portal.refused(f"{name}.list", {"filter": {"OWNER_ID": made}})[2] == "OWNER_ID is not defined or invalid."
    assert portal.result(f"{name}.fields")["OWNER_ID"]["isRequired"] is True


def test_notes(portal: Any) -> None:
    deal = record(portal)
    made = comment(portal, deal)
    at = {"ownerTypeId": 2, "ownerId": deal, "itemType": 1, "itemId": made}
    assert portal.refused("crm.timeline.note.get", at)[1] == "NOT_FOUND"
    assert portal.result("crm.timeline.note.save", at | {"text": "mine"}) is True
    assert portal.result("crm.timeline.note.save", at | {"text": "ours"}) is True
    note = portal.result("crm.timeline.note.get", at)
    assert (note["text"], note["createdById"], note["updatedById"]) == ("ours", 1, 1)
    assert [one["kind"] for one in timeline(portal, deal)] == ["comment", "note"]
    assert portal.refused("crm.timeline.note.save", at)[1] == "100"
    assert portal.refused("crm.timeline.note.save", at | {"text": "x", "itemType": 2})[1] == "NOT_FOUND"
    denied = portal.refused("crm.timeline.note.save", at | {"text": "x"}, user_id=portal.user_id)
    assert denied[1] == "ACCESS_DENIED"
    assert portal.result("crm.timeline.note.delete", at) is True
    assert portal.refused("crm.timeline.note.delete", at)[1] == "NOT_FOUND"
    todo = {"ownerTypeId": 2, "ownerId": deal, "deadline": "2026-12-01"}
    activity = portal.result("crm.activity.todo.add", todo)["id"]
    assert portal.result("crm.timeline.note.save", at | {"itemType": 2, "itemId": activity, "text": "x"}) is True


def test_pins(portal: Any) -> None:
    deal = record(portal)
    made = [comment(portal, deal) for _ in range(4)]
    at = {"ownerTypeId": 2, "ownerId": deal}
    for one in made[:3]:
        assert portal.result("crm.timeline.item.pin", at | {"id": one}) is None
    refused = portal.refused("crm.timeline.item.pin", at | {"id": made[3]})
    assert refused[1:] == ("0", "Only three events can be added to favorites")
    assert portal.result("crm.timeline.item.unpin", at | {"id": made[0]}) is None
    assert portal.refused("crm.timeline.item.unpin", at | {"id": made[0]})[1] == "CAN_NOT_CHANGE_PINNED"
    assert portal.result("crm.timeline.item.pin", at | {"id": made[3]}) is None
    for verb in ("pin", "unpin"):
        name = f"crm.timeline.item.{verb}"
        assert portal.refused(name, at)[1] == "100"
        assert portal.refused(name, at | {"id": 99})[1] == "NOT_FOUND"
        assert portal.refused(name, at | {"id": made[1], "ownerId": 99})[1] == "OWNER_NOT_FOUND"
        assert portal.refused(name, at | {"id": made[1]}, user_id=portal.user_id)[1] == "ACCESS_DENIED"


def test_log_entries(portal: Any) -> None:
    pair = portal.installed()
    deal, name = record(portal), "crm.timeline.logmessage"
    fields = {"entityTypeId": 2, "entityId": deal, "title": "T", "text": "x", "iconCode": "info"}
    made = portal.result(f"{name}.add", {"fields": fields}, pair.access)["logMessage"]
    assert (made["title"], made["text"], made["iconCode"], made["authorId"]) == ("T", "x", "info", 1)
    assert portal.result(f"{name}.get", {"id": made["id"]}) == {"logMessage": made}
    for n in range(11):
        portal.result(f"{name}.add", {"fields": fields | {"title": str(n)}})
    at = {"entityTypeId": 2, "entityId": deal}
    answer = portal.hook(f"{name}.list", at).json()
    assert (answer["total"], answer["next"], len(answer["result"]), answer["result"][0]["title"]) == (12, 10, 10, "10")
    assert len(portal.result(f"{name}.list", at | {"start": 10, "order": {"id": "asc"}})) == 2
    assert portal.refused(f"{name}.list")[1:] == ("100", "Could not find value for parameter {entityTypeId}")
    assert portal.refused(f"{name}.add", {"fields": {"title": "x"}})[1] == "100"
    assert portal.refused(f"{name}.add", {"fields": fields | {"entityId": 99}})[1] == "OWNER_NOT_FOUND"
    assert portal.refused(f"{name}.add", {"fields": fields}, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    assert portal.refused(f"{name}.delete", {"id": made["id"]})[1] == "REMOVING_DISABLED"
    assert portal.result(f"{name}.delete", {"id": made["id"]}, pair.access) is True
    text = f"Timeline logmessage not found for id {made['id']}"
    assert portal.refused(f"{name}.get", {"id": made["id"]})[1:] == ("NOT_FOUND", text)
    shown = timeline(portal, deal)
    assert (len(shown), shown[0]["kind"], shown[0]["app"]) == (11, "log", "")


def test_pictures(portal: Any) -> None:
    for kind in ("icon", "logo"):
        name, given = f"crm.timeline.{kind}", {"code": "score", "fileContent": PNG}
        assert portal.refused(f"{name}.add", given, user_id=portal.user_id)[1] == "ACCESS_DENIED"
        assert portal.refused(f"{name}.add", given | {"fileContent": "aGk="})[1] == "INVALID_ARG_VALUE"
        assert portal.refused(f"{name}.add", {"code": "score"})[1] == "100"
        made = portal.result(f"{name}.add", given)[kind]
        assert (made["code"], made["isSystem"], made["fileUri"][:12]) == ("score", False, "/upload/crm/")
        assert portal.result(f"{name}.get", {"code": "score"}) == {kind: made}
        answer = portal.hook(f"{name}.list").json()
        assert {"code": "call", "isSystem": True, "fileUri": ""} in answer["result"][f"{kind}s"]
        assert answer["total"] == len(answer["result"][f"{kind}s"])
        assert portal.refused(f"{name}.delete", {"code": "call"})[1] == "ACCESS_DENIED"
        assert portal.result(f"{name}.delete", {"code": "score"}) is True
        text = f"{kind.capitalize()} not found for code `score`"
        assert portal.refused(f"{name}.get", {"code": "score"})[1:] == ("NOT_FOUND", text)


def test_content_blocks(portal: Any) -> None:
    pair = portal.installed()
    deal, name = record(portal), "crm.timeline.layout.blocks"
    made = comment(portal, deal)
    at = {"entityTypeId": 2, "entityId": deal, "timelineId": made}
    assert portal.refused(f"{name}.set", at | {"layout": BLOCKS})[1] == "ERROR_WRONG_CONTEXT"
    assert portal.result(f"{name}.set", at | {"layout": BLOCKS}, pair.access) == {"success": True}
    assert portal.result(f"{name}.get", at, pair.access) == {"layout": BLOCKS}
    assert portal.refused(f"{name}.set", at | {"layout": {}}, pair.access)[1] == "FIELD_IS_REQUIRED"
    assert portal.refused(f"{name}.set", at | {"timelineId": 99, "layout": BLOCKS}, pair.access)[1] == "NOT_FOUND"
    fields = {"entityTypeId": 2, "entityId": deal, "title": "T", "text": "x", "iconCode": "info"}
    log = portal.result("crm.timeline.logmessage.add", {"fields": fields})["logMessage"]["id"]
    refused = portal.refused(f"{name}.set", at | {"timelineId": log, "layout": BLOCKS}, pair.access)
    assert refused[1] == "UNSUITABLE_TIMELINE_ITEM"
    assert portal.result(f"{name}.delete", at, pair.access) == {"success": True}
    assert portal.refused(f"{name}.delete", at, pair.access)[1] == "NOT_FOUND"
    portal.result(f"{name}.set", at | {"layout": BLOCKS}, pair.access)
    app, admin = portal.state.app("acme.score"), portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    assert portal.result("crm.timeline.comment.get", {"id": made})["COMMENT"] == "hello"
    pair = portal.tokens(portal.install())
    assert portal.result(f"{name}.get", at, pair.access) == {"layout": None}


def test_what_a_timeline_shows(portal: Any) -> None:
    pair = portal.installed()
    deal = record(portal)
    todo = {"ownerTypeId": 2, "ownerId": deal, "deadline": "2026-12-01", "title": "Do", "description": "it"}
    made = portal.result("crm.activity.todo.add", todo, pair.access)["id"]
    assert timeline(portal, deal) == [
        {"id": made, "kind": "activity", "title": "Do", "text": "it", "app": "acme.score"}
    ]
    assert timeline(portal, 99) == []
    sections = {one.section for one in portal.state.fingerprint()}
    assert "crm activities" in sections
    comment(portal, deal, pair.access)
    assert ("crm timeline comments", "acme.score") in {(one.section, one.owner) for one in portal.state.fingerprint()}


def test_every_kind_of_record_has_a_timeline(portal: Any) -> None:
    made = portal.result("crm.type.add", {"fields": {"title": "Trips", "entityTypeId": 1030}})
    assert made
    for kind, name in ((1, "lead"), (7, "quote"), (31, "smart_invoice"), (1030, "dynamic_1030")):
        params = {"entityTypeId": kind, "fields": {"title": "T"}}
        item = portal.result("crm.item.add", params)["item"]["id"]
        fields = {"ENTITY_ID": item, "ENTITY_TYPE": name.upper(), "COMMENT": name}
        one = portal.result("crm.timeline.comment.add", {"fields": fields})
        assert portal.result("crm.timeline.comment.get", {"id": one})["ENTITY_TYPE"] == name
        todo = {"ownerTypeId": kind, "ownerId": item, "deadline": "2026-12-01"}
        assert portal.result("crm.activity.todo.add", todo)["id"]
        user = portal.state.people.users[1]
        shown = portal.state.ask("crm.timeline", type=name, id=item, user=user)
        assert [row["kind"] for row in shown] == ["comment", "activity"]
        assert portal.result("crm.item.delete", {"entityTypeId": kind, "id": item}) == []
        assert portal.refused("crm.timeline.comment.get", {"id": one})[2] == "Not found."


def test_a_configurable_activity_is_shown_as_its_layout_says(make: Any) -> None:
    portal = make(language="ru")
    pair, deal = portal.installed(), record(portal)
    client = {"type": "text", "properties": {"value": {"en": "Bob", "ru": "Боб"}}}
    call = {"type": "link", "properties": {"text": "+1", "action": {"type": "redirect", "uri": "/x/"}}}
    blocks = {
        "client": {"type": "withTitle", "properties": {"title": "Client", "block": client}},
        "line": {"type": "lineOfBlocks", "properties": {"blocks": {"a": client, "b": call}}},
        "until": {"type": "deadline", "properties": {}},
    }
    layout = {
        "icon": {"code": "call"}, "header": {"title": {"en": "Call", "ru": "Звонок"}},
        "body": {"logo": {"code": "call"}, "blocks": blocks},
    }  # fmt: skip
    params = {"ownerTypeId": 2, "ownerId": deal, "fields": {}, "layout": layout}
    made = portal.result("crm.activity.configurable.add", params, pair.access)["activity"]["id"]
    written = comment(portal, deal)
    at = {"entityTypeId": 2, "entityId": deal, "timelineId": written}
    portal.result("crm.timeline.layout.blocks.set", at | {"layout": BLOCKS}, pair.access)
    assert timeline(portal, deal) == [
        {"id": made, "kind": "activity", "title": "Звонок", "text": "Client: Боб\nБоб +1", "app": "acme.score"},
        {"id": written, "kind": "comment", "title": "", "text": "hello\nHi", "app": ""},
    ]
