"""batch: equal to single calls, with references."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator import create_app
from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.rest.batch import run_batch, substitute
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.params import parse_query

MEMBERS = {"result", "result_error", "result_total", "result_next", "result_time"}


def test_empty_members_are_lists(portal: Any) -> None:
    result = portal.result("batch", {"cmd": {}})
    assert result == {name: [] for name in MEMBERS}


def test_references_keep_their_type(portal: Any) -> None:
    cmd = {
        "u": "user.current",
        "d": "department.get?ID=$result[u][UF_DEPARTMENT][0]",
        "o": "crm.deal.add?fields[TITLE]=For $result[u][NAME] of $total[d]",
        "g": "crm.deal.get?id=$result[o]",
    }
    result = portal.result("batch", {"halt": 0, "cmd": cmd})
    assert result["result_error"] == []
    assert result["result"]["d"][0]["ID"] == "1"
    assert result["result_total"] == {"d": 1}
    assert result["result"]["g"]["TITLE"] == f"For {result['result']['u']['NAME']} of 1"
    assert set(result["result_time"]) == set(cmd)


def test_form_with_list_commands(portal: Any) -> None:
    path = portal.state.webhook(1).partition(portal.state.host)[2]
    answer = portal.http.post(f"{path}batch.json", data={"cmd[0]": "profile", "cmd[1]": "user.get?ID=$result[0][ID]"})
    result = answer.json()["result"]
    assert [result["result"][0]["ID"], result["result"][1][0]["ID"]] == ["1", "1"]


def test_errors_and_halt(portal: Any) -> None:
    cmd = {"a": "crm.deal.get?id=99", "b": "profile"}
    loose = portal.result("batch", {"halt": 0, "cmd": cmd})
    assert loose["result_error"] == {"a": {"error": "", "error_description": "Not found"}}
    assert set(loose["result"]) == {"b"}
    assert portal.result("batch", {"halt": 1, "cmd": cmd})["result"] == []
    assert portal.result("batch", {"halt": "1", "cmd": dict(reversed(cmd.items()))})["result"].keys() == {"b"}


def test_forbidden_and_too_many(portal: Any) -> None:
    result = portal.result("batch", {"cmd": {"a": "batch?cmd[0]=profile", "b": "upload"}})["result_error"]
    assert {row["error"] for row in result.values()} == {"ERROR_BATCH_METHOD_NOT_ALLOWED"}
    many = portal.result("batch", {"cmd": [f"server.time?n={n}" for n in range(52)]})
    assert len(many["result"]) == 50
    assert many["result_error"]["50"] == {
        "error": "ERROR_BATCH_LENGTH_EXCEEDED", "error_description": "Max batch length exceeded"
    }  # fmt: skip


def test_scope_of_a_part(portal: Any) -> None:
    portal.publish(portal.version(1, scopes=("crm",)))
    pair = portal.tokens(portal.install())
    result = portal.result("batch", {"cmd": {"a": "user.current", "b": "profile"}}, pair.access)
    assert result["result_error"]["a"]["error"] == "insufficient_scope"
    assert "b" in result["result"]


def test_only_the_outer_authorisation_fails_it(portal: Any) -> None:
    assert portal.refused("batch", {"cmd": {"a": "profile"}}, "0" * 70)[0] == 401


VALUES = st.one_of(
    st.integers(0, 99).map(str),
    st.text("abc $[]%&=?", max_size=6),
    st.lists(st.text("xyz", min_size=1, max_size=3), min_size=1),
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["TITLE", "COMMENTS", "OPPORTUNITY", "SOURCE_ID", "UF_X"]), VALUES, min_size=1, max_size=4
    )
)
def test_a_batch_equals_its_calls(fields: dict[str, Any]) -> None:
    query = urlencode(bracketed({"fields": fields}))
    one, other = create_app(seed=5).portal, create_app(seed=5).portal
    grants = [Grant("webhook", cloud.people.users[1]) for cloud in (one, other)]
    batch = run_batch(
        Call(one, grants[0], "batch", {"cmd": {"a": f"crm.deal.add?{query}", "g": "crm.deal.get?id=$result[a]"}})
    )
    made, _ = perform(other, grants[1], "crm.deal.add", parse_query(query))
    got, _ = perform(other, grants[1], "crm.deal.get", {"id": made.rows})
    stamps = {"DATE_CREATE", "DATE_MODIFY", "MOVED_TIME", "LAST_ACTIVITY_TIME"}
    assert batch["result"]["a"] == made.rows
    assert {k: v for k, v in batch["result"]["g"].items() if k not in stamps} == {
        k: v for k, v in got.rows.items() if k not in stamps
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab0", min_size=1, max_size=3), inner, max_size=3)
    ),
)


@settings(max_examples=100, deadline=None)
@given(JSON, st.text("ab$[]result0", max_size=20))
def test_references(value: Any, text: str) -> None:
    found = {"result": {"k": value}, "result_total": {"k": 3}, "result_next": {}, "result_error": {}, "result_time": {}}
    assert substitute("$result[k]", found) == value
    assert substitute({"a": ["$total[k]"]}, found) == {"a": [3]}
    assert substitute("n=$total[k];", found) == "n=3;"
    assert substitute("$result[none][at][all]", found) is None
    substitute(text, found)
