"""verdict.json: the verdict for other programs; and the exit status that goes with it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from pytest_b24moderation.model import (
    Answer,
    Decision,
    Entry,
    Exchange,
    Finding,
    Judgement,
    Outcome,
    Owner,
    Rule,
    Shot,
    Status,
    Step,
    Verdict,
)
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.curl import curl
from pytest_b24moderation.report.har import har_file, harness_version
from pytest_b24moderation.report.listener import Listener
from pytest_b24moderation.report.telling import again, answered, by_gravity, in_language, proof, title_of, told
from pytest_b24moderation.report.verdict_form import (
    FORMAT,
    CountsForm,
    FindingForm,
    JudgementForm,
    OutcomeForm,
    PlanForm,
    PortalForm,
    ReasonForm,
    SolutionForm,
    TimesForm,
    VerdictForm,
    WhereForm,
)

APPROVE, RETURN, ASK, OURS, AUTHOR, PLATFORM = 0, 1, 10, 11, 12, 13
ORDER = (RETURN, OURS, AUTHOR, PLATFORM, ASK)
"""Of several solutions the first of these that occurs is the session's. 2-5 stay pytest's own."""

_REACHED = {Decision.APPROVE: APPROVE, Decision.RETURN: RETURN, Decision.ASK: ASK}
_BLAME = {Owner.AUTHOR: AUTHOR, Owner.PLATFORM: PLATFORM}


def exit_status(decision: Decision, blame: Owner | None = None) -> int:
    """The exit status of one verdict; one that was not reached and blames nobody is ours."""
    if decision in _REACHED:
        return _REACHED[decision]
    return OURS if blame is None else _BLAME.get(blame, OURS)


def first_of(statuses: Iterable[int]) -> int:
    """The session's exit status from those of its solutions; 0 without any."""
    seen = set(statuses)
    return next((status for status in ORDER if status in seen), APPROVE)


class VerdictSink(Listener):
    """Writes verdict.json when the run is over; times each step until then."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._started = time.time()
        self._begun: dict[Step, float] = {}
        self._took: dict[Step, float] = {}

    def step_began(self, step: Step) -> None:
        self._begun[step] = time.time()

    def step_ended(self, outcome: Outcome, entries: tuple[Entry, ...]) -> None:  # noqa: ARG002
        now = time.time()
        self._took[outcome.step] = now - self._begun.get(outcome.step, now)

    def finished(self, verdict: Verdict) -> None:
        times = _times(self._started, time.time())
        form = verdict_form(verdict, times, self._took)
        self._recorder.publish("verdict.json", json.dumps(asdict(form), ensure_ascii=False, indent=2) + "\n")


def verdict_form(verdict: Verdict, times: TimesForm, took: dict[Step, float]) -> VerdictForm:
    """The verdict in the shape of format 1."""
    scenario, code = verdict.plan.scenario, verdict.plan.scenario.solution.code
    undecided, waived = answered(verdict.judgements, Answer.UNDECIDED), answered(verdict.judgements, Answer.WAIVED)
    blocked = [o for o in verdict.outcomes if o.status is Status.BLOCKED]
    facts = {name: str(value) for name, value in verdict.facts.items()}
    plan = verdict.plan
    return VerdictForm(
        format=FORMAT,
        harness=facts.get("harness", "") or harness_version(),
        decision=verdict.decision,
        reason=verdict.reason,
        blame=verdict.blame or "",
        exit_status=exit_status(verdict.decision, verdict.blame),
        solution=SolutionForm(
            code=code,
            title=in_language(scenario.solution.titles, "en", code),
            developer=scenario.solution.developer,
            region=scenario.solution.region,
            kind=scenario.solution.kind,
            version=scenario.version.number,
        ),
        portal=PortalForm(*(facts.get(name, "") for name in ("portal", "kind", "build", "language"))),
        plan=PlanForm(name=plan.name, seed=plan.seed, steps=[str(step) for step in plan.steps]),
        times=times,
        facts=facts,
        rules=int(facts.get("rules", "") or len(verdict.judgements)),
        counts=_counts(verdict, len(undecided), len(waived), len(blocked)),
        outcomes=[_outcome(outcome, took) for outcome in verdict.outcomes],
        judgements=[_judgement(judgement, code) for judgement in verdict.judgements],
        undecided=[ReasonForm(j.rule.id, j.reason) for j in undecided],
        waived=[ReasonForm(j.rule.id, j.reason) for j in waived],
        blocked=[ReasonForm(str(o.step), o.reason) for o in blocked],
    )


def _times(started: float, finished: float) -> TimesForm:
    first, last = (datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds") for at in (started, finished))
    return TimesForm(first, last, round(finished - started, 3))


def _counts(verdict: Verdict, undecided: int, waived: int, blocked: int) -> CountsForm:
    standing = {str(severity): len(rows) for severity, rows in by_gravity(verdict.judgements)}
    return CountsForm(
        blocker=standing.get("blocker", 0),
        major=standing.get("major", 0),
        minor=standing.get("minor", 0),
        questions=sum(len(j.questions) for j in verdict.judgements),
        undecided=undecided,
        waived=waived,
        blocked=blocked,
    )


def _outcome(outcome: Outcome, took: dict[Step, float]) -> OutcomeForm:
    step = outcome.step
    return OutcomeForm(step.stage, str(step.actor or ""), outcome.status, outcome.reason, round(took.get(step, 0.0), 3))


def _judgement(judgement: Judgement, code: str) -> JudgementForm:
    rule = judgement.rule
    return JudgementForm(
        rule=rule.id,
        title=title_of(rule),
        severity=rule.severity,
        answer=judgement.answer,
        reason=judgement.reason,
        findings=[_finding(rule, finding, code) for finding in judgement.findings],
        questions=[_finding(rule, question, code) for question in judgement.questions],
    )


def _finding(rule: Rule, finding: Finding, code: str) -> FindingForm:
    words, exchange = told(rule, finding), proof(finding)
    return FindingForm(
        rule=rule.id,
        severity=finding.severity,
        clause=rule.clause.quote,
        link=rule.clause.link,
        expected=words.expected,
        seen=words.seen,
        fix=words.fix,
        where=WhereForm([entry.seq for entry in finding.where], finding.stage, finding.actor, _files(finding)),
        again=again(code, rule.id),
        curl=curl(exchange) if exchange else "",
    )


def _files(finding: Finding) -> list[str]:
    """The files that show the proof: HAR files of its exchanges, and screenshots."""
    files = [
        entry.file if isinstance(entry, Shot) else har_file(entry.stage, entry.actor)
        for entry in finding.where
        if isinstance(entry, Shot | Exchange)
    ]
    return list(dict.fromkeys(files))
