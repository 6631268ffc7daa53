"""`crm.item.*`: the same records by camelCase, errors, filters, imports, smart processes."""

from __future__ import annotations

import base64
from typing import Any

import pytest

TYPES = {1: "lead", 2: "deal", 3: "contact", 4: "company", 7: "quote", 31: ""}


def add(portal: Any, type_id: int, user_id: int = 1, **fields: Any) -> dict[str, Any]:
    named = {"name": "Ann"} if type_id == 3 else {"title": "T"}
    params = {"entityTypeId": type_id, "fields": named | fields}
    made: dict[str, Any] = portal.result("crm.item.add", params, user_id=user_id)["item"]
    return made


def smart(portal: Any, **fields: Any) -> int:
    switches = {"isStagesEnabled": "Y", "isClientEnabled": "Y", "isLinkWithProductsEnabled": "Y"}
    made: int = portal.result("crm.type.add", {"fields": {"title": "Parcels"} | switches | fields})["type"][
        "entityTypeId"
    ]
    return made


@pytest.mark.parametrize("type_id", TYPES)
def test_one_record_two_names(portal: Any, type_id: int) -> None:
    item = add(portal, type_id, assignedById=portal.user_id, utmSource="x", nonsense=1)
    assert (item["id"], item["entityTypeId"], item["assignedById"], item["createdBy"]) == (
        1, type_id, portal.user_id, 1,
    )  # fmt: skip
    assert {"createdTime", "updatedTime", "updatedBy", "lastActivityTime", "webformId"} <= set(item)
    fields = portal.result("crm.item.fields", {"entityTypeId": type_id})["fields"]
    assert fields["id"]["upperName"] == "ID"
    assert fields["createdTime"]["isReadOnly"] is True
    assert {name for name, facts in fields.items() if not facts["isDynamic"]} <= set(item)
    if name := TYPES[type_id]:
        row = portal.result(f"crm.{name}.get", {"id": 1})
        assert (row["ASSIGNED_BY_ID"], row["UTM_SOURCE"]) == (str(portal.user_id), "x")
        portal.result(f"crm.{name}.update", {"id": 1, "fields": {"UTM_SOURCE": "y"}})
        assert portal.result("crm.item.get", {"entityTypeId": type_id, "id": 1})["item"]["utmSource"] == "y"
    changed = {"entityTypeId": type_id, "id": 1, "fields": {"utmSource": "z"}}
    assert portal.result("crm.item.update", changed)["item"]["utmSource"] == "z"
    assert portal.result("crm.item.delete", {"entityTypeId": type_id, "id": 1}) == []
    assert portal.refused("crm.item.get", {"entityTypeId": type_id, "id": 1})[1] == "NOT_FOUND"


def test_errors(portal: Any) -> None:
    assert portal.refused("crm.item.list", {"entityTypeId": 999}) == (400, "NOT_FOUND", "Smart process not found")
    assert portal.refused("crm.item.list", {"entityTypeId": 5})[1] == "ENTITY_TYPE_NOT_SUPPORTED"
    assert portal.refused("crm.item.list")[1] == "100"
    assert portal.refused("crm.item.add", {"entityTypeId": 2})[1] == "100"
    for fields in ({"stageId": "NOWHERE"}, {"categoryId": 77}):
        told = portal.refused("crm.item.add", {"entityTypeId": 2, "fields": fields})
        assert told[1] == "CRM_FIELD_ERROR_VALUE_NOT_VALID"
    told = portal.refused("crm.item.add", {"entityTypeId": 2, "fields": {"contactIds": "4"}})
    assert told == (400, "100", "Expected iterable value for multiple field, but got string instead")
    theirs = add(portal, 2)["id"]
    me = {"user_id": portal.user_id}
    assert (
        portal.refused("crm.item.update", {"entityTypeId": 2, "id": theirs, "fields": {}}, **me)[1] == "ACCESS_DENIED"
    )
    assert portal.refused("crm.item.delete", {"entityTypeId": 2, "id": theirs}, **me)[1] == "ACCESS_DENIED"
    assert portal.result("crm.item.get", {"entityTypeId": 2, "id": theirs}, **me)["item"]["id"] == theirs
    for params, text in (
        ({"filter": {"FIELD": 1}}, "Invalid filter: field 'FIELD' is not allowed in filter"),
        ({"order": {"FIELD": "ASC"}}, "Invalid order: field 'FIELD' is not allowed in order"),
        ({"order": {"id": "UP"}},
         "Invalid order: allowed sort directions are `ASC, DESC`. But got 'UP' for field 'id'"),
    ):  # fmt: skip
        assert portal.refused("crm.item.list", {"entityTypeId": 2} | params) == (400, "INVALID_ARG_VALUE", text)


FILTERS = [
    ({"title": "b"}, [2]), ({"@id": [1, 3]}, [1, 3]), ({">opportunity": 100}, [2, 3]), ({"!stageId": "NEW"}, [3]),
    ({"logic": "OR", "0": {"title": "a"}, "1": {"title": "c"}}, [1, 3]), ({"%title": "B"}, [2]),
    ({"0": {"logic": "OR", "0": {"title": "a"}, "1": {">opportunity": 250}}}, [1, 3]), ({"contactIds": 1}, [1]),
    ({">=createdTime": "2020-01-01", "<id": 3}, [1, 2]), ({"ufCrm_1700000001": "v2"}, [2]), ({"observers": 1}, [3]),
    ({"UF_CRM_1700000001": "v1"}, [1]), ({"TITLE": "b", "=OPPORTUNITY": 200}, [2]),
]  # fmt: skip


@pytest.fixture
def deals(portal: Any) -> Any:
    add(portal, 3)
    portal.result("crm.deal.userfield.add", {"fields": {"FIELD_NAME": "UF_CRM_1700000001", "USER_TYPE_ID": "string"}})
    for n, title in enumerate("abc", 1):
        add(portal, 2, title=title, opportunity=n * 100, contactIds=[1] if n == 1 else [], ufCrm_1700000001=f"v{n}",
            stageId="NEW" if n < 3 else "WON", observers=[1] if n == 3 else [])  # fmt: skip
    return portal


@pytest.mark.parametrize(("wanted", "expected"), FILTERS, ids=[str(wanted) for wanted, _ in FILTERS])
def test_filters(deals: Any, wanted: dict[str, Any], expected: list[int]) -> None:
    answer = deals.hook("crm.item.list", {"entityTypeId": 2, "filter": wanted, "select": ["id"]}).json()
    assert answer["result"] == {"items": [{"id": n} for n in expected]}
    assert answer["total"] == len(expected)


def test_order_select_and_names(deals: Any) -> None:
    params = {"entityTypeId": 2, "order": {"opportunity": "DESC"}, "select": ["title", "ufCrm_1700000001"]}
    rows = deals.result("crm.item.list", params)["items"]
    assert rows[0] == {"id": 3, "title": "c", "ufCrm_1700000001": "v3"}
    item = deals.result("crm.item.get", {"entityTypeId": 2, "id": 3, "useOriginalUfNames": "Y"})["item"]
    assert item["UF_CRM_1700000001"] == "v3"
    assert (item["opportunity"], item["closed"], item["stageSemanticId"], item["isWon"]) == (300, "Y", "S", None)
    fields = deals.result("crm.item.fields", {"entityTypeId": 2})["fields"]
    assert fields["ufCrm_1700000001"]["upperName"] == "UF_CRM_1700000001"
    assert fields["closed"]["type"] == "boolean"


def test_multifields_of_items(portal: Any) -> None:
    item = add(portal, 3, fm=[{"typeId": "PHONE", "valueType": "WORK", "value": "+1"},
                              {"typeId": "EMAIL", "valueType": "HOME", "value": "a@b.c"}])  # fmt: skip
    assert (item["phoneWork"], item["phone"], item["emailHome"], item["phoneMobile"], item["hasPhone"]) == (
        "+1", "+1", "a@b.c", "", "Y"
    )  # fmt: skip
    phone = item["fm"][0]
    assert phone == {"id": phone["id"], "valueType": "WORK", "value": "+1", "typeId": "PHONE"}
    change = {"entityTypeId": 3, "id": 1, "fields": {"fm": [{**phone, "value": "+2"}]}}
    assert portal.result("crm.item.update", change)["item"]["phone"] == "+2"
    assert portal.refused("crm.item.add", {"entityTypeId": 4, "fields": {}})[1] == "CRM_FIELD_ERROR_REQUIRED"


def test_imports(portal: Any) -> None:
    past = {"title": "Old", "createdTime": "2020-05-01T10:00:00+00:00", "createdBy": portal.user_id}
    made = portal.result("crm.item.import", {"entityTypeId": 2, "fields": past})["item"]["id"]
    item = portal.result("crm.item.get", {"entityTypeId": 2, "id": made})["item"]
    assert (item["createdTime"], item["createdBy"]) == ("2020-05-01T10:00:00+00:00", portal.user_id)
    told = portal.refused("crm.item.import", {"entityTypeId": 2, "fields": past}, user_id=portal.user_id)
    assert told[1:] == ("CRM_FIELD_ERROR_VALUE_NOT_VALID", 'Invalid value for field "createdTime"')
    data = [{"title": "Firm"}, {"title": ""}]
    items = portal.result("crm.item.batchImport", {"entityTypeId": 4, "data": data})["items"]
    assert items[0] == {"item": {"id": 1}}
    assert items[1]["error"] == "CRM_FIELD_ERROR_REQUIRED"
    many = {"entityTypeId": 4, "data": [{"title": "x"}] * 21}
    assert portal.refused("crm.item.batchImport", many)[1] == "MAX_IMPORT_BATCH_SIZE_EXCEEDED"


def test_files_of_user_fields(portal: Any) -> None:
    for name, multiple in (("ONE", "N"), ("MANY", "Y")):
        fields = {"FIELD_NAME": name, "USER_TYPE_ID": "file", "MULTIPLE": multiple}
        portal.result("crm.deal.userfield.add", {"fields": fields})
    text = base64.b64encode(b"hello").decode()
    item = add(portal, 2, ufCrmOne=["a.txt", text], ufCrmMany=[["b.txt", text], ["c.txt", text]])
    assert set(item["ufCrmOne"]) == {"id", "url", "urlMachine"}
    first, second = item["ufCrmMany"]
    got = portal.http.get(item["ufCrmOne"]["urlMachine"].partition(portal.state.host)[2])
    assert (got.status_code, got.content) == (200, b"hello")
    change = {"ufCrmOne": "", "ufCrmMany": [{"id": second["id"]}, ["d.txt", text]]}
    item = portal.result("crm.item.update", {"entityTypeId": 2, "id": 1, "fields": change})["item"]
    assert item["ufCrmOne"] is None
    assert [one["id"] for one in item["ufCrmMany"]] == [second["id"], second["id"] + 1]
    row = portal.result("crm.deal.get", {"id": 1})
    assert set(row["UF_CRM_MANY"][0]) == {"id", "showUrl", "downloadUrl"}
    assert first["id"] != second["id"]


def test_pipelines_of_deals(portal: Any) -> None:
    category = portal.result("crm.category.add", {"entityTypeId": 2, "fields": {"name": "Second"}})["category"]["id"]
    deal = add(portal, 2)["id"]
    moved = portal.result("crm.item.update", {"entityTypeId": 2, "id": deal, "fields": {"categoryId": category}})
    assert moved["item"]["stageId"] == f"C{category}:NEW"
    told = portal.refused("crm.item.update", {"entityTypeId": 2, "id": deal, "fields": {"stageId": "WON"}})
    assert told[1] == "CRM_FIELD_ERROR_VALUE_NOT_VALID"
    portal.result("crm.item.update", {"entityTypeId": 2, "id": deal, "fields": {"stageId": f"C{category}:WON"}})
    rows = portal.result("crm.stagehistory.list", {"entityTypeId": 2, "filter": {"OWNER_ID": deal}})["items"]
    assert [(row["TYPE_ID"], row["STAGE_ID"], row["STAGE_SEMANTIC_ID"]) for row in rows] == [
        (1, "NEW", "P"), (5, f"C{category}:NEW", "P"), (3, f"C{category}:WON", "S"),
    ]  # fmt: skip
    assert portal.refused("crm.stagehistory.list", {"entityTypeId": 3})[1] == "ENTITY_TYPE_NOT_SUPPORTED"
    bad = {"entityTypeId": 2, "filter": {"X": 1}}
    assert portal.refused("crm.stagehistory.list", bad)[1] == "INVALID_ARG_VALUE"
    assert portal.refused("crm.stagehistory.list", {"entityTypeId": 2, "order": {"ID": "UP"}})[1] == "INVALID_ARG_VALUE"
    lead = add(portal, 1)["id"]
    row = portal.result("crm.stagehistory.list", {"entityTypeId": 1, "order": {"ID": "DESC"}})["items"][0]
    assert (row["OWNER_ID"], row["STATUS_ID"]) == (lead, "NEW")


def test_invoices(portal: Any) -> None:
    deal = add(portal, 2)["id"]
    item = add(portal, 31, parentId2=deal, title="")
    category = item["categoryId"]
    assert (item["stageId"], item["parentId2"], item["title"], item["accountNumber"]) == (
        f"DT31_{category}:N", deal, "Invoice #1", "1",
    )  # fmt: skip
    fields = portal.result("crm.item.fields", {"entityTypeId": 31})["fields"]
    assert fields["stageId"]["statusType"] == f"SMART_INVOICE_STAGE_{category}"
    assert fields["parentId2"]["settings"] == {"parentEntityTypeId": 2}
    portal.result("crm.item.update", {"entityTypeId": 31, "id": 1, "fields": {"stageId": f"DT31_{category}:P"}})
    item = portal.result("crm.item.get", {"entityTypeId": 31, "id": 1})["item"]
    assert (item["previousStageId"], item["movedBy"]) == (f"DT31_{category}:N", 1)
    assert portal.result("crm.item.list", {"entityTypeId": 31, "filter": {"parentId2": deal}})["items"][0]["id"] == 1
    portal.result("crm.deal.delete", {"id": deal})
    assert portal.result("crm.item.get", {"entityTypeId": 31, "id": 1})["item"]["parentId2"] is None


def test_smart_processes(portal: Any) -> None:
    type_id = smart(portal, relations={"child": [{"entityTypeId": 2, "isChildrenListEnabled": "true"}]})
    item = add(portal, type_id, title="First", opportunity=5)
    assert (item["title"], item["opportunity"], item["stageId"]) == (
        "First", 5, f"DT{type_id}_{item['categoryId']}:NEW",
    )  # fmt: skip
    assert "sourceId" not in item
    deal = add(portal, 2, **{f"parentId{type_id}": item["id"]})
    assert deal[f"parentId{type_id}"] == item["id"]
    stages = portal.result(
        "crm.status.list", {"filter": {"ENTITY_ID": f"DYNAMIC_{type_id}_STAGE_{item['categoryId']}"}}
    )
    assert [row["SEMANTICS"] for row in stages] == [None, None, None, "S", "F"]
    admin = portal.state.people.users[1]
    kinds = portal.state.ask("crm.kinds", user=admin)
    assert {"type": f"dynamic_{type_id}", "title": "Parcels", "entity_type_id": type_id} in kinds
    assert {"quote", "smart_invoice"} <= {row["type"] for row in kinds}
    card = portal.state.ask("crm.card", type=f"dynamic_{type_id}", id=item["id"], user=admin)
    assert card["title"] == "First"
    assert any(row["SYMBOL_CODE"] == f"DYNAMIC_{type_id}" for row in portal.result("crm.enum.ownertype"))
    sections = {row.section for row in portal.state.fingerprint()}
    assert {f"crm dynamic_{type_id}", "crm smart processes", "crm deal"} <= sections


def test_events_of_items(portal: Any) -> None:
    auth = portal.installed().access
    names = ("ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMUPDATE", "ONCRMDYNAMICITEMDELETE", "ONCRMQUOTEADD",
             "ONCRMDEALMOVETOCATEGORY", "ONCRMTYPEADD", "ONCRMTYPEDELETE")  # fmt: skip
    for name in names:
        portal.result("event.bind", {"event": name, "handler": f"{portal.inbox.url}/e.php"}, auth)
    type_id = smart(portal)
    item = add(portal, type_id)["id"]
    portal.result("crm.item.update", {"entityTypeId": type_id, "id": item, "fields": {"title": "b"}})
    portal.result("crm.item.delete", {"entityTypeId": type_id, "id": item})
    add(portal, 7)
    add(portal, 2)
    category = portal.result("crm.category.add", {"entityTypeId": 2, "fields": {"name": "S"}})["category"]["id"]
    portal.result("crm.item.update", {"entityTypeId": 2, "id": 1, "fields": {"categoryId": category}})
    portal.result("crm.type.delete", {"id": 1})
    posts = {post["event"]: post for post in portal.settle() if post["event"] in names}
    assert set(posts) == set(names)
    for name in names[:3]:
        assert posts[name]["data[FIELDS][ID]"] == str(item)
        assert posts[name]["data[FIELDS][ENTITY_TYPE_ID]"] == str(type_id)
    assert posts["ONCRMDEALMOVETOCATEGORY"]["data[FIELDS][STAGE_ID]"] == f"C{category}:NEW"
    assert posts["ONCRMTYPEADD"]["data[FIELDS][ID]"] == "1"


def test_nothing_changed_is_not_saved(portal: Any) -> None:
    auth = portal.installed().access
    portal.result("event.bind", {"event": "ONCRMDEALUPDATE", "handler": f"{portal.inbox.url}/e.php"}, auth)
    item = add(portal, 2, title="a", observers=[1])
    for fields in ({"title": "a"}, {"observers": [1]}, {"stageId": "NEW"}, {}):
        same = portal.result("crm.item.update", {"entityTypeId": 2, "id": 1, "fields": fields}, user_id=1)["item"]
        assert same == item
    portal.result("crm.item.update", {"entityTypeId": 2, "id": 1, "fields": {"observers": [2]}})
    assert portal.result("crm.item.get", {"entityTypeId": 2, "id": 1})["item"]["observers"] == [2]
    assert [post["event"] for post in portal.settle() if "DEAL" in post["event"]] == ["ONCRMDEALUPDATE"]


def test_mandatory_user_fields(portal: Any) -> None:
    fields = {"FIELD_NAME": "MUST", "USER_TYPE_ID": "string", "MANDATORY": "Y"}
    portal.result("crm.deal.userfield.add", {"fields": fields})
    told = portal.refused("crm.item.add", {"entityTypeId": 2, "fields": {"title": "x"}})
    assert told == (400, "CRM_FIELD_ERROR_REQUIRED", 'The "UF_CRM_MUST" field is required')
    assert add(portal, 2, ufCrmMust="v")["ufCrmMust"] == "v"


def test_records_of_other_parts_of_the_portal(portal: Any) -> None:
    state, admin = portal.state, portal.state.people.users[1]
    maker = state.people.users[1].maker
    made = portal.running.call(
        lambda: state.ask("crm.add", type="lead", fields={"TITLE": "Call"}, maker=maker, user=admin)
    )
    assert portal.result("crm.lead.get", {"id": made})["TITLE"] == "Call"
    assert state.ask("crm.add", type="spaceship", fields={}, maker=maker, user=admin) is None
