"""Universal lists: fields, sections, elements, rights."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import httpx
import pytest

MISSING = "ERROR_REQUIRED_PARAMETERS_MISSING"
DENIED = (403, "ACCESS_DENIED", "Access denied!")
GONE = (400, "ERROR_IBLOCK_NOT_FOUND", "Iblock not found")
PNG = ["a.png", b64encode(b"\x89PNG").decode()]


def add(portal: Any, code: str = "goods", **more: Any) -> dict[str, Any]:
    params = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": code, "FIELDS": {"NAME": "Goods"}} | more
    return {"IBLOCK_TYPE_ID": params["IBLOCK_TYPE_ID"], "IBLOCK_ID": portal.result("lists.add", params)}


@pytest.fixture
def goods(portal: Any) -> dict[str, Any]:
    return add(portal)


def field(portal: Any, where: dict[str, Any], kind: str, code: str, **more: Any) -> str:
    fields = {"NAME": code.title() or kind, "TYPE": kind, "CODE": code} | more
    return str(portal.result("lists.field.add", where | {"FIELDS": fields}))


def element(portal: Any, where: dict[str, Any], code: str = "one", **fields: Any) -> int:
    params = where | {"ELEMENT_CODE": code, "FIELDS": {"NAME": code.title()} | fields}
    return int(portal.result("lists.element.add", params))


def test_lists(portal: Any, goods: dict[str, Any]) -> None:
    again = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "goods", "FIELDS": {"NAME": "x"}}
    assert portal.refused("lists.add", again) == (400, "ERROR_IBLOCK_ALREADY_EXISTS", "Iblock already exists")
    assert portal.refused("lists.add", again | {"IBLOCK_TYPE_ID": "moon"}) == DENIED
    for name in ("IBLOCK_TYPE_ID", "IBLOCK_CODE", "FIELDS"):
        refusal = portal.refused("lists.add", again | {name: None})
        assert refusal == (400, MISSING, f"Required parameter `{name}` is missing")
    (row,) = portal.result("lists.get", goods)
    assert (row["ID"], row["CODE"], row["NAME"], row["SORT"], row["BIZPROC"]) == ("1", "goods", "Goods", "500", "Y")
    assert (row["ELEMENTS_NAME"], row["SOCNET_GROUP_ID"], row["TIMESTAMP_X"][-2:] in ("am", "pm")) == (
        "Elements", None, True,
    )  # fmt: skip
    change = {"FIELDS": {"NAME": "Wares", "SORT": 7, "BIZPROC": "N"}, "MESSAGES": {"ELEMENT_NAME": "Ware"}}
    assert portal.result("lists.update", goods | change) is True
    add(portal, "other")
    body = portal.hook("lists.get", {"IBLOCK_TYPE_ID": "lists", "IBLOCK_ORDER": {"SORT": "asc"}}).json()
    assert [(row["NAME"], row["BIZPROC"], row["ELEMENT_NAME"]) for row in body["result"]] == [
        ("Wares", "N", "Ware"), ("Goods", "Y", "Element"),
    ]  # fmt: skip
    assert body["total"] == 2
    assert portal.result("lists.get.iblock.type.id", {"IBLOCK_CODE": "goods"}) == "lists"
    assert portal.result("lists.get.iblock.type.id", {"IBLOCK_ID": 99}) is None
    assert portal.refused("lists.get")[1] == MISSING
    assert portal.refused("lists.get", {"IBLOCK_TYPE_ID": "lists_socnet"}) == DENIED
    empty = {"FIELDS": {"NAME": ""}}
    assert portal.refused("lists.update", goods | empty)[1] == "ERROR_UPDATE_IBLOCK"
    assert portal.result("lists.delete", goods) is True
    assert portal.refused("lists.delete", goods) == GONE
    assert portal.refused("lists.delete", {"IBLOCK_TYPE_ID": "lists"})[1] == MISSING


def test_group_lists(portal: Any) -> None:
    add(portal, "g", IBLOCK_TYPE_ID="lists_socnet", SOCNET_GROUP_ID=33)
    (row,) = portal.result("lists.get", {"IBLOCK_TYPE_ID": "lists_socnet", "SOCNET_GROUP_ID": 33})
    assert row["SOCNET_GROUP_ID"] == "33"
    assert portal.result("lists.get", {"IBLOCK_TYPE_ID": "lists_socnet", "SOCNET_GROUP_ID": 34}) == []


def test_rights(portal: Any, goods: dict[str, Any]) -> None:
    user = portal.user_id
    assert portal.refused("lists.add", goods, user_id=user) == DENIED
    assert portal.result("lists.get", {"IBLOCK_TYPE_ID": "lists"}, user_id=user) == []
    assert portal.refused("lists.element.get", goods, user_id=user) == DENIED
    portal.result("lists.update", goods | {"FIELDS": {"SORT": 1}, "RIGHTS": {f"U{user}": "E"}})
    assert portal.result("lists.element.get", goods, user_id=user) == []
    one = {"ELEMENT_CODE": "one", "FIELDS": {"NAME": "One"}}
    key = portal.result("lists.element.add", goods | one, user_id=user)
    for name in ("lists.element.update", "lists.element.delete"):
        assert portal.refused(name, goods | {"ELEMENT_ID": key, "FIELDS": {"NAME": "x"}}, user_id=user) == DENIED
    verbs = ("update", "delete", "field.add", "field.update", "field.delete", "field.type.get", "section.add",
             "section.update", "section.delete")  # fmt: skip
    for verb in verbs:
        name = f"lists.{verb}"
        assert portal.refused(name, goods | {"FIELDS": {"NAME": "x"}, "FIELD_ID": "NAME"}, user_id=user) == DENIED
    portal.result("lists.update", goods | {"FIELDS": {"SORT": 1}, "RIGHTS": {f"U{user}": "X"}})
    assert portal.refused("lists.delete", goods, user_id=user) == DENIED  # what is given stays


def test_fields(portal: Any, goods: dict[str, Any]) -> None:
    values = {"10": {"VALUE": "New", "SORT": 10, "DEF": "Y"}, "20": {"VALUE": "Old", "SORT": 20, "DEF": "N"}}
    key = field(portal, goods, "L", "STATE", LIST=values, LIST_TEXT_VALUES="Lost\nSold", SORT=50)
    assert key == "PROPERTY_1"
    row = portal.result("lists.field.get", goods | {"FIELD_ID": key})["L"]
    names = row["DISPLAY_VALUES_FORM"]
    assert list(names.values()) == ["New", "Old", "Lost", "Sold"]
    assert names[row["DEFAULT_VALUE"]] == "New"
    assert (row["FIELD_ID"], row["PROPERTY_TYPE"], row["PROPERTY_USER_TYPE"], row["ID"]) == (key, "L", False, "1")
    assert (row["SORT"], row["ROW_COUNT"], row["COL_COUNT"], row["IS_REQUIRED"]) == (50, "1", "30", "N")
    old = next(option for option, name in names.items() if name == "Old")
    change = {"NAME": "State", "TYPE": "L", "LIST": {old: {"VALUE": "Older"}}, "LIST_TEXT_VALUES": "Now",
              "LIST_DEF": [old], "SETTINGS": {"SHOW_FIELD_PREVIEW": "Y"}}  # fmt: skip
    assert portal.result("lists.field.update", goods | {"FIELD_ID": key, "FIELDS": change}) is True
    row = portal.result("lists.field.get", goods | {"FIELD_ID": key})["L"]
    assert (row["NAME"], row["DEFAULT_VALUE"], row["SETTINGS"]["SHOW_FIELD_PREVIEW"]) == ("State", old, "Y")
    assert row["DISPLAY_VALUES_FORM"][old] == "Older"
    assert len(row["DISPLAY_VALUES_FORM"]) == 2
    assert field(portal, goods, "SORT", "") == "SORT"
    assert list(portal.result("lists.field.get", goods)) == ["NAME", key, "SORT"]
    types = portal.result("lists.field.type.get", goods)
    assert "SORT" not in types
    assert (types["S"], types["DATE_CREATE"]) == ("String", "Creation date")
    assert "SORT" in portal.result("lists.field.type.get", goods | {"FIELD_ID": "SORT"})
    assert portal.result("lists.field.delete", goods | {"FIELD_ID": key}) is True
    assert portal.result("lists.field.get", goods | {"FIELD_ID": key}) == []


def test_fields_that_are_refused(portal: Any, goods: dict[str, Any]) -> None:
    field(portal, goods, "S", "CITY")
    base = {"NAME": "N", "TYPE": "S", "CODE": "X"}
    for change, error, text in (
        ({"NAME": ""}, MISSING, "Required parameter `NAME` is missing"),
        ({"TYPE": "Z"}, "ERROR_SAVE_FIELD", "Error saving the field"),
        ({"CODE": ""}, "ERROR_SAVE_FIELD", "Please fill the code fields"),
        ({"CODE": "CITY"}, "ERROR_SAVE_FIELD", "Property already exists"),
        (
            {"SETTINGS": {"ADD_READ_ONLY_FIELD": "Y"}},
            "ERROR_SAVE_FIELD",
            "The default value of the field 'N' is required",
        ),
        ({"TYPE": "E"}, "ERROR_SAVE_FIELD", "Incorrect lists specified for 'N' property"),
    ):
        assert portal.refused("lists.field.add", goods | {"FIELDS": base | change}) == (400, error, text)
    params = goods | {"FIELD_ID": "PROPERTY_1", "FIELDS": base | {"TYPE": "N"}}
    assert portal.refused("lists.field.update", params) == (400, "ERROR_UPDATE_FIELD", "Error updating the field")
    for name in ("lists.field.add", "lists.field.get", "lists.field.type.get", "lists.field.delete"):
        assert portal.refused(name, goods | {"IBLOCK_ID": 99, "FIELDS": base, "FIELD_ID": "X"}) == GONE
    assert portal.refused("lists.field.update", goods)[1] == MISSING
    assert portal.refused("lists.field.delete", goods)[1] == MISSING


def test_sections(portal: Any, goods: dict[str, Any]) -> None:
    def section(code: str, parent: int = 0, **fields: Any) -> int:
        more = {"SECTION_CODE": code, "IBLOCK_SECTION_ID": parent, "FIELDS": {"NAME": code.title()} | fields}
        return int(portal.result("lists.section.add", goods | more))

    one = section("one", SORT=20)
    inner = section("inner", one, EXTERNAL_ID="ext")
    section("two", SORT=10)
    rows = portal.result("lists.section.get", goods)
    assert [(row["NAME"], row["LEFT_MARGIN"], row["RIGHT_MARGIN"], row["DEPTH_LEVEL"]) for row in rows] == [
        ("Two", "1", "2", "1"), ("One", "3", "6", "1"), ("Inner", "4", "5", "2"),
    ]  # fmt: skip
    wanted = {"FILTER": {"NAME": "%nn%", "ACTIVE": "Y"}, "SELECT": ["ID", "XML_ID", "EXTERNAL_ID", "IBLOCK_SECTION_ID"]}
    found = {"ID": str(inner), "XML_ID": "ext", "EXTERNAL_ID": "ext", "IBLOCK_SECTION_ID": str(one)}
    assert portal.result("lists.section.get", goods | wanted) == [found]
    assert portal.result("lists.section.update", goods | {"SECTION_CODE": "one", "FIELDS": {"ACTIVE": "N"}}) is True
    assert len(portal.result("lists.section.get", goods | {"FILTER": {"GLOBAL_ACTIVE": "N"}})) == 2
    element(portal, goods)
    inside = goods | {"ELEMENT_CODE": "in", "FIELDS": {"NAME": "In"}, "IBLOCK_SECTION_ID": inner}
    portal.result("lists.element.add", inside)
    assert portal.result("lists.section.delete", goods | {"SECTION_ID": one}) is True
    assert [row["NAME"] for row in portal.result("lists.section.get", goods)] == ["Two"]
    assert [row["NAME"] for row in portal.result("lists.element.get", goods)] == ["One"]
    missing = (400, "ERROR_SECTION_NOT_FOUND", "Section not found")
    assert portal.refused("lists.section.delete", goods | {"SECTION_ID": one}) == missing
    assert portal.refused("lists.section.update", goods | {"SECTION_ID": one}) == missing
    assert portal.refused("lists.section.delete", goods)[1] == MISSING
    assert portal.refused("lists.section.add", goods)[1] == MISSING
    bad = goods | {"SECTION_CODE": "x", "FIELDS": {"NAME": "x"}, "IBLOCK_SECTION_ID": 99}
    assert portal.refused("lists.section.add", bad)[1] == "ERROR_ADD_SECTION"
    empty = goods | {"SECTION_CODE": "two", "FIELDS": {"NAME": ""}}
    assert portal.refused("lists.section.update", empty)[1] == "ERROR_UPDATE_SECTION"


def test_elements(portal: Any, goods: dict[str, Any]) -> None:
    people = field(portal, goods, "S:employee", "WHO", MULTIPLE="Y")
    when = field(portal, goods, "S:DateTime", "WHEN")
    count = field(portal, goods, "N:Sequence", "COUNT")
    kind = field(portal, goods, "L", "KIND", LIST={"1": {"VALUE": "A", "DEF": "Y"}})
    key = element(portal, goods, **{people: ["1", "7"], when: "2024-12-31T23:59:59+00:00"})
    element(portal, goods, "two")
    (row,) = portal.result("lists.element.get", goods | {"ELEMENT_ID": key})
    assert (row["ID"], row["CODE"], row["NAME"], row["CREATED_BY"], row["IBLOCK_SECTION_ID"]) == (
        str(key), "one", "One", "1", None,
    )  # fmt: skip
    assert list(row[people].values()) == ["1", "7"]
    assert list(row[when].values()) == ["12/31/2024 11:59:59 pm"]
    assert list(row[count].values()) == ["1"]
    assert list(row[kind].values()) == ["1"]
    wanted = goods | {"FILTER": {"NAME": "%w%", ">=DATE_CREATE": "2020-01-01"}, "SELECT": ["NAME", count]}
    body = portal.hook("lists.element.get", wanted).json()
    (two,) = body["result"]
    assert (list(two[count].values()), body["total"], set(two)) == (["2"], 1, {"ID", "NAME", count})
    by_value = goods | {"FILTER": {f"={people}": 7}}
    assert [row["ID"] for row in portal.result("lists.element.get", by_value)] == [str(key)]
    names = [row["NAME"] for row in portal.result("lists.element.get", goods | {"ELEMENT_ORDER": {"NAME": "desc"}})]
    assert names == ["Two", "One"]
    change = goods | {"ELEMENT_CODE": "one", "FIELDS": {"NAME": "Uno", people: ["7"]}}
    assert portal.result("lists.element.update", change) is True
    (row,) = portal.result("lists.element.get", goods | {"ELEMENT_CODE": "one"})
    assert (row["NAME"], list(row[people].values()), when in row, kind in row) == ("Uno", ["7"], False, False)
    found = portal.running.call(
        lambda: portal.state.ask("lists.element", id=key, user=portal.state.people.users[1])
    )  # fmt: skip
    assert (found["title"], found["iblock"], found["fields"][people]) == ("Uno", goods["IBLOCK_ID"], "7")
    assert portal.result("lists.element.delete", goods | {"ELEMENT_ID": key}) is True
    gone = (400, "ERROR_ELEMENT_NOT_FOUND", "Element not found")
    for name in ("lists.element.delete", "lists.element.update", "lists.element.get.file.url"):
        assert portal.refused(name, goods | {"ELEMENT_ID": key, "FIELDS": {"NAME": "x"}}) == gone
        assert portal.refused(name, goods)[1] == MISSING
        assert portal.refused(name, goods | {"IBLOCK_ID": 99, "ELEMENT_ID": 1}) == GONE
    assert portal.result("lists.element.get", goods | {"ELEMENT_ID": key}) == []


def test_elements_that_are_refused(portal: Any, goods: dict[str, Any]) -> None:
    city = field(portal, goods, "S", "CITY", IS_REQUIRED="Y")
    file = field(portal, goods, "F", "FILE")
    element(portal, goods, **{city: "Rome"})
    base = goods | {"ELEMENT_CODE": "two", "FIELDS": {"NAME": "Two", city: "Oslo"}}
    for change, error in (
        ({"ELEMENT_CODE": ""}, MISSING),
        ({"FIELDS": {city: "Oslo"}}, MISSING),
        ({"ELEMENT_CODE": "one"}, "ERROR_ELEMENT_ALREADY_EXISTS"),
        ({"FIELDS": {"NAME": "Two"}}, "ERROR_ADD_ELEMENT"),
        ({"IBLOCK_SECTION_ID": 99}, "ERROR_ADD_ELEMENT"),
        ({"FIELDS": {"NAME": "Two", city: "Oslo", file: 12}}, "ERROR_ELEMENT_FIELD_VALUE"),
        ({"IBLOCK_ID": 99}, "ERROR_IBLOCK_NOT_FOUND"),
    ):
        assert portal.refused("lists.element.add", base | change)[:2] == (400, error)
    refusal = portal.refused("lists.element.update", goods | {"ELEMENT_CODE": "one", "FIELDS": {"NAME": "x"}})
    assert refusal == (400, "ERROR_UPDATE_ELEMENT", 'The field "City" is required.')


def test_files(portal: Any, goods: dict[str, Any]) -> None:
    file, disk = field(portal, goods, "F", "FILE", MULTIPLE="Y"), field(portal, goods, "S:DiskFile", "DISK")
    auth = portal.installed(scopes=("disk",)).access
    up = {"id": 1, "data": {"NAME": "d.txt"}, "fileContent": ["d.txt", b64encode(b"disk").decode()]}
    disk_id = portal.result("disk.storage.uploadFile", up, auth)["ID"]
    key = element(portal, goods, **{file: [PNG, PNG], disk: f"n{disk_id}"})
    urls = portal.result("lists.element.get.file.url", goods | {"ELEMENT_ID": key, "FIELD_ID": file.split("_")[1]})
    assert len(urls) == 2
    assert urls[0].startswith(f"/company/lists/{goods['IBLOCK_ID']}/file/0/{key}/{file}/")
    assert urls[0].endswith("/?ncc=y&download=y")
    (url,) = portal.result("lists.element.get.file.url", goods | {"ELEMENT_ID": key, "FIELD_ID": disk.split("_")[1]})
    assert url.startswith("/bitrix/tools/disk/uf.php?attachedId=")
    assert portal.http.get(urls[0]).status_code == 404
    session = portal.state.people.open_session(1)
    cookie = {"Cookie": f"PHPSESSID={session.key}"}
    assert portal.http.get(urls[0], headers=cookie).content == b"\x89PNG"
    assert portal.http.get(url, headers=cookie).content == b"disk"
    assert portal.http.get(httpx.URL(urls[0]).path.replace(file, disk), headers=cookie).status_code == 404
    assert portal.result("lists.element.get.file.url", goods | {"ELEMENT_ID": key, "FIELD_ID": 77}) == []
    change = goods | {"ELEMENT_ID": key, "FIELDS": {"NAME": "x", file: PNG}}
    portal.result("lists.element.update", change)
    (row,) = portal.result("lists.element.get", goods)
    assert (list(row[file].values()), disk in row) == (["1", "2", "3"], False)
    gone = {"NAME": "x", f"{file}_DEL": {next(iter(row[file])): "Y"}}
    portal.result("lists.element.update", goods | {"ELEMENT_ID": key, "FIELDS": gone})
    assert list(portal.result("lists.element.get", goods)[0][file].values()) == ["2", "3"]


def test_traces(portal: Any) -> None:
    auth = portal.installed(scopes=("lists",)).access
    where = {"IBLOCK_TYPE_ID": "lists", "IBLOCK_CODE": "g"}
    portal.result("lists.add", where | {"FIELDS": {"NAME": "Goods"}}, auth)
    portal.result("lists.field.add", where | {"FIELDS": {"NAME": "City", "TYPE": "S", "CODE": "C"}}, auth)
    portal.result("lists.section.add", where | {"SECTION_CODE": "s", "FIELDS": {"NAME": "Sec"}}, auth)
    portal.result("lists.element.add", where | {"ELEMENT_CODE": "e", "FIELDS": {"NAME": "El"}}, auth)
    rows = [row for row in portal.running.call(portal.state.fingerprint) if row.section.startswith("list")]
    assert [(row.section, row.summary, row.owner) for row in rows] == [
        ("lists", "Goods", "acme.score"), ("list fields", "Goods: City", "acme.score"),
        ("list sections", "Goods: Sec", "acme.score"), ("list elements", "Goods: El", "acme.score"),
    ]  # fmt: skip
