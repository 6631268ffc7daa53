"""verdict.json says what the schema says, and the exit status what product owners wait for.

After a change of the form: python tests/report/test_verdict.py writes the schema anew.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from pytest_b24moderation.model import Actor, Decision, Outcome, Owner, Status, Step, Verdict
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report import verdict as verdict_room
from pytest_b24moderation.report.verdict import VerdictSink, exit_status, first_of
from pytest_b24moderation.report.verdict_form import VerdictForm

SCHEMA = Path(verdict_room.__file__).with_name("verdict.schema.json")


def schema() -> str:
    """The schema as the form says it."""
    made = TypeAdapter(VerdictForm).json_schema()
    made["properties"]["format"]["const"] = 1
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "verdict.json, format 1"}
    shown = {**head, **{name: part for name, part in made.items() if name != "title"}}
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def written(recorder: Recorder, verdict: Verdict) -> dict[str, Any]:
    sink = VerdictSink(recorder)
    for outcome in verdict.outcomes:
        sink.step_began(outcome.step)
        sink.step_ended(outcome, ())
    sink.finished(verdict)
    content: dict[str, Any] = json.loads((recorder.folder / "verdict.json").read_text("utf-8"))
    return content


def test_the_shipped_schema_is_the_form_s() -> None:
    assert SCHEMA.read_text("utf-8") == schema(), "run python tests/report/test_verdict.py"


def test_a_written_verdict_fits_the_form_and_nothing_else_is_in_it(recorder: Recorder, verdict: Verdict) -> None:
    content = written(recorder, verdict)
    form = TypeAdapter(VerdictForm).validate_json(json.dumps(content), strict=True, extra="forbid")
    assert TypeAdapter(VerdictForm).dump_python(form) == content


def test_everything_is_told(recorder: Recorder, verdict: Verdict) -> None:
    content = written(recorder, verdict)
    assert (content["format"], content["decision"], content["exit_status"], content["rules"]) == (1, "return", 1, 18)
    assert content["solution"] == {
        "code": "acme.score", "title": "Score <b>", "developer": "Acme & Co", "region": "global",
        "kind": "application", "version": 3,
    }  # fmt: skip
    assert content["plan"] == {"name": "full", "seed": 42, "steps": ["install[admin]", "use[user]"]}
    assert content["portal"]["host"] == "b24-abc.bitrix24.com"
    assert content["counts"] == {
        "blocker": 1, "major": 0, "minor": 1, "questions": 1, "undecided": 1, "waived": 1, "blocked": 1,
    }  # fmt: skip
    (finding,) = next(row for row in content["judgements"] if row["rule"] == "INS-08")["findings"]
    assert finding["where"]["seqs"] == [7, 8, 9, 10]
    assert finding["where"]["files"] == ["har/install-admin.har", "evidence/shot.png"]
    assert finding["again"] == "pytest --solution=acme.score -k INS-08"
    assert finding["link"].endswith("/market/preparing-to-publish/publication-requirements.html")
    assert finding["fix"] == "Erase it when ONAPPUNINSTALL comes"
    assert "$ACCESS_TOKEN_9F2C" in finding["curl"]
    assert content["undecided"] == [{"what": "FUN-03", "reason": "use[user] did not happen"}]
    assert content["times"]["took"] >= 0


@pytest.mark.parametrize(
    ("decision", "blame", "status"),
    [
        (Decision.APPROVE, None, 0),
        (Decision.RETURN, Owner.SOLUTION, 1),
        (Decision.ASK, None, 10),
        (Decision.NONE, None, 11),
        (Decision.NONE, Owner.OURS, 11),
        (Decision.NONE, Owner.AUTHOR, 12),
        (Decision.NONE, Owner.PLATFORM, 13),
    ],
)
def test_exit_status(decision: Decision, blame: Owner | None, status: int) -> None:
    assert exit_status(decision, blame) == status


def test_the_session_s_status_is_the_first_that_matters() -> None:
    assert [first_of(row) for row in ([0, 10, 13], [12, 11], [11, 1, 0], [10, 0], [0], [])] == [13, 11, 1, 10, 0, 0]


def test_a_step_is_timed(recorder: Recorder, make_verdict: Callable[..., Verdict]) -> None:
    sink = VerdictSink(recorder)
    step = Step("install", Actor.ADMIN)
    sink.step_began(step)
    time.sleep(0.02)
    sink.step_ended(Outcome(step, Status.PASSED), ())
    sink.finished(make_verdict(decision=Decision.APPROVE))
    content = json.loads((recorder.folder / "verdict.json").read_text("utf-8"))
    assert 0.02 <= content["outcomes"][0]["took"] <= content["times"]["took"]


if __name__ == "__main__":
    SCHEMA.write_text(schema(), "utf-8")
