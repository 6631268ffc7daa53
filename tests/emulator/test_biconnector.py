"""BI connectors of applications, and the builder that asks them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pytest_b24moderation.emulator.portal import ActError

COLUMN = {"type": "int", "name": "ID", "externalCode": "id"}
ANSWERS: dict[str, Any] = {
    "/check": {"ok": True}, "/tables": [{"code": "sales", "title": "Sales"}],
    "/description": [{"code": "id", "name": "ID", "type": "int"}], "/data": [["id"], [101]],
}  # fmt: skip


class Service:
    """A connector's addresses: JSON by path, bodies kept."""

    def __init__(self) -> None:
        self.answers, self.asked = dict(ANSWERS), list[tuple[str, dict[str, str]]]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.asked.append((scope["path"], dict(parse_qsl(body.decode(), keep_blank_values=True))))
        answer = self.answers.get(scope["path"])
        text = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        head = [(b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 200 if answer is not None else 500, "headers": head})
        await send({"type": "http.response.body", "body": text})


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("biconnector",)).access
    return token


@pytest.fixture
def service(portal: Any, inbox_server: Any) -> Service:
    made = Service()
    inbox_server.mount(made)
    return made


def connector(portal: Any, **more: Any) -> dict[str, Any]:
    url = portal.inbox.url
    return {"title": "Shop", "logo": "https://x.example/l.png", "urlCheck": f"{url}/check", "urlData": f"{url}/data",
            "urlTableList": f"{url}/tables", "urlTableDescription": f"{url}/description",
            "settings": [{"code": "login", "name": "Login", "type": "STRING"}]} | more  # fmt: skip


def made(portal: Any, auth: str) -> tuple[int, int]:
    """A connector and a source, once urlCheck has been called."""
    one = portal.result("biconnector.connector.add", {"fields": connector(portal)}, auth)["id"]
    fields = {"title": "My shop", "connectorId": one, "settings": {"login": "ann"}}
    source = portal.result("biconnector.source.add", {"fields": fields}, auth)["id"]
    portal.settle()
    return one, source


def told(portal: Any, method: str, params: Any, auth: str) -> tuple[int, str]:
    status, code, _ = portal.refused(method, params, auth)
    return status, code


def test_connectors(portal: Any, auth: str) -> None:
    fields = connector(portal)
    name = "biconnector.connector"
    one = portal.result(f"{name}.add", {"fields": fields}, auth)["id"]
    item = portal.result(f"{name}.get", {"id": one}, auth)["item"]
    assert item | fields | {"id": one, "sort": 100} == item
    assert portal.result(f"{name}.update", {"id": one, "fields": {"title": "New", "sort": 5}}, auth) is True
    found = portal.result(f"{name}.list", {"select": ["id", "title"], "filter": {"title": "New"}}, auth)
    assert found == [{"id": str(one), "title": "New"}]
    assert portal.result(f"{name}.fields")["fields"][0] == {
        "title": "id", "type": "integer", "isRequired": True, "isReadOnly": True, "isImmutable": False,
        "isMultiple": False,
    }  # fmt: skip
    assert portal.refused(f"{name}.list")[:2] == (403, "ACCESS_DENIED")
    other = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    assert portal.refused(f"{name}.list", auth=other)[:2] == (403, "ACCESS_DENIED")
    assert portal.result(f"{name}.delete", {"id": one}, auth) is True
    assert portal.refused(f"{name}.get", {"id": one}, auth) == (200, "CONNECTOR_NOT_FOUND", "Connector was not found.")


@pytest.mark.parametrize(("more", "code"), [
    ({"logo": ""}, "VALIDATION_REQUIRED_FIELD_MISSING"), ({"id": 5}, "VALIDATION_READ_ONLY_FIELD"),
    ({"oops": 5}, "VALIDATION_UNKNOWN_PARAMETERS"), ({"sort": "x"}, "VALIDATION_INVALID_FIELD_TYPE"),
    ({"title": ["x"]}, "VALIDATION_INVALID_FIELD_TYPE"), ({"settings": "x"}, "VALIDATION_INVALID_FIELD_TYPE"),
    ({"settings": [{"code": "a"}]}, "VALIDATION_SETTINGS_MISSING_REQUIRED_FIELDS"),
    ({"settings": [{"code": "a", "name": "n" * 513, "type": "INT"}]}, "VALIDATION_SETTINGS_NAME_TOO_LONG"),
    ({"settings": [{"code": "a" * 513, "name": "n", "type": "INT"}]}, "VALIDATION_SETTINGS_CODE_TOO_LONG"),
    ({"settings": [{"code": "a", "name": "n", "type": "Q"}]}, "VALIDATION_SETTINGS_INVALID_TYPE")])  # fmt: skip
def test_wrong_connectors(portal: Any, auth: str, more: dict[str, Any], code: str) -> None:
    assert told(portal, "biconnector.connector.add", {"fields": connector(portal, **more)}, auth) == (200, code)


def test_common_errors(portal: Any, auth: str, service: Service) -> None:
    one, source = made(portal, auth)
    assert told(portal, "biconnector.connector.add", {}, auth)[1] == "VALIDATION_FIELDS_NOT_PROVIDED"
    assert told(portal, "biconnector.connector.delete", {"id": one}, auth)[1] == "CONNECTOR_DELETE_RESTRICTED"
    for kind in ("connector", "source", "dataset"):
        for verb in ("get", "delete", "update"):
            method = f"biconnector.{kind}.{verb}"
            assert told(portal, method, {}, auth)[1] == "VALIDATION_ID_NOT_PROVIDED"
            assert told(portal, method, {"id": "x"}, auth)[1] == "VALIDATION_INVALID_ID_FORMAT"
            assert told(portal, method, {"id": 99}, auth)[1] == f"{kind.upper()}_NOT_FOUND"
        method = f"biconnector.{kind}.list"
        for name in ("select", "filter", "order"):
            assert told(portal, method, {name: "x"}, auth)[1] == f"VALIDATION_{name.upper()}_TYPE"
            wrong = {name: ["oops"] if name == "select" else {"oops": "1"}}
            assert told(portal, method, wrong, auth)[1] == f"VALIDATION_FIELD_NOT_ALLOWED_IN_{name.upper()}"
        assert told(portal, method, {"filter": {"logic": "XOR"}}, auth)[1] == "VALIDATION_INVALID_FILTER_LOGIC"
    change = {"id": source, "fields": {"connectorId": one}}
    assert told(portal, "biconnector.source.update", change, auth)[1] == "VALIDATION_IMMUTABLE_FIELD"
    fields = {"title": "x", "connectorId": 99, "settings": {"login": "a"}}
    assert told(portal, "biconnector.source.add", {"fields": fields}, auth)[1] == "CONNECTOR_NOT_FOUND"


def test_sources(portal: Any, auth: str, service: Service) -> None:
    one, source = made(portal, auth)
    portal.settle()
    assert service.asked == [("/check", {"connection[login]": "ann"})]
    item = portal.result("biconnector.source.get", {"id": source}, auth)["item"]
    assert item["connectorId"] == one
    assert item["settings"] == [{"name": "Login", "code": "login", "type": "STRING", "value": "ann", "id": 1}]
    assert item["connection"] | {"id": source, "type": "rest", "code": "rest_1", "active": True} == item["connection"]
    change = {"id": source, "fields": {"title": "Other", "active": False, "settings": {"login": "bob"}}}
    assert portal.result("biconnector.source.update", change, auth) is True
    portal.settle()
    assert service.asked[-1] == ("/check", {"connection[login]": "bob"})
    rows = portal.result("biconnector.source.list", {"filter": {"active": False}}, auth)
    assert [(row["id"], row["title"]) for row in rows] == [(str(source), "Other")]
    assert len(portal.result("biconnector.source.fields")["fields"]) == 12
    assert portal.running.call(lambda: portal.state.ask("biconnector.sources")) == [
        {"id": source, "title": "Other", "app": "acme.score"}]  # fmt: skip
    assert portal.result("biconnector.source.delete", {"id": source}, auth) is True


def test_datasets(portal: Any, auth: str, service: Service) -> None:
    _, source = made(portal, auth)
    name = "biconnector.dataset"
    fields = {"name": "sales", "externalName": "Sales", "externalCode": "sales", "sourceId": source, "fields": [COLUMN]}
    one = portal.result(f"{name}.add", {"fields": fields}, auth)["id"]
    item = portal.result(f"{name}.get", {"id": one}, auth)["item"]
    assert item["fields"] == [{"id": 1, "datasetId": one, "visible": True, **COLUMN}]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name": "Sales"}, "VALIDATION_DATASET_NAME_INVALID"),
        ({"name": "s" * 231}, "VALIDATION_DATASET_NAME_TOO_LONG"),
        ({"sourceId": 9}, "SOURCE_NOT_FOUND"), ({}, "DATASET_ALREADY_EXIST"),
        ({"fields": [{"name": "A"}]}, "VALIDATION_FIELD_MISSING_REQUIRED_PARAMETERS"),
        ({"fields": [COLUMN, COLUMN]}, "VALIDATION_DUPLICATE_FIELD_CODE"),
        ({"fields": [COLUMN, COLUMN | {"externalCode": "b"}]}, "VALIDATION_DUPLICATE_FIELD_NAME"),
        ({"fields": [COLUMN | {"name": "a"}]}, "VALIDATION_FIELD_NAME_INVALID_FORMAT"),
        ({"fields": [COLUMN | {"name": "A" * 33}]}, "VALIDATION_FIELD_NAME_TOO_LONG"),
        ({"fields": [COLUMN | {"type": "blob"}]}, "VALIDATION_FIELD_INVALID_TYPE"),
    ]  # fmt: skip
    for more, code in wrong:
        new = fields | ({"name": "other"} if "fields" in more else {}) | more
        assert told(portal, f"{name}.add", {"fields": new}, auth) == (200, code)
    assert told(portal, f"{name}.update", {"id": one, "fields": {"fields": []}}, auth)[1] == "INVALID_METHOD"
    assert told(portal, f"{name}.update", {"id": one, "fields": {"name": "x"}}, auth)[1] == "VALIDATION_IMMUTABLE_FIELD"
    assert portal.result(f"{name}.update", {"id": one, "fields": {"description": "d"}}, auth) is True
    second = {"type": "string", "name": "TITLE", "externalCode": "title"}
    change = {"id": one, "add": [second], "update": [{"id": 1, "visible": False}]}
    assert portal.result(f"{name}.fields.update", change, auth) is True
    for params, code in (({"add": [{"name": "A"}]}, "VALIDATION_FIELD_ADD_MISSING_REQUIRED_FIELDS"),
                         ({"add": [second | {"name": "B"}]}, "VALIDATION_DUPLICATE_EXIST_CODE"),
                         ({"add": [second | {"externalCode": "b"}]}, "VALIDATION_DUPLICATE_EXIST_NAME"),
                         ({"update": [{"id": 1}]}, "VALIDATION_FIELD_UPDATE_MISSING_REQUIRED_FIELDS"),
                         ({"delete": ["x"]}, "VALIDATION_FIELD_DELETE_INVALID_ID")):  # fmt: skip
        assert told(portal, f"{name}.fields.update", {"id": one, **params}, auth)[1] == code
    assert portal.result(f"{name}.fields.update", {"id": one, "delete": [2]}, auth) is True
    (left,) = portal.result(f"{name}.get", {"id": one}, auth)["item"]["fields"]
    assert (left["name"], left["visible"]) == ("ID", False)
    assert portal.result(f"{name}.list", {"select": ["name"]}, auth) == [{"name": "sales"}]
    assert len(portal.result(f"{name}.fields", auth=auth)["fields"]) == 13
    assert told(portal, "biconnector.source.delete", {"id": source}, auth)[1] == "BX_ERROR"
    assert portal.result(f"{name}.delete", {"id": one}, auth) is True


def ask(portal: Any, **params: Any) -> Any:
    return portal.perform("ask-bi", **params)


def test_the_builder_asks(portal: Any, auth: str, service: Service) -> None:
    made(portal, auth)
    portal.settle()
    service.asked.clear()
    found = ask(portal, source="My shop")
    assert found == {"tables": ANSWERS["/tables"], "description": ANSWERS["/description"], "data": ANSWERS["/data"]}
    login = {"connection[login]": "ann"}
    assert service.asked == [
        ("/check", login), ("/tables", {"searchString": "", **login}), ("/description", {"table": "sales", **login}),
        ("/data", {"table": "sales", "limit": "100", "mapFields[id]": "ID", **login}),
    ]  # fmt: skip
    with pytest.raises(ActError):
        ask(portal, source="none")
    for path, answer in (("/data", {}), ("/tables", [{"code": ""}]), ("/description", "<html>"), ("/check", None)):
        service.answers[path] = answer
        with pytest.raises(ActError) as caught:
            ask(portal, source=1, table="sales")
        assert caught.value.answered
        service.answers[path] = ANSWERS[path]


def test_an_employee_connects_a_source(portal: Any, auth: str, service: Service) -> None:
    portal.result("biconnector.connector.add", {"fields": connector(portal)}, auth)
    made = portal.perform("connect-bi", connector="Shop", title="Ann's shop", settings={"login": "ann"})
    assert service.asked == [("/check", {"connection[login]": "ann"})]
    assert ask(portal, source="Ann's shop")["data"] == ANSWERS["/data"]
    assert ask(portal, source=made["id"])["tables"] == ANSWERS["/tables"]
    assert told(portal, "biconnector.connector.delete", {"id": 1}, auth)[1] == "CONNECTOR_DELETE_RESTRICTED"
    for wrong in ({"connector": "none"}, {"connector": 1, "settings": {"password": "x"}}):
        with pytest.raises(ActError):
            portal.perform("connect-bi", **{"title": "Other", **wrong})
    service.answers["/check"] = None
    with pytest.raises(ActError):
        portal.perform("connect-bi", connector=1, title="Other", settings={"login": "bob"})
    assert len(portal.state.ask("biconnector.sources")) == 1
    portal.state.tell("app.uninstalled", app=portal.state.app("acme.score"), clean=False)
    assert portal.state.ask("biconnector.sources") == []


def test_they_go_with_the_application(portal: Any, auth: str, service: Service) -> None:
    made(portal, auth)
    sections = {row.section for row in portal.state.fingerprint() if row.owner == "acme.score"}
    assert {"bi connectors", "bi sources"} <= sections
    user = portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(portal.state.app("acme.score"), user, clean=False))
    assert not [row for row in portal.state.fingerprint() if row.section.startswith("bi ")]
