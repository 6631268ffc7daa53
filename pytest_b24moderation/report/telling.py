"""What a rule says of a finding, made safe for the page it is put on."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pytest_b24moderation.model import Answer, Entry, Exchange, Finding, Judgement, Rule, Severity

GRAVITY = (Severity.BLOCKER, Severity.MAJOR, Severity.MINOR)
"""The order in which findings are told."""

RUSSIAN_REGIONS = frozenset({"ru", "by", "kz", "uz"})

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plain(text: str, *, lines: bool = False) -> str:
    """The text without terminal commands, control characters and marks that turn its direction.

    Solutions write what we print; without this a log line could repaint the reader's screen.
    ``lines``: keep line ends and tabs; otherwise all white space becomes one space.
    """
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    if lines:
        return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return " ".join(_UNSEEN.sub(" ", text).split())


def cut(text: str, limit: int) -> str:
    """The text, no longer than ``limit`` characters, saying so where it is cut."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit} more characters)"


def language_of(region: str) -> str:
    """The language in which a region's developers are written to."""
    return "ru" if region.lower() in RUSSIAN_REGIONS else "en"


def again(code: str, rule: str) -> str:
    """The command that shows a finding of this rule again."""
    return f"pytest --solution={shlex.quote(code)} -k {shlex.quote(rule)}"


def title_of(rule: Rule, language: str = "en") -> str:
    return rule.title.get(language) or rule.title.get("en") or rule.id


def in_language(texts: Mapping[str, str], language: str, otherwise: str) -> str:
    """The text in that language, else in English, else in any, else ``otherwise``."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "") or otherwise


@dataclass(frozen=True)
class Told:
    """The three parts of a finding's text, in one language."""

    expected: str
    seen: str
    fix: str


def told(rule: Rule, finding: Finding, language: str = "en", clean: Callable[[str], str] = plain) -> Told:
    """The finding in words. ``clean`` is applied to the values, which solutions may have chosen.

    A rule whose texts lack this key or part (a third party's, for ours are checked when loaded)
    still has its finding told, by key and values: a report must not be lost over it.
    """
    safe = replace(finding, values={name: clean(str(value)) for name, value in finding.values.items()})
    bare = ", ".join([finding.key, *(f"{name}: {value}" for name, value in safe.values.items())])

    def part(name: str) -> str:
        try:
            return rule.text(safe, name, language).strip()
        except (LookupError, ValueError, AttributeError):
            return bare if name == "seen" else ""

    return Told(part("expected"), part("seen"), part("fix"))


def proof(finding: Finding) -> Exchange | None:
    """The exchange that proves the finding, where one does."""
    return next((entry for entry in finding.where if isinstance(entry, Exchange)), None)


def place(entry: Entry | Finding) -> str:
    """Where it was: "install as admin", or "" before any stage."""
    return f"{entry.stage} as {entry.actor}" if entry.stage and entry.actor else entry.stage


def by_gravity(judgements: tuple[Judgement, ...]) -> list[tuple[Severity, list[tuple[Rule, Finding]]]]:
    """Findings that stand, the gravest first; severities without any are left out."""
    rows = [(j.rule, f) for j in judgements if j.answer is not Answer.WAIVED for f in j.findings]
    groups = [(severity, [row for row in rows if row[1].severity is severity]) for severity in GRAVITY]
    return [(severity, found) for severity, found in groups if found]


def answered(judgements: tuple[Judgement, ...], answer: Answer) -> list[Judgement]:
    return [judgement for judgement in judgements if judgement.answer is answer]
