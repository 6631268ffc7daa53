"""The engine: each stage once and in order, faults owned, the verdict's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.engine import Run, decide
from pytest_b24moderation.model import (
    Actor,
    Answer,
    Clause,
    Decision,
    Entry,
    Evidence,
    Finding,
    InfrastructureError,
    Note,
    Outcome,
    Owner,
    Place,
    Plan,
    Question,
    Rule,
    Scenario,
    ScenarioError,
    Severity,
    Solution,
    Stage,
    StageFailed,
    Status,
    Step,
    Version,
    Waiver,
)


class Memory:
    """A timeline that only remembers."""

    def __init__(self) -> None:
        self.items: list[Entry] = []
        self.mark = ("", "")

    def add(self, kind: type[Any], /, **fields: Any) -> Any:
        stage, actor = self.mark
        self.items.append(kind(seq=len(self.items) + 1, stage=stage, actor=actor, **fields))
        return self.items[-1]

    def learn(self, label: str, secret: str) -> None: ...

    def sentence(self, text: str) -> Any:
        return nullcontext()

    def attach(self, name: str, data: bytes, media_type: str) -> str:
        return name

    def entries(self, kind: type[Any], *, stage: str = "", actor: str = "") -> Sequence[Any]:
        return [item for item in self.items if isinstance(item, kind)]

    @contextmanager
    def at(self, stage: str, actor: str = "") -> Iterator[None]:
        self.mark = (stage, actor)
        yield
        self.mark = ("", "")

    @property
    def last(self) -> int:
        return len(self.items)

    def since(self, seq: int) -> tuple[Entry, ...]:
        return tuple(self.items[seq:])


SCENARIO = Scenario(Path("scenario.yaml"), Solution("acme.score", {"en": "Score"}, "application"), (Version(1),))
LIFE = {
    "install": Stage("install", lambda kit, actor: None, leaves="installed", wants="removed"),
    "open": Stage("open", lambda kit, actor: None, needs=("install",), wants="installed", actors=tuple(Actor)),
    "uninstall-keep": Stage("uninstall-keep", lambda kit, actor: None, ("install",), "installed", "removed"),
    "reinstall-kept": Stage("reinstall-kept", lambda kit, actor: None, ("uninstall-keep",), "removed", "installed"),
    "uninstall-clean": Stage("uninstall-clean", lambda kit, actor: None, ("install",), "installed", "removed"),
    "leftovers": Stage("leftovers", lambda kit, actor: None, ("uninstall-clean",), "removed"),
}
CLAUSE = Clause("market/page.md", ("Heading",), "must hold")
ALL = [Step(n, a) for n, s in LIFE.items() for a in (s.actors or (None,))]


def a_rule(
    name: str, needs: Sequence[str], found: Callable[[Evidence], Sequence[Finding]] = lambda e: (), **more: Any
) -> Rule:
    def judge(evidence: Evidence, patterns: Any) -> Sequence[Finding]:
        return found(evidence)

    return Rule(name, {"en": name}, CLAUSE, Severity.MAJOR, tuple(needs), judge, **more)


def a_run(rules: Sequence[Rule] = (), **acts: Callable[[Any, Any], None]) -> tuple[Run, list[str], Memory]:
    done: list[str] = []
    memory = Memory()

    def acting(name: str) -> Callable[[Any, Actor | None], None]:
        def act(kit: Any, actor: Actor | None) -> None:
            done.append(str(Step(name, actor)))
            memory.add(Note, about="did", text=name)
            acts.get(name.replace("-", "_"), lambda kit, actor: None)(kit, actor)

        return act

    stages = {name: replace(stage, act=acting(name)) for name, stage in LIFE.items()}
    plan = Plan("full", SCENARIO, tuple(ALL), lambda value, names: value, 1)
    return Run(plan, stages, {rule.id: rule for rule in rules}, memory, lambda portal: None), done, memory


def boom(error: BaseException) -> Callable[[Any, Any], None]:
    def act(kit: Any, actor: Any) -> None:
        raise error

    return act


def test_one_step_does_what_it_needs_and_no_more() -> None:
    run, done, _ = a_run()
    assert run.ensure(Step("uninstall-clean")).status is Status.PASSED
    assert done == ["install", "uninstall-clean"]


def test_each_step_is_done_once_and_in_the_order_of_the_plan() -> None:
    run, done, _ = a_run()
    run.want(ALL)
    run.ensure(Step("leftovers"))
    run.ensure(Step("open", Actor.USER))
    assert done == [str(step) for step in ALL]


def test_what_was_removed_is_installed_again_where_a_later_step_wants_it() -> None:
    run, done, _ = a_run()
    run.want([Step("uninstall-keep"), Step("uninstall-clean")])
    run.ensure(Step("uninstall-clean"))
    assert done == ["install", "uninstall-keep", "reinstall-kept", "uninstall-clean"]


def test_what_needs_a_failed_step_is_blocked_with_the_reason() -> None:
    run, done, _ = a_run(install=boom(StageFailed("the wizard never ended", "a spinner")))
    outcome = run.ensure(Step("open", Actor.USER))
    assert outcome.status is Status.BLOCKED
    assert outcome.reason == "needs install, which failed: the wizard never ended"
    assert done == ["install"]


def test_a_failed_opening_does_not_block_the_removal() -> None:
    run, _, _ = a_run(open=boom(StageFailed("blank")))
    run.want(ALL)
    assert run.ensure(Step("leftovers")).status is Status.PASSED


@pytest.mark.parametrize("error", [ScenarioError("a wrong probe"), InfrastructureError("the browser died")])
def test_after_a_removal_of_which_nobody_knows_the_rest_is_blocked(error: Exception) -> None:
    run, done, _ = a_run(uninstall_keep=boom(error))
    run.want(ALL)
    outcome = run.ensure(Step("uninstall-clean"))
    assert outcome.status is Status.BLOCKED
    assert outcome.reason == "needs the solution installed, but it is in an unknown state"
    assert "uninstall-clean" not in done


@pytest.mark.parametrize(
    ("error", "status", "owner"),
    [
        (InfrastructureError("no browser"), Status.OURS, Owner.OURS),
        (ZeroDivisionError("a bug"), Status.OURS, Owner.OURS),
        (ScenarioError("no such name"), Status.AUTHOR, Owner.AUTHOR),
    ],
)
def test_faults_have_owners_and_leave_no_verdict(error: Exception, status: Status, owner: Owner) -> None:
    run, _, _ = a_run(install=boom(error))
    assert run.ensure(Step("install")).status is status
    verdict = run.verdict()
    assert (verdict.decision, verdict.blame) == (Decision.NONE, owner)
    assert "install did not happen" in verdict.reason


@pytest.mark.parametrize("error", [KeyboardInterrupt(), pytest.fail.Exception("a time limit")])
def test_an_interrupted_step_is_not_done_again_and_is_ours(error: BaseException) -> None:
    run, done, _ = a_run(install=boom(error))
    with pytest.raises(type(error)):
        run.ensure(Step("install"))
    assert run.ensure(Step("install")).status is Status.OURS
    assert done == ["install"]


def test_a_rule_that_breaks_leaves_no_verdict_but_a_finding_stands() -> None:
    run, _, _ = a_run(
        [a_rule("A-1", ["install"], lambda e: 1 / 0), a_rule("A-2", ["install"], lambda e: [Finding("x")])]
    )  # type: ignore[arg-type, return-value]
    with pytest.raises(ZeroDivisionError):
        run.judge("A-1")
    verdict = run.verdict()
    assert (verdict.decision, verdict.blame) == (Decision.NONE, Owner.OURS)
    assert "A-1 could not be judged (ZeroDivisionError" in verdict.reason
    run.judge("A-2")
    assert run.verdict().decision is Decision.RETURN
    assert run.verdict().reason == "1 of the rules is broken: A-2"


def test_a_gap_of_the_portal_is_ours() -> None:
    gaps: list[str] = []
    run, _, _ = a_run(install=lambda kit, actor: gaps.append("crm.magic.do"))
    run.gaps = lambda: gaps
    outcome = run.ensure(Step("install"))
    assert outcome.status is Status.OURS
    assert "crm.magic.do" in outcome.reason


def test_a_portal_that_breaks_is_ours_although_the_solution_failed_by_it() -> None:
    broken: list[str] = []

    def act(kit: Any, actor: Any) -> None:
        broken.append("crm.deal.add: TypeError")
        raise StageFailed("the solution got a 500")

    run, _, _ = a_run(install=act)
    run.broken = lambda: broken
    outcome = run.ensure(Step("install"))
    assert outcome.status is Status.OURS
    assert "crm.deal.add: TypeError" in outcome.reason


def test_a_rule_sees_only_what_it_needs() -> None:
    seen: dict[str, list[str]] = {}

    def look(name: str) -> Callable[[Evidence], Sequence[Finding]]:
        def found(evidence: Evidence) -> Sequence[Finding]:
            seen.setdefault(name, [note.text for note in evidence.of(Note)])
            return ()

        return found

    rules = [a_rule("A", ["open"], look("A")), a_rule("B", ["install", "leftovers"], look("B"))]
    run, _, _ = a_run(rules)
    run.want(ALL, ["A", "B"])
    assert [run.judge(name).answer for name in ("B", "A")] == [Answer.PASS, Answer.PASS]
    assert seen == {"A": ["open", "open"], "B": ["install", "leftovers"]}


def test_a_finding_stands_although_another_stage_did_not_happen() -> None:
    run, _, _ = a_run(
        [a_rule("A", ["install", "leftovers"], lambda e: [Finding("k")])], uninstall_clean=boom(OSError("full"))
    )
    judgement = run.judge("A")
    assert judgement.answer is Answer.FINDING
    assert judgement.findings[0].rule == "A"
    assert run.verdict().decision is Decision.RETURN


def test_silence_is_no_pass_where_a_stage_did_not_happen() -> None:
    run, _, _ = a_run([a_rule("A", ["leftovers"])], uninstall_clean=boom(OSError("full")))
    judgement = run.judge("A")
    assert judgement.answer is Answer.UNDECIDED
    assert "uninstall-clean" in judgement.reason


def test_silence_is_no_pass_where_nobody_could_watch() -> None:
    run, _, _ = a_run([a_rule("A", ["install"], sees=("solution",))])
    run.unseen = frozenset({"solution"})
    assert run.judge("A").answer is Answer.UNDECIDED
    assert run.verdict().decision is Decision.ASK


def test_a_stage_that_is_not_in_the_plan_leaves_a_rule_undecided() -> None:
    run, done, _ = a_run([a_rule("A", ["probes"])])
    assert "not in this plan" in run.judge("A").reason
    assert done == []
    run, _, _ = a_run([a_rule("A", ["probes"])])
    run.plan = replace(run.plan, left_out={"probes": "nothing is allowed"})
    assert run.judge("A").reason == "the stage probes is not in this plan: nothing is allowed"


def a_waiver(rule: str, until: date, *versions: int) -> Waiver:
    return Waiver(rule, "known", "A. Moderator", until, versions, Place(Path("waivers.yaml"), 1))


def test_a_waived_finding_passes_and_is_shown() -> None:
    run, _, _ = a_run([a_rule("A", ["install"], lambda e: [Finding("k")])])
    run.waivers = [a_waiver("A", date.max)]
    judgement = run.judge("A")
    assert judgement.answer is Answer.WAIVED
    assert judgement.reason == "known (waived by A. Moderator until 9999-12-31)"
    assert judgement.findings
    assert run.verdict().decision is Decision.APPROVE
    assert run.stale_waivers() == []


@pytest.mark.parametrize(
    ("waiver", "why"),
    [(a_waiver("A", date.min), "until 0001-01-01 only"), (a_waiver("A", date.max, 7), "for another version")],
)
def test_a_waiver_that_does_not_count_is_stale(waiver: Waiver, why: str) -> None:
    run, _, _ = a_run([a_rule("A", ["install"], lambda e: [Finding("k")])])
    run.waivers = [waiver]
    assert run.judge("A").answer is Answer.FINDING
    (stale,) = run.stale_waivers()
    assert why in stale


def test_a_waiver_of_a_rule_that_holds_is_stale() -> None:
    run, _, _ = a_run([a_rule("A", ["install"])])
    run.waivers = [a_waiver("A", date.max)]
    assert run.judge("A").answer is Answer.PASS
    assert "not broken any more" in run.stale_waivers()[0]


def test_questions_ask() -> None:
    run, _, _ = a_run([a_rule("A", ["install"], lambda e: [Question("k")])])
    assert run.judge("A").answer is Answer.ASK
    assert run.verdict().decision is Decision.ASK


def test_all_rules_good_is_approval_and_a_rule_not_judged_is_not() -> None:
    run, _, _ = a_run([a_rule("A", ["install"]), a_rule("B", ["install"])])
    run.judge("A")
    assert run.verdict().decision is Decision.ASK
    assert "not judged in this run: B" in run.verdict().reason
    run.judge("B")
    assert run.verdict().decision is Decision.APPROVE


def test_a_failure_that_no_rule_explains_is_asked_never_approved() -> None:
    failed = Outcome(Step("open"), Status.FAILED, "blank")
    assert decide({}, {}, [failed])[0] is Decision.ASK


def test_a_run_ends_by_its_deadline() -> None:
    run, done, _ = a_run()
    run.plan = replace(run.plan, deadlines=replace(run.plan.deadlines, run=1e-9))
    run.want(ALL)
    assert run.ensure(Step("leftovers")).status is Status.BLOCKED
    assert run.outcomes[Step("install")].status is Status.OURS
    assert "raise the deadline" in run.outcomes[Step("install")].reason
    assert done == []


def test_every_sink_hears_the_verdict_although_one_fails() -> None:
    run, _, _ = a_run()
    heard: list[Decision] = []

    class Listener:
        def __init__(self, broken: bool) -> None:
            self.broken = broken

        def finished(self, verdict: Any) -> None:
            if self.broken:
                raise OSError("disk full")
            heard.append(verdict.decision)

    run.sinks = [Listener(True), Listener(False)]  # type: ignore[list-item]
    with pytest.raises(OSError, match="disk full"):
        run.finish()
    assert heard == [Decision.APPROVE]
