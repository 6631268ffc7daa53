"""What the terminal shows, as lines: progress while it runs, a summary when it is over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pytest_b24moderation.model import Answer, Decision, Owner, Question, Rule, Status, Step, Verdict
from pytest_b24moderation.report.telling import again, answered, by_gravity, cut, in_language, place, plain, told

WIDTH = 200
"""Characters of a sentence that a solution may fill."""

_ROWS = 6
"""Lines of a fault that are told beside its first."""

_FILES = ("message.md", "report.html", "verdict.json", "har")
_WORD = {Decision.APPROVE: "APPROVE", Decision.RETURN: "RETURN", Decision.ASK: "ASK", Decision.NONE: "NO VERDICT"}
_FAULT = {
    Owner.OURS: "the harness or the machine is at fault, not the solution",
    Owner.AUTHOR: "the scenario is at fault, not the solution",
    Owner.PLATFORM: "Bitrix24 is at fault, not the solution",
    Owner.SOLUTION: "the solution kept a needed stage from happening",
}
_ROLE = {"admin": "administrator", "user": "regular user"}


def summary(verdict: Verdict, folder: Path) -> list[str]:
    """The end of a run. ``folder`` is where its reports lie."""
    solution = verdict.plan.scenario.solution
    title = plain(in_language(solution.titles, "en", solution.code))
    lines = [
        f"{_WORD[verdict.decision]}  {plain(solution.code)}  {title}, version {verdict.plan.scenario.version.number}"
    ]
    if verdict.reason:
        lines.append(f"  {_short(verdict.reason)}")
    if verdict.decision is Decision.NONE:
        lines += _what_to_do(verdict)
    if verdict.decision is Decision.NONE and verdict.blame:
        lines.append(f"  {_FAULT[verdict.blame]}")
    lines += _findings(verdict)
    lines += _open(verdict)
    lines.append("")
    lines += [f"  {folder / name}" for name in _FILES if (folder / name).exists()] or [f"  {folder}"]
    return lines


def waiver(rule: str, version: int) -> str:
    """The line of waivers.yaml that waives a rule; the person who puts it there says why, who, and until when."""
    return f'- {{rule: {rule}, reason: "why", by: "who", until: YYYY-MM-DD, versions: [{version}]}}'


def counts(verdict: Verdict) -> str:
    """What was left open, in one line; "" where nothing was."""
    numbers = {
        "asked": sum(len(judgement.questions) for judgement in verdict.judgements),
        "undecided": len(answered(verdict.judgements, Answer.UNDECIDED)),
        "blocked": sum(outcome.status is Status.BLOCKED for outcome in verdict.outcomes),
        "waived": len(answered(verdict.judgements, Answer.WAIVED)),
    }
    return ", ".join(f"{number} {name}" for name, number in numbers.items() if number)


def waiting(code: str, step: Step | None, text: str, seconds: float = 0.0) -> str:
    """Progress: what is being done or waited for, and for how long already."""
    where = f"{step_name(step)}: " if step else ""
    since = f" ({seconds:.0f} s)" if seconds >= 1 else ""
    return f"{plain(code)}: {where}{_short(text)}{since}"


def step_name(step: Step) -> str:
    """A step as a person says it: "open as regular user"."""
    return f"{step.stage} as {_ROLE[step.actor]}" if step.actor else step.stage


def _what_to_do(verdict: Verdict) -> list[str]:
    """What the first fault that is not the solution's says beyond its first line: expected, found, hint."""
    fault = next((o for o in verdict.outcomes if o.status in (Status.OURS, Status.AUTHOR)), None)
    return [f"    {cut(plain(line), 2 * WIDTH)}" for line in fault.reason.splitlines()[1:][:_ROWS]] if fault else []


def _findings(verdict: Verdict) -> list[str]:
    code, version = verdict.plan.scenario.solution.code, verdict.plan.scenario.version.number
    lines: list[str] = []
    for severity, rows in by_gravity(verdict.judgements):
        lines += ["", f"  {severity} ({len(rows)})"]
        for rule, finding in rows:
            where = f"  [{place(finding)}]" if finding.stage else ""
            lines.append(f"    {rule.id}  {_short(told(rule, finding).seen)}{where}")
        for rule in _each(rule for rule, _ in rows):
            lines.append(f"      see {rule.id} again:  {again(code, rule.id)}")
            lines.append(f"      waive it:  {waiver(rule.id, version)}")
    return lines


def _open(verdict: Verdict) -> list[str]:
    lines = []
    for judgement in verdict.judgements:
        lines += [f"    {judgement.rule.id}  {_asked(judgement.rule, question)}" for question in judgement.questions]
    if lines:
        lines = ["", "  questions for a person", *lines]
    if rest := counts(verdict):
        lines += ["", f"  {rest}"]
    return lines


def _asked(rule: Rule, question: Question) -> str:
    text = told(rule, question)
    return _short(text.seen or text.expected)


def _each(rules: Iterable[Rule]) -> list[Rule]:
    return list({rule.id: rule for rule in rules}.values())


def _short(text: str) -> str:
    return cut(plain(text), WIDTH)
