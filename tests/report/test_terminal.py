"""What the terminal shows of a verdict and of a run under way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytest_b24moderation.model import Actor, Decision, Outcome, Owner, ScenarioError, Status, Step, Verdict
from pytest_b24moderation.report import terminal
from pytest_b24moderation.report.telling import plain, told


def test_the_summary_tells_findings_how_to_see_and_how_to_waive_them(verdict: Verdict, tmp_path: Path) -> None:
    (tmp_path / "message.md").write_text("x")
    (tmp_path / "allure-results").mkdir()  # of an earlier run; the session names it once it is split
    lines = terminal.summary(verdict, tmp_path)
    assert lines[0] == "RETURN  acme.score  Score <b>, version 3"
    text = "\n".join(lines)
    order = [
        "  blocker (1)",
        "    INS-08  Still there: ",
        "  minor (1)",
        "    UI-03",
        "  questions for a person",
        "LST-16",
    ]
    assert sorted(order, key=text.index) == order
    assert "  [install as admin]" in text
    assert "      see INS-08 again:  pytest --solution=acme.score -k INS-08" in lines
    waiver = '- {rule: INS-08, reason: "why", by: "who", until: YYYY-MM-DD, versions: [3]}'
    assert f"      waive it:  {waiver}" in lines
    assert "  1 asked, 1 undecided, 1 blocked, 1 waived" in lines
    assert lines[-1] == f"  {tmp_path / 'message.md'}"
    assert all(line.isprintable() for line in lines)


def test_a_verdict_that_was_not_reached_says_whose_fault_it_is(
    make_verdict: Callable[..., Verdict], tmp_path: Path
) -> None:
    from dataclasses import replace

    lines = terminal.summary(replace(make_verdict(decision=Decision.NONE), blame=Owner.AUTHOR), tmp_path)
    assert lines[0].startswith("NO VERDICT")
    assert "  the scenario is at fault, not the solution" in lines


def test_a_fault_is_told_with_what_was_found_and_what_to_do(
    make_verdict: Callable[..., Verdict], tmp_path: Path
) -> None:
    from dataclasses import replace

    error = ScenarioError("the command ended", None, "a runtime", "SyntaxError: x", "name another in the command")
    outcome = Outcome(Step("install", Actor.ADMIN), Status.AUTHOR, str(error), error)
    none = replace(make_verdict(decision=Decision.NONE), blame=Owner.AUTHOR, outcomes=(outcome,))
    lines = terminal.summary(none, tmp_path)
    assert "    found: SyntaxError: x" in lines
    assert "    hint: name another in the command" in lines


def test_an_approval_is_short(make_verdict: Callable[..., Verdict], tmp_path: Path) -> None:
    lines = terminal.summary(make_verdict(decision=Decision.APPROVE), tmp_path)
    assert lines == ["APPROVE  acme.score  Score <b>, version 3", "  all 1 rules hold", "", f"  {tmp_path}"]


def test_progress_names_stage_actor_and_what_it_waits_for(nasty: str) -> None:
    step = Step("open", Actor.USER)
    assert terminal.waiting("acme", step, "wait for the frame", 12.4) == (
        "acme: open as regular user: wait for the frame (12 s)"
    )


def test_plain_takes_out_what_terminals_act_on() -> None:
    assert plain("\x1b]0;title\x07a\x1b[2Jb\x9b1mc\x00d\re\u202ef") == "ab 1mc d e f"
    assert plain("a\r\n\tb\x07", lines=True) == "a\n\tb\N{REPLACEMENT CHARACTER}"


def test_a_rule_without_texts_is_told_by_key_and_values(verdict: Verdict) -> None:
    from dataclasses import replace

    judgement = verdict.judgements[1]
    bare = replace(judgement.rule, texts={})
    told_of = told(bare, replace(judgement.findings[0], values={"what": "rows"}))
    assert (told_of.expected, told_of.seen, told_of.fix) == ("", "found, what: rows", "")
