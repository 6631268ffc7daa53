"""Looks for data that must be gone: what they find, and what they refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pytest_b24moderation.clients.http import Door
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.probes import found_by, probe_all
from pytest_b24moderation.model import (
    Deadlines,
    Place,
    Plan,
    Probe,
    ProbeResult,
    Scenario,
    ScenarioError,
    Solution,
    Version,
)
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.scenario.templates import Templates

HERE = Place(Path("scenario.yaml"), 9)


@pytest.fixture
def make_kit(recorder: Recorder, tmp_path: Path, door: Door) -> Callable[..., Kit]:
    work = tmp_path / "work"
    work.mkdir()

    def make(*probes: Probe, port: int = 1, answer: float = 5) -> Kit:
        solution = Solution("acme.score", {}, "application")
        scenario = Scenario(tmp_path / "s.yaml", solution, (Version(1),), erasure=probes)
        plan = Plan("full", scenario, (), Templates(), 0, Deadlines(answer=answer))
        account = SimpleNamespace(name="A", user_id=1, login="a", webhook="https://x/rest/1/s/")
        portal = SimpleNamespace(
            host="b24.test",
            member_id="m",
            language="en",
            accounts={"admin": account, "user": account},
            registration=lambda: SimpleNamespace(client_id="c", client_secret="s", code="acme.score"),
        )
        windows: Any = SimpleNamespace()
        return Kit(plan, portal, recorder, windows, hosted=SimpleNamespace(work=work, port=port), door=door)  # type: ignore[arg-type]

    return make


def probe(kind: str, after: str = "clean", **target: Any) -> Probe:
    return Probe(f"a {kind} probe", kind, target, HERE, after)


def database(tmp_path: Path, *rows: str) -> None:
    with sqlite3.connect(tmp_path / "work" / "data.db") as connection:
        connection.execute("create table tokens (member text)")
        connection.executemany("insert into tokens values (?)", [(row,) for row in rows])
    connection.close()


@pytest.mark.parametrize(
    ("rows", "query", "found"),
    [
        (("m", "other"), "select member from tokens where member = :who", "m"),
        (("m",), "select count(*) from tokens where member = :who", "1"),
        ((), "select count(*) from tokens where member = :who", ""),
        (("other",), "SELECT member FROM tokens WHERE member = :who", ""),
        ((), "select * from dropped where x = :who", ""),
    ],
)
def test_sql_finds_rows_or_a_count(
    make_kit: Callable[..., Kit], tmp_path: Path, rows: tuple[str, ...], query: str, found: str
) -> None:
    database(tmp_path, *rows)
    sql = probe("sql", url="sqlite:///{{ work }}/data.db", query=query, params={"who": "{{ portal.member_id }}"})
    assert found_by(make_kit(), sql) == found


def test_a_database_that_is_gone_holds_nothing(make_kit: Callable[..., Kit], tmp_path: Path) -> None:
    assert found_by(make_kit(), probe("sql", url="sqlite:///gone.db", query="select 1")) == ""
    assert not (tmp_path / "work" / "gone.db").exists()


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        ("sql", {"url": "sqlite:///data.db", "query": "delete from tokens"}, "only reads"),
        ("sql", {"url": "sqlite:///data.db", "query": "with x as (select 1) delete from tokens"}, "cannot ask"),
        ("sql", {"url": "sqlite:///../outside.db", "query": "select 1"}, "stays in the folder"),
        ("sql", {"url": "sqlite:///data.db", "query": "select nothing from tokens"}, "cannot ask"),
        ("sql", {"url": "nonsense", "query": "select 1"}, "URL is wrong"),
        ("file", {"path": "../../etc/passwd"}, "stays in the folder"),
        ("command", {"run": ["no-such-program"]}, "does not run"),
        ("command", {"run": ["sh", "-c", "exit 3"]}, "exit status 3"),
        ("command", {"run": ["sleep", "30"]}, "too long"),
    ],
)
def test_what_cannot_work_is_the_authors(
    make_kit: Callable[..., Kit], tmp_path: Path, kind: str, target: dict[str, Any], words: str
) -> None:
    database(tmp_path, "m")
    with pytest.raises(ScenarioError, match=words) as caught:
        found_by(make_kit(answer=0.5), probe(kind, **target))
    assert caught.value.place == HERE
    with sqlite3.connect(tmp_path / "work" / "data.db") as connection:
        assert connection.execute("select count(*) from tokens").fetchone() == (1,)
    connection.close()


def test_a_query_that_never_ends_is_left_behind(make_kit: Callable[..., Kit], tmp_path: Path) -> None:
    database(tmp_path)
    endless = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 30000000) select count(*) from n"
    )
    with pytest.raises(ScenarioError, match="too long"):
        found_by(make_kit(answer=0.1), probe("sql", url="sqlite:///data.db", query=endless))


def test_files_and_folders_are_searched(make_kit: Callable[..., Kit], tmp_path: Path) -> None:
    (tmp_path / "work" / "store").mkdir()
    (tmp_path / "work" / "store" / "a.json").write_text('{"member": "m-1"}')
    kit = make_kit()
    assert found_by(kit, probe("file", path="store", contains="m-1")) == "still in a.json"
    assert found_by(kit, probe("file", path="store", contains="m-2")) == ""
    assert found_by(kit, probe("file", path="{{ work }}/store/a.json")) == "store/a.json is still there"
    assert found_by(kit, probe("file", path="store/b.json")) == ""


def test_commands_are_judged_by_their_output(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit()
    assert found_by(kit, probe("command", run=["echo", "token of m"])) == "token of m"
    assert found_by(kit, probe("command", run=["true"])) == ""
    assert found_by(kit, probe("command", run=["echo", "all gone"], contains="m-1")) == ""
    assert found_by(kit, probe("command", run=["echo", "m-1"], contains="m-1")) == "the output holds m-1"


def test_http_asks_the_solutions_own_server(make_kit: Callable[..., Kit], site: Any) -> None:
    site.pages["/state"] = (404, {}, "unknown portal")
    kit, url = make_kit(port=site.port), "{{ url }}/state"
    assert found_by(kit, probe("http", url=url, expect={"status": 404})) == ""
    assert found_by(kit, probe("http", url=url, expect={"status": 200})) == "HTTP 404: unknown portal"
    assert found_by(kit, probe("http", url=url, expect={"no": "unknown"})) == "HTTP 404: unknown portal"
    assert found_by(kit, probe("http", url=url, expect={"text": "unknown"})) == ""


def test_only_probes_that_apply_are_run_and_written(make_kit: Callable[..., Kit], recorder: Recorder) -> None:
    kit = make_kit(probe("command", "any", run=["echo", "x"]), probe("file", "clean", path="a"))
    probe_all(kit, clean=False)
    assert [(r.kind, r.found) for r in recorder.entries(ProbeResult)] == [("command", "x")]
    probe_all(kit, clean=True)
    assert len(recorder.entries(ProbeResult)) == 3
