"""The door of REST 3.0: addresses, envelope, errors, lists, batches, repeated calls, what it tells of itself."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator import create_app
from pytest_b24moderation.emulator.coverage import coverage
from pytest_b24moderation.emulator.registry import methods3
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.v3.batch import run_batch
from pytest_b24moderation.emulator.rest.v3.errors import V3Error
from pytest_b24moderation.emulator.rest.v3.front import perform
from pytest_b24moderation.emulator.rest.v3.listing import chosen
from pytest_b24moderation.emulator.scopes.main.eventlog import ENTRY
from tests.emulator.test_every_method import PLAUSIBLE


def path3(portal: Any, method: str) -> str:
    return httpx.URL(portal.state.webhook(1)).path.replace("/rest/", "/rest/api/") + method


def test_a_task_by_webhook_and_by_token(portal: Any, task: int) -> None:
    answer = portal.hook3("tasks.task.get", {"id": task, "select": ["id", "title"]}).json()
    assert answer["result"] == {"item": {"id": task, "title": "T"}}
    assert answer["time"]["operating"] == 0
    assert answer["time"]["operating_reset_at"] > 0
    token = portal.installed(scopes=("task",)).access
    body = {"id": task, "select": ["title"]}
    told = portal.http.post("/rest/api/tasks.task.get", json=body | {"auth": token})
    assert told.json()["result"]["item"]["title"] == "T"
    assert told.headers["x-bitrix-rest-application"]
    bearer = portal.http.post("/rest/api/tasks.task.get", json=body, headers={"Authorization": f"Bearer {token}"})
    assert bearer.json()["result"]["item"]["title"] == "T"
    assert portal.http.post("/rest/api/tasks.task.get", json=body).json()["error"] == "NO_AUTH_FOUND"


def test_parameters_are_json_of_the_body(portal: Any, task: int) -> None:
    asked = portal.http.get(f"{path3(portal, 'tasks.task.get')}?id={task}")
    assert asked.status_code == 400
    assert asked.json()["error"]["validation"] == [{"message": "Required field `id` is not specified", "field": "id"}]
    for body in (b"id=1", b"{", b"1", b"[" * 9999):
        form = portal.http.post(path3(portal, "tasks.task.get"), content=body)
        assert form.json()["error"]["code"] == "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION"
    assert portal.refused3("tasks.task.get", {"id": str(task)}) == (400, "VALIDATION_REQUESTVALIDATION", ["id"])


def test_who_may_not(portal: Any) -> None:
    user = portal.user_id
    assert portal.refused3("main.eventlog.list", user_id=user) == (403, "ACCESSDENIED", [])
    portal.switch(v3_denied_status=401)
    assert portal.refused3("main.eventlog.list", user_id=user) == (401, "ACCESSDENIED", [])
    token = portal.installed(scopes=("crm",)).access
    answer = portal.http.post("/rest/api/main.eventlog.list", json={"auth": token})
    assert (answer.status_code, answer.json()["error"]["code"]) == (
        403, "BITRIX_REST_V3_EXCEPTION_INSUFFICIENTSCOPEEXCEPTION"
    )  # fmt: skip


def test_names_of_the_other_version(portal: Any) -> None:
    assert portal.refused3("server.time") == (404, "METHODNOTFOUND", [])
    assert portal.refused3("tasks.task.got") == (404, "METHODNOTFOUND", [])
    assert portal.refused("main.eventlog.list")[:2] == (404, "ERROR_METHOD_NOT_FOUND")
    assert portal.state.gaps == []


def test_documented_but_not_ours_is_a_gap(portal: Any) -> None:
    name = next((row.name for row in coverage() if not row.emulated and row.rest == 3), "")
    if not name:
        pytest.skip("everything documented is emulated")
    assert portal.hook3(name).status_code == 501
    assert portal.state.gaps == [f"{name} (REST 3.0)"]


def test_the_portals_own_faults(portal: Any) -> None:
    portal.state.faults.rest["tasks.task.list"] = (500, "INTERNAL_SERVER_ERROR", "Internal server error")
    assert portal.hook3("tasks.task.list").status_code == 500
    portal.state.faults.portal_deleted = True
    assert portal.hook3("tasks.task.list").json()["error"] == "PORTAL_DELETED"


def test_filters(portal: Any) -> None:
    def ids(*rows: Any, **more: Any) -> list[int]:
        found = portal.result3("main.eventlog.list", {"filter": list(rows), "select": ["id"], **more})["items"]
        return [row["id"] for row in found]

    every = ids()
    assert every == [1, 2, 3, 4]
    assert ids(["id", 2]) == ids(["id", "=", 2]) == [2]
    assert ids(["id", [1, 9]]) == ids(["id", "in", [1]]) == [1]
    assert ids(["id", "!=", 2], ["id", "<=", 3]) == [1, 3]
    assert ids(["id", "between", [2, 3]]) == [2, 3]
    assert ids({"logic": "or", "conditions": [["id", 1], ["id", ">", 3]]}) == [1, 4]
    assert ids({"negative": True, "conditions": [["id", "in", [1, 2]]]}) == [3, 4]
    assert ids(["timestampX", ">=", "2000-01-01"]) == every
    assert ids(["timestampX", "<", "2000-01-01T00:00:00+03:00"]) == []
    assert ids(order={"id": "desc"}, pagination={"page": 2, "limit": 3}) == [1]
    assert ids(pagination={"page": 0, "limit": 2}) == [1, 2]
    assert ids(pagination={"limit": "1", "offset": 1}) == [2]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"filter": {"id": 1}}, "INVALIDFILTER"),
        ({"filter": [["id"]]}, "INVALIDFILTER"),
        ({"filter": [["id", "in", 1]]}, "INVALIDFILTER"),
        ({"filter": [{"logic": "xor", "conditions": []}]}, "INVALIDFILTER"),
        ({"filter": [["nothing", 1]]}, "UNKNOWNDTOPROPERTY"),
        ({"filter": [["id", "~", 1]]}, "UNKNOWNFILTEROPERATOR"),
        ({"filter": [["id", "1"]]}, "VALIDATION_REQUESTVALIDATION"),
        ({"filter": [["description", "x"]]}, "VALIDATION_REQUESTVALIDATION"),
        ({"filter": [["timestampX", ">", "soon"]]}, "VALIDATION_REQUESTVALIDATION"),
        ({"order": "id"}, "INVALIDORDER"),
        ({"order": {"id": "UP"}}, "INVALIDORDER"),
        ({"order": {"description": "ASC"}}, "INVALIDORDER"),
        ({"order": {"nothing": "ASC"}}, "UNKNOWNDTOPROPERTY"),
        ({"pagination": {"limit": "abc"}}, "INVALIDPAGINATION"),
        ({"pagination": {"limit": 0}}, "INVALIDPAGINATION"),
        ({"pagination": {"page": -1}}, "INVALIDPAGINATION"),
        ({"select": "id"}, "INVALIDSELECT"),
        ({"select": [1]}, "INVALIDSELECT"),
        ({"select": ["id.x"]}, "UNKNOWNDTOPROPERTY"),
    ],
)
def test_lists_that_cannot_be_read(portal: Any, params: dict[str, Any], code: str) -> None:
    assert portal.refused3("main.eventlog.list", params)[:2] == (400, code)


def test_an_unknown_field_of_the_object_itself_is_left_out(portal: Any, task: int) -> None:
    assert portal.result3("tasks.task.get", {"id": task, "select": ["id", "nothing"]}) == {"item": {"id": task}}
    found = portal.result3("tasks.task.get", {"id": task, "select": ["responsible.name", "responsible.email"]})
    assert set(found["item"]["responsible"]) == {"name", "email"}
    wrong = portal.hook3("tasks.task.get", {"id": task, "select": ["responsible.stageId"]}).json()["error"]
    assert wrong["code"] == "BITRIX_REST_V3_EXCEPTION_UNKNOWNDTOPROPERTYEXCEPTION"
    assert "`stageId`" in wrong["message"]
    assert "`UserDto`" in wrong["message"]


def test_a_batch(portal: Any, task: int) -> None:
    one = {"method": "tasks.task.get", "query": {"id": task, "select": ["id", "title"]}}
    two = {"method": "tasks.task.update", "query": {"id": task, "fields": {"title": "New"}}}
    expected = [{"item": {"id": task, "title": "T"}}, {"result": True}]
    assert portal.result3("batch", [one, two]) == expected
    keyed = portal.result3("batch", {"0": one, "1": two})
    assert keyed[0]["item"]["title"] == "New"
    assert portal.result3("tasks.task.get", {"id": task, "select": ["title"]})["item"]["title"] == "New"


def test_a_batch_fails_as_a_whole(portal: Any, task: int) -> None:
    rows = [
        {"method": "tasks.task.get", "query": {"id": task}},
        {"method": "tasks.task.get", "query": {"ddId": task}, "parallel": True},
    ]
    assert portal.refused3("batch", rows) == (400, "VALIDATION_REQUESTVALIDATION", ["id"])
    assert portal.refused3("batch", {"cmd": {"a": f"tasks.task.get?id={task}"}})[1] == "INVALIDSELECT"
    assert portal.refused3("batch", [rows[0]] * 51)[1] == "INVALIDSELECT"
    assert portal.refused3("batch", [{"method": 1}])[1] == "INVALIDSELECT"
    assert portal.refused3("batch", [{"method": "tasks.task.get", "query": "id=1"}])[1] == "INVALIDSELECT"


def test_references_of_a_batch(portal: Any, task: int) -> None:
    def get(reference: Any) -> dict[str, Any]:
        return {"method": "tasks.task.get", "query": {"id": reference, "select": ["id"]}}

    first = get(task) | {"as": "First"}
    log = {"method": "main.eventlog.list", "query": {"select": ["id", "userId"]}, "as": "Log"}
    wanted = {"filter": [["userId", "in", {"$refArray": "Log.userId"}]], "select": ["userId"]}
    again = {"method": "main.eventlog.list", "query": wanted}
    found = portal.result3("batch", [first, get({"$ref": "First.id"}), get({"$ref": "First.item.id"}), log, again])
    assert [row["item"]["id"] for row in found[:3]] == [task] * 3
    assert {row["userId"] for row in found[4]["items"]} == {1, portal.user_id}
    by_number = portal.result3("batch", [get(task), get({"$ref": "0.id"}), log, get({"$ref": "Log.0.id"})][:2])
    assert by_number[1]["item"]["id"] == task
    for reference in ({"$ref": "Nobody.id"}, {"$ref": "First.nothing"}, {"$ref": ""}, {"$refArray": "First"}):
        assert portal.refused3("batch", [first, get(reference)])[1] == "INVALIDSELECT"


def test_a_repeated_call_runs_once(portal: Any) -> None:
    def add(title: str, key: str, user_id: int = 1) -> httpx.Response:
        fields = {"title": title, "creatorId": 1, "responsibleId": 1}
        return portal.hook3("tasks.task.add", {"fields": fields}, user_id, **{"Idempotency-Key": key})

    first, second = add("A", "k1"), add("A", "k1")
    assert first.json()["result"] == second.json()["result"]
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "k1"
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    reused = add("B", "k1")
    assert (reused.status_code, reused.json()["error"]["code"]) == (
        422, "BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION"
    )  # fmt: skip
    assert add("A", "k1", portal.user_id).json()["result"]["item"]["id"] != first.json()["result"]["item"]["id"]
    assert add("A", "x" * 256).status_code == 400
    portal.cloud.clock.advance(24 * 3600 + 1)
    assert "idempotent-replayed" not in add("A", "k1").headers
    failed = portal.hook3("tasks.task.add", {"fields": {}}, **{"Idempotency-Key": "k2"})
    assert failed.status_code == 400
    assert add("C", "k2").status_code == 200


def test_what_the_portal_tells_of_it(portal: Any) -> None:
    told = portal.http.get(path3(portal, "rest.documentation.openapi")).json()["result"]
    assert told == portal.result3("documentation")
    assert (told["openapi"], told["info"]["title"]) == ("3.0.0", "Bitrix24 REST V3 API")
    assert {f"/{row.name}" for row in methods3().values()} == set(told["paths"])
    assert {"tasks", "mail", "main", "rest"} <= {tag["name"] for tag in told["tags"]}
    assert told["paths"]["/tasks.task.get"]["post"]["tags"] == ["tasks"]
    described = [name for name in told["paths"] if name.endswith(".field.list")]
    assert len(told["components"]["schemas"]) == len(described)
    deadline = told["components"]["schemas"]["TaskDto"]["properties"]["deadline"]
    assert deadline == {"type": "string", "format": "date-time", "nullable": True}
    token = portal.installed(scopes=("crm",)).access
    less = portal.http.post("/rest/api/documentation", json={"auth": token}).json()["result"]["paths"]
    assert "/documentation" in less
    assert "/tasks.task.get" not in less
    assert portal.result3("rest.scope.list")["main"]["main.eventlog.list"] == "main"


@pytest.mark.parametrize("name", sorted({row.name.rpartition(".field.")[0] for row in methods3().values()} - {""}))
def test_fields_of_every_object(portal: Any, name: str) -> None:
    rows = portal.result3(f"{name}.field.list")["items"]
    assert all(set(row) >= {"name", "type", "title", "filterable", "sortable", "editable", "multiple"} for row in rows)
    first = rows[0]
    assert portal.result3(f"{name}.field.get", {"name": first["name"]}) == {"item": first}
    asked = {"name": first["name"], "select": ["name", "type"]}
    assert set(portal.result3(f"{name}.field.get", asked)["item"]) == {"name", "type"}
    assert portal.refused3(f"{name}.field.get") == (400, "VALIDATION_REQUESTVALIDATION", ["name"])
    code = "BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUND"
    assert portal.refused3(f"{name}.field.get", {"name": "nothing"}) == (400, code, [])
    assert portal.refused3(f"{name}.field.list", {"select": ["nothing"]})[1] == "UNKNOWNDTOPROPERTY"
    assert portal.refused3(f"{name}.field.list", {"select": "name"})[1] == "INVALIDSELECT"


def status_of(portal: Any, grant: Grant, name: str, params: dict[str, Any]) -> int:
    """The HTTP status of that call; what it answers can be written down."""
    try:
        answer, _ = perform(portal, grant, name, params)
    except RestError as problem:
        return problem.status
    json.dumps(answer)
    return 200


def test_no_method_breaks() -> None:
    portal = create_app(seed=5).portal
    people = portal.people
    rows = [*PLAUSIBLE, {"id": 1, "nodeId": 1, "type": "TEAM", "query": "a", "name": "a", "fields": []}]
    for user in (people.users[1], people.users[people.regular_id]):
        grant = Grant("webhook", user)
        broken = [
            (name, params) for name in methods3() for params in rows if status_of(portal, grant, name, params) == 500
        ]
        assert not broken, portal.broken[:3]


def test_a_webhook_without_the_permission_is_refused() -> None:
    portal = create_app(seed=5).portal
    bare = Grant("webhook", portal.people.users[1], scopes=frozenset({"basic"}))
    for name, row in methods3().items():
        if "basic" not in row.scopes:
            with pytest.raises(V3Error, match="INSUFFICIENTSCOPE"):
                perform(portal, bare, name, {})


LEAF = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from(["id", "in", "=", "$ref", "0.id"]),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(
            st.sampled_from(["logic", "conditions", "negative", "$ref", "$refArray", "id"]), below, max_size=3
        )
    ),
    max_leaves=12,
)


@given(LEAF, LEAF, LEAF, LEAF)
@settings(max_examples=150, deadline=None)
def test_any_list_is_read_or_refused(filter_: Any, order: Any, pagination: Any, reference: Any) -> None:
    portal = create_app(seed=5).portal
    params = {"filter": filter_, "order": order, "pagination": pagination}
    call = Call(portal, Grant("webhook", portal.people.users[1]), "x", params)
    rows = [dict.fromkeys(ENTRY.fields, 1)]
    with suppress(V3Error):
        chosen(call, ENTRY, rows, lambda row, name: row[name])
    with suppress(V3Error):
        run_batch([{"method": "a", "query": {"x": reference}}] * 2, lambda _, query: {"items": [query]})
