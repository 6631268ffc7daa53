"""message.md: what the developer of the solution is told, all at once, in the language of the region."""

from __future__ import annotations

import re

from pytest_b24moderation.model import Answer, Decision, Finding, Judgement, Owner, Rule, Status, Verdict
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.curl import curl, variables
from pytest_b24moderation.report.listener import Listener
from pytest_b24moderation.report.message_words import STAGES, WORDS
from pytest_b24moderation.report.telling import (
    again,
    answered,
    by_gravity,
    cut,
    in_language,
    language_of,
    plain,
    proof,
    title_of,
    told,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])")

CURL = 4000
"""Characters of a curl line beyond which it is left to the HTTP log."""


class MessageSink(Listener):
    """Writes message.md when the run is over."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def finished(self, verdict: Verdict) -> None:
        self._recorder.publish("message.md", message(verdict))


def escaped(text: str) -> str:
    """The text in one line, with nothing in it that Markdown or HTML would act on."""
    text = _SPECIAL.sub(r"\\\1", plain(text))
    return _STARTS.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", text)


def fenced(text: str, language: str = "") -> str:
    """The text as a block of code, whatever back ticks are in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{plain(text, lines=True)}\n{fence}"


def message(verdict: Verdict, language: str = "") -> str:
    """The message as Markdown; ``language`` is the region's unless given."""
    solution = verdict.plan.scenario.solution
    language = language or language_of(solution.region)
    words = WORDS[language]
    names = {
        "title": escaped(in_language(solution.titles, language, solution.code)),
        "code": plain(solution.code).replace("`", ""),
        "version": verdict.plan.scenario.version.number,
        "rules": len(verdict.judgements),
        "steps": sum(outcome.happened for outcome in verdict.outcomes),
        "reason": escaped(verdict.reason),
    }
    blocks = [words[verdict.decision].format(**names), words[f"{verdict.decision}_more"].format(**names)]
    if verdict.decision is Decision.APPROVE:
        return "\n".join(blocks) + "\n"
    if verdict.decision is Decision.NONE and verdict.blame is not Owner.SOLUTION:
        blocks.append(words["none_solution"])
    blocks += _findings(verdict, language)
    blocks += _questions(verdict.judgements, language)
    blocks += _undone(verdict, language)
    return "\n\n".join(blocks) + "\n"


def _findings(verdict: Verdict, language: str) -> list[str]:
    code, blocks = verdict.plan.scenario.solution.code, []
    for severity, rows in by_gravity(verdict.judgements):
        blocks.append(f"## {WORDS[language][severity]} ({len(rows)})")
        for rule, finding in rows:
            blocks += _finding(rule, finding, code, language)
    return blocks


def _finding(rule: Rule, finding: Finding, code: str, language: str) -> list[str]:
    words, text = WORDS[language], told(rule, finding, language, escaped)
    rows = [
        f"**{words['clause']}:** [{escaped(rule.clause.quote)}]({rule.clause.link})",
        f"**{words['expected']}:** {text.expected}",
        f"**{words['seen']}:** {text.seen}",
        f"**{words['where']}:** {_place(finding.stage, finding.actor, language)}" if finding.stage else "",
        f"**{words['fix']}:** {text.fix}" if text.fix else "",
        f"**{words['again']}:**",
    ]
    head = f"### {rule.id} · {escaped(title_of(rule, language))}"
    return [head, "\n".join(f"- {row}" for row in rows if row), *_seen_again(finding, code, rule.id, words)]


def _seen_again(finding: Finding, code: str, rule: str, words: dict[str, str]) -> list[str]:
    exchange, commands, blocks = proof(finding), [again(code, rule)], []
    line = curl(exchange) if exchange else ""
    if exchange and len(line) <= CURL:
        commands.append(line)
        if names := variables(exchange):
            blocks.append(words["secrets"].format(names=", ".join(f"`{name}`" for name in names)))
    return [fenced("\n".join(commands), "sh"), *blocks]


def _questions(judgements: tuple[Judgement, ...], language: str) -> list[str]:
    rows = [(j.rule, question) for j in judgements for question in j.questions]
    if not rows:
        return []
    lines = []
    for rule, question in rows:
        text = told(rule, question, language, escaped)
        asked = " — ".join(part for part in (text.seen, text.expected) if part)
        lines.append(f"- **{rule.id}** {asked} ([{escaped(cut(rule.clause.quote, 120))}]({rule.clause.link}))")
    return [f"## {WORDS[language]['questions']}", "\n".join(lines)]


def _undone(verdict: Verdict, language: str) -> list[str]:
    words, blocks = WORDS[language], []
    if undecided := answered(verdict.judgements, Answer.UNDECIDED):
        lines = [f"- **{j.rule.id}** {escaped(title_of(j.rule, language))}: {escaped(j.reason)}" for j in undecided]
        blocks += [f"## {words['undecided']}", "\n".join(lines)]
    if blocked := [o for o in verdict.outcomes if o.status is Status.BLOCKED]:
        lines = [f"- {_place(o.step.stage, str(o.step.actor or ''), language)}: {escaped(o.reason)}" for o in blocked]
        blocks += [f"## {words['blocked']}", "\n".join(lines)]
    return blocks


def _place(stage: str, actor: str, language: str) -> str:
    words, stage = WORDS[language], escaped(STAGES[language].get(stage, stage))
    return words["as"].format(stage=stage, actor=words.get(actor, escaped(actor))) if actor else stage
