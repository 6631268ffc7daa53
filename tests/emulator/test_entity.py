"""Storages of applications."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import httpx
import pytest


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed().access
    portal.result("entity.add", {"ENTITY": "dish", "NAME": "Dishes", "ACCESS": {"AU": "R"}}, token)
    return token


def test_storages(portal: Any, auth: str) -> None:
    assert portal.result("entity.get", {"ENTITY": "dish"}, auth) == {
        "ID": "1", "IBLOCK_TYPE_ID": "rest_entity", "ENTITY": "dish", "NAME": "Dishes"
    }  # fmt: skip
    assert portal.result("entity.rights", {"ENTITY": "dish"}, auth) == {"AU": "R", "U1": "X"}
    assert portal.result("entity.rights", {"ENTITY": "dish", "ACCESS": {"AU": "W"}}, auth) == {"AU": "W", "U1": "X"}
    assert portal.result("entity.rights", {"ENTITY": "none"}, auth) is None
    update = {"ENTITY": "dish", "ENTITY_NEW": "meal", "NAME": "Meals", "ACCESS": {}}
    assert portal.result("entity.update", update, auth) is True
    assert [row["ENTITY"] for row in portal.result("entity.get", auth=auth)] == ["meal"]
    assert portal.result("entity.delete", {"ENTITY": "meal"}, auth) is True
    assert portal.result("entity.get", auth=auth) == []


def test_items(portal: Any, auth: str) -> None:
    dish = {"ENTITY": "dish"}
    assert (
        portal.result("entity.item.property.add", dish | {"PROPERTY": "PRICE", "NAME": "Price", "TYPE": "N"}, auth)
        is True
    )
    section = portal.result("entity.section.add", dish | {"NAME": "Soups"}, auth)
    for n in range(3):
        item = dish | {"NAME": f"Soup {n}", "SECTION": section, "PROPERTY_VALUES": {"PRICE": n * 10, "NONE": 1}}
        last = portal.result("entity.item.add", item, auth)
    body = portal.rest(
        "entity.item.get", dish | {"SORT": {"ID": "DESC"}, "FILTER": {">=PROPERTY_PRICE": 10}}, auth
    ).json()
    assert body["total"] == 2
    row = body["result"][0]
    assert (row["ID"], row["NAME"], row["PROPERTY_VALUES"], row["SECTION"]) == (
        str(last),
        "Soup 2",
        {"PRICE": "20"},
        str(section),
    )
    assert (row["CODE"], row["ACTIVE"], row["SORT"], row["DATE_ACTIVE_FROM"]) == (None, "Y", "500", "")
    change = dish | {"ID": last, "NAME": "Stew", "PROPERTY_VALUES": {"PRICE": 5}}
    assert portal.result("entity.item.update", change, auth) is True
    (stew,) = portal.result("entity.item.get", dish | {"FILTER": {"%NAME": "tew"}}, auth)
    assert stew["PROPERTY_VALUES"] == {"PRICE": "5"}
    assert portal.result("entity.item.delete", dish | {"ID": last}, auth) is True
    assert portal.result("entity.section.delete", dish | {"ID": section}, auth) is True
    assert portal.result("entity.item.get", dish, auth) == []


def test_sections_and_properties(portal: Any, auth: str) -> None:
    dish = {"ENTITY": "dish"}
    one = portal.result("entity.section.add", dish | {"NAME": "A"}, auth)
    two = portal.result("entity.section.add", dish | {"NAME": "B", "SECTION": one}, auth)
    portal.result("entity.section.update", dish | {"ID": two, "NAME": "C"}, auth)
    assert [row["NAME"] for row in portal.result("entity.section.get", dish, auth)] == ["A", "C"]
    portal.result("entity.section.delete", dish | {"ID": one}, auth)
    assert portal.result("entity.section.get", dish, auth) == []
    prop = dish | {"PROPERTY": "P"}
    portal.result("entity.item.property.add", prop | {"NAME": "Pea"}, auth)
    item = portal.result("entity.item.add", dish | {"NAME": "x", "PROPERTY_VALUES": {"P": "v"}}, auth)
    assert (
        portal.result("entity.item.property.update", prop | {"PROPERTY_NEW": "Q", "NAME": "Cue", "TYPE": "S"}, auth)
        is True
    )
    assert portal.result("entity.item.property.get", dish, auth) == [
        {"PROPERTY": "Q", "NAME": "Cue", "TYPE": "S", "SORT": "500"}
    ]
    (row,) = portal.result("entity.item.get", dish | {"FILTER": {"ID": item}}, auth)
    assert row["PROPERTY_VALUES"] == {"Q": "v"}
    assert portal.result("entity.item.property.delete", dish | {"PROPERTY": "Q"}, auth) is True
    assert "PROPERTY_VALUES" not in portal.result("entity.item.get", dish, auth)[0]


@pytest.mark.parametrize(
    ("method", "params", "error", "text"),
    [
        ("entity.add", {"NAME": "x"}, "ERROR_ARGUMENT", "Argument 'ENTITY' is null or empty"),
        ("entity.add", {"ENTITY": "x"}, "ERROR_ARGUMENT", "Argument 'NAME' is null or empty"),
        ("entity.add", {"ENTITY": "dish", "NAME": "x"}, "ERROR_ENTITY_ALREADY_EXISTS", "Entity already exists"),
        ("entity.get", {"ENTITY": "none"}, "ERROR_ENTITY_NOT_FOUND", "Entity not found"),
        ("entity.item.get", {"ENTITY": "none"}, "ERROR_ENTITY_NOT_FOUND", "Entity not found"),
        ("entity.item.add", {"ENTITY": "dish"}, "ERROR_ARGUMENT", "Argument 'NAME' is null or empty"),
        ("entity.item.update", {"ENTITY": "dish", "ID": 99}, "ERROR_ITEM_NOT_FOUND", "Item not found"),
        ("entity.item.delete", {"ENTITY": "dish"}, "ERROR_ARGUMENT", "Argument 'ID' is null or empty"),
        ("entity.section.update", {"ENTITY": "dish", "ID": 99}, "ERROR_SECTION_NOT_FOUND", "Section not found"),
        ("entity.item.property.add", {"ENTITY": "dish", "PROPERTY": "P", "NAME": "p", "TYPE": "Z"},
         "ERROR_ARGUMENT", "Wrong entity item property type"),
        ("entity.item.property.add", {"ENTITY": "dish", "PROPERTY": "P", "TYPE": "L"},
         "ERROR_UNSUPPORTED_PROPERTY_TYPE", "Invalid property type"),
        ("entity.item.property.add", {"ENTITY": "dish", "PROPERTY": "1P"},
         "ERROR_CORE", "Property code cannot start with a digit"),
        ("entity.item.update", {"ENTITY": "dish", "ID": 0}, "ERROR_ARGUMENT", "Argument 'ID' is null or empty"),
        ("entity.section.add", {"ENTITY": "dish", "NAME": "x", "SECTION": 99}, "ERROR_CORE", "Invalid parent section!"),
        ("entity.section.add", {"ENTITY": "dish", "NAME": "x", "PICTURE": ["a.exe", "YQ=="]},
         "ERROR_CORE", "Invalid file type"),
        ("entity.item.property.get", {"ENTITY": "dish", "PROPERTY": "Z"}, "ERROR_PROPERTY_NOT_FOUND",
         "Property not found"),
        ("entity.item.property.delete", {"ENTITY": "dish"}, "ERROR_ARGUMENT", "Argument 'PROPERTY' is null or empty"),
    ],
)  # fmt: skip
def test_errors(portal: Any, auth: str, method: str, params: dict[str, Any], error: str, text: str) -> None:
    assert portal.refused(method, params, auth) == (400, error, text)


def test_a_code_has_room_behind_the_application(portal: Any, auth: str) -> None:
    longest = 50 - len(f"APP_{portal.state.app('acme.score').client_id}_")
    assert portal.result("entity.add", {"ENTITY": "x" * longest, "NAME": "x"}, auth)
    told = portal.refused("entity.add", {"ENTITY": "y" * (longest + 1), "NAME": "x"}, auth)
    assert told == (400, "ERROR_ARGUMENT", f"Entity code is too long. Max length is {longest} characters.")


def test_files(portal: Any, auth: str) -> None:
    dish = {"ENTITY": "dish"}
    portal.result("entity.item.property.add", dish | {"PROPERTY": "SCAN", "TYPE": "F"}, auth)
    portal.result("entity.item.property.add", dish | {"PROPERTY": "S", "TYPE": "S"}, auth)
    refusal = portal.refused("entity.item.property.update", dish | {"PROPERTY": "S", "TYPE": "F"}, auth)
    assert refusal == (400, "ERROR_ARGUMENT", "Cannot change property type to File")
    taken = portal.refused("entity.item.property.update", dish | {"PROPERTY": "S", "PROPERTY_NEW": "SCAN"}, auth)
    assert taken == (400, "ERROR_PROPERTY_ALREADY_EXISTS", "Property SCAN already exists")
    soup, scan = ["soup 1.png", b64encode(b"soup").decode()], ["scan.pdf", b64encode(b"scan").decode()]
    params = dish | {"NAME": "Soup", "PREVIEW_PICTURE": soup, "PROPERTY_VALUES": {"SCAN": scan}}
    key = {"ID": portal.result("entity.item.add", params, auth)}
    (row,) = portal.result("entity.item.get", dish, auth)
    links = (row["PREVIEW_PICTURE"], row["PROPERTY_VALUES"]["SCAN"])
    assert all(link.startswith(f"https://{portal.state.host}/upload/iblock/") for link in links)
    found = [portal.http.get(httpx.URL(link).raw_path.decode()) for link in links]
    assert [answer.content for answer in found] == [b"soup", b"scan"]
    assert portal.http.get("/upload/iblock/none.png").status_code == 404
    portal.result("entity.item.update", dish | key | {"PREVIEW_PICTURE": False, "PROPERTY_VALUES": {"SCAN": ""}}, auth)
    (row,) = portal.result("entity.item.get", dish, auth)
    assert (row["PREVIEW_PICTURE"], row["PROPERTY_VALUES"]["SCAN"]) == (None, links[1])
    portal.result("entity.item.update", dish | key | {"PROPERTY_VALUES": {"SCAN_DEL": "Y"}}, auth)
    assert portal.result("entity.item.get", dish, auth)[0]["PROPERTY_VALUES"]["SCAN"] is None


def test_property_twice(portal: Any, auth: str) -> None:
    params = {"ENTITY": "dish", "PROPERTY": "P", "NAME": "p"}
    portal.result("entity.item.property.add", params, auth)
    assert portal.refused("entity.item.property.add", params, auth)[1] == "ERROR_PROPERTY_ALREADY_EXISTS"


def test_levels_of_a_regular_user(portal: Any, auth: str) -> None:
    user = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    item = {"ENTITY": "dish", "NAME": "Soup"}
    denied = (403, "ACCESS_DENIED", "Access denied!")
    assert portal.result("entity.item.get", {"ENTITY": "dish"}, user) == []
    assert portal.refused("entity.item.add", item, user) == denied
    portal.switch(storage_makers="admin")
    assert portal.refused("entity.add", item | {"ENTITY": "own"}, user) == denied
    portal.switch(storage_makers="any")
    assert portal.result("entity.add", item | {"ENTITY": "own", "ACCESS": {"AU": "Z"}}, user) is True
    assert portal.result("entity.rights", {"ENTITY": "own"}, user) == {f"U{portal.user_id}": "X"}
    portal.result("entity.update", {"ENTITY": "dish", "ACCESS": {f"U{portal.user_id}": "W"}}, auth)
    assert portal.result("entity.item.add", item, user)
    assert portal.refused("entity.delete", {"ENTITY": "dish"}, user) == denied
    portal.result("entity.update", {"ENTITY": "dish", "ACCESS": {}}, auth)
    assert portal.refused("entity.item.get", {"ENTITY": "dish"}, user) == denied
