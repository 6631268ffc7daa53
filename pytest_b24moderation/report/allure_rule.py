"""A rule and its answer as the description of an Allure item: everything a reader needs, without further files."""

from __future__ import annotations

from pytest_b24moderation.model import Answer, Finding, Judgement, Rule, Scenario
from pytest_b24moderation.report.curl import curl
from pytest_b24moderation.report.lines import line
from pytest_b24moderation.report.markup import Html, join, link, tag
from pytest_b24moderation.report.telling import again, cut, place, proof, told

SHOWN = 8
"""Entries of proof that are shown of one finding; the timeline holds them all."""

_SAYS = {
    Answer.PASS: "Good: nothing was seen that breaks it.",
    Answer.FINDING: "Broken.",
    Answer.UNDECIDED: "Undecided.",
    Answer.ASK: "Only a person can judge this.",
    Answer.WAIVED: "Broken, and waived.",
}


def rule_html(rule: Rule, judgement: Judgement, scenario: Scenario) -> str:
    """The description as HTML; whatever a solution wrote is escaped."""
    parts: list[Html] = [tag("p", "Clause: ", link(rule.clause.link, f"“{rule.clause.quote}”"))]
    reason = f" {judgement.reason}" if judgement.reason else ""
    parts.append(tag("p", tag("b", _SAYS[judgement.answer]), reason))
    for finding in (*judgement.findings, *judgement.questions):
        parts.append(_finding(rule, finding))
    if judgement.findings:
        parts.append(tag("p", "To see it again: ", tag("code", again(scenario.solution.code, rule.id))))
    if rule.wrong:
        parts.append(tag("p", tag("i", "How this rule can be wrong: ", rule.wrong.get("en", ""))))
    return join(parts)


def _finding(rule: Rule, finding: Finding) -> Html:
    text, exchange = told(rule, finding), proof(finding)
    rows = [("Expected", text.expected), ("Seen", text.seen), ("What to do", text.fix), ("Where", place(finding))]
    items = [tag("li", tag("b", f"{name}: "), value) for name, value in rows if value]
    proofs = [tag("li", tag("code", f"#{entry.seq} {cut(line(entry), 400)}")) for entry in finding.where[:SHOWN]]
    if proofs:
        items.append(tag("li", tag("b", "Proof: "), tag("ul", proofs)))
    if exchange:
        items.append(tag("li", tag("b", "As a call: "), tag("pre", cut(curl(exchange), 2000))))
    return tag("ul", items)
