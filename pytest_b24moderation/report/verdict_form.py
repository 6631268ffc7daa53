"""The shape of verdict.json, format 1. `verdict.schema.json` beside it says the same to other programs."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = 1
"""Raised when a reader of the format before would be misled; new fields alone do not raise it."""


@dataclass(frozen=True)
class SolutionForm:
    code: str
    title: str
    developer: str
    region: str
    kind: str
    version: int


@dataclass(frozen=True)
class PortalForm:
    """The portal that it was judged on; "" for what is not known."""

    host: str
    kind: str
    build: str
    language: str


@dataclass(frozen=True)
class PlanForm:
    name: str
    seed: int
    steps: list[str]


@dataclass(frozen=True)
class TimesForm:
    """Moments as ISO 8601 in UTC, durations in seconds."""

    started: str
    finished: str
    took: float


@dataclass(frozen=True)
class OutcomeForm:
    """How a step ended: passed, failed, blocked, ours or author. `took` is 0 for a step that was not begun."""

    stage: str
    actor: str
    status: str
    reason: str
    took: float


@dataclass(frozen=True)
class WhereForm:
    """The entries of timeline.jsonl that prove it, and the files that show them, relative to the run's folder."""

    seqs: list[int]
    stage: str
    actor: str
    files: list[str]


@dataclass(frozen=True)
class FindingForm:
    """A breach, or (in `questions`) what only a person can judge. `curl` is "" where no exchange proves it."""

    rule: str
    severity: str
    clause: str
    link: str
    expected: str
    seen: str
    fix: str
    where: WhereForm
    again: str
    curl: str


@dataclass(frozen=True)
class JudgementForm:
    """A rule's answer: pass, finding, undecided, ask or waived."""

    rule: str
    title: str
    severity: str
    answer: str
    reason: str
    findings: list[FindingForm]
    questions: list[FindingForm]


@dataclass(frozen=True)
class ReasonForm:
    """Something that was not judged, or not done, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class CountsForm:
    """How many; blocker, major and minor count findings that stand."""

    blocker: int
    major: int
    minor: int
    questions: int
    undecided: int
    waived: int
    blocked: int


@dataclass(frozen=True)
class VerdictForm:
    """What is said of one solution. `decision`: approve, return, ask or none; `blame`: whose fault none is, or ""."""

    format: int
    harness: str
    decision: str
    reason: str
    blame: str
    exit_status: int
    solution: SolutionForm
    portal: PortalForm
    plan: PlanForm
    times: TimesForm
    facts: dict[str, str]
    rules: int
    counts: CountsForm
    outcomes: list[OutcomeForm]
    judgements: list[JudgementForm]
    undecided: list[ReasonForm]
    waived: list[ReasonForm]
    blocked: list[ReasonForm]
