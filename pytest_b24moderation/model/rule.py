"""Rules: what they are, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pytest_b24moderation.model.evidence import Entry
from pytest_b24moderation.model.said import said
from pytest_b24moderation.model.scenario import Place, Texts
from pytest_b24moderation.model.timeline import Evidence


class Severity(StrEnum):
    """How grave a breach is; blocker and major return the solution."""

    BLOCKER = "blocker"
    MAJOR = "major"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule is written. ``sha256`` is of the clause's paragraph as it stood."""

    page: str
    heading: tuple[str, ...]
    quote: str
    sha256: str = ""

    @property
    def link(self) -> str:
        """The page in the public documentation."""
        return f"https://apidocs.bitrix24.com/{self.page.removesuffix('.md')}.html"


@dataclass(frozen=True)
class Finding:
    """A breach, proved. ``key`` names its texts in the rule's YAML; ``values`` fill them.

    ``where``: the entries that prove it. ``stage`` and ``actor`` are those of the first of them.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    where: tuple[Entry, ...] = ()
    rule: str = ""
    severity: Severity = Severity.MAJOR

    @property
    def stage(self) -> str:
        return self.where[0].stage if self.where else ""

    @property
    def actor(self) -> str:
        return self.where[0].actor if self.where else ""


@dataclass(frozen=True)
class Question(Finding):
    """Not a breach yet: only a person can judge; the material is gathered in ``where``."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person lets a rule's findings pass: why, who, until which day, for which versions (none = all)."""

    rule: str
    reason: str
    by: str
    until: date
    versions: tuple[int, ...]
    place: Place

    def holds(self, version: int, today: date) -> bool:
        """Whether it counts for that version on that day."""
        return today <= self.until and (not self.versions or version in self.versions)


class Answer(StrEnum):
    """What a rule says in the end."""

    PASS = "pass"  # noqa: S105  an answer, no password
    FINDING = "finding"
    UNDECIDED = "undecided"
    ASK = "ask"
    WAIVED = "waived"


@dataclass(frozen=True)
class Judgement:
    """A rule's answer. ``reason``: why undecided or waived."""

    rule: Rule
    answer: Answer
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    reason: str = ""


Decide = Callable[[Evidence, Mapping[str, Any]], Iterable[Finding]]
"""A rule's decision: evidence and the `patterns` of its YAML in, findings and questions out."""


@dataclass(frozen=True)
class Rule:
    """One row of the catalogue, with its texts (English and Russian) beside its decision.

    ``by``: A, Q or A+Q. ``needs``: the stages whose evidence it sees. ``sees``: the sides whose
    silence it relies on: where one could not be watched, no finding means undecided, not pass.
    ``texts``: finding key → part (expected, seen, fix) → language → template.
    """

    id: str
    title: Texts
    clause: Clause
    severity: Severity
    needs: tuple[str, ...]
    decide: Decide
    by: str = "A"
    sees: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    patterns: Mapping[str, Any] = field(default_factory=dict)
    wrong: Texts = field(default_factory=dict)
    """How this rule can be wrong."""

    def text(self, finding: Finding, part: str, language: str = "en") -> str:
        """One part of a finding's text: expected, seen or fix."""
        texts = self.texts[finding.key][part]
        template = texts.get(language, texts["en"])
        return template.format_map({k: said(k, v, language) for k, v in finding.values.items()})
