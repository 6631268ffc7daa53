"""What came of a suite, as JSON for programs and as a table for readers."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tools.fidelity.outcomes import GAP, Outcome, count
from tools.fidelity.reasons import Explanation, explain
from tools.fidelity.suites import Checkout

UNEXPLAINED = Explanation("unexplained", "")
MANY = 12
"""Reasons of skips that are told apart; the rarer ones are summed up."""


def explained(outcomes: Sequence[Outcome], known: dict[str, Explanation]) -> list[tuple[Outcome, Explanation]]:
    """Each failure with its explanation."""
    return [(row, explain(row.test, known) or UNEXPLAINED) for row in outcomes if row.result == "failed"]


def report(checkout: Checkout, outcomes: Sequence[Outcome], known: dict[str, Explanation], folder: Path) -> Path:
    """Write `<suite>.json`: figures, and every test with what it called."""
    figures = count(outcomes)
    reasons = {row.test: asdict(why) for row, why in explained(outcomes, known)}
    content = {
        "suite": checkout.name,
        "version": checkout.version,
        "commit": checkout.commit,
        "passed": figures.passed,
        "failed": figures.failed,
        "skipped": figures.skipped,
        "share": round(figures.share, 4),
        "reasons": dict(figures.reasons),
        "tests": [asdict(row) | ({"explained": reasons[row.test]} if row.test in reasons else {}) for row in outcomes],
    }
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{checkout.name}.json"
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return file


def summary(checkout: Checkout, outcomes: Sequence[Outcome], known: dict[str, Explanation]) -> str:
    """The part of docs/fidelity.md about one suite, as Markdown."""
    figures = count(outcomes)
    head = f"version {checkout.version or 'unknown'}, commit `{checkout.commit[:12] or 'unknown'}`"
    lines = [
        f"`{checkout.name}`, {head}",
        "",
        "| passed | failed | skipped | passed of those that ran |",
        "|---:|---:|---:|---:|",
        f"| {figures.passed} | {figures.failed} | {figures.skipped} | {figures.share:.1%} |",
        "",
    ]
    lines += ["| skipped because | tests |", "|---|---:|", *_reasons(figures.reasons), ""] if figures.reasons else []
    grouped: dict[Explanation, list[str]] = defaultdict(list)
    for row, why in explained(outcomes, known):
        grouped[why].append(row.test)
    if grouped:
        lines += ["| failing | whose | why |", "|---|---|---|"]
        lines += [f"| {_names(tests)} | {why.owner} | {why.why} |" for why, tests in grouped.items()]
    return "\n".join(lines).rstrip() + "\n"


def put(file: Path, name: str, text: str) -> None:
    """Put a generated part between its two marker comments; at the end of the file when it has none yet."""
    begin, end = f"<!-- {name}: made by ./dev fidelity --write -->", f"<!-- end of {name} -->"
    before = file.read_text("utf-8") if file.is_file() else ""
    part = f"{begin}\n{text}{end}"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    after = pattern.sub(lambda _: part, before) if pattern.search(before) else f"{before}\n{part}\n"
    file.write_text(after.lstrip("\n"), "utf-8")


def _reasons(reasons: Sequence[tuple[str, int]]) -> list[str]:
    """The commonest reasons, the sum of the others, and all gaps in one row."""
    gaps = [(why.removeprefix(GAP), number) for why, number in reasons if why.startswith(GAP)]
    others = [row for row in reasons if not row[0].startswith(GAP)]
    rows = [f"| {_cell(why)} | {number} |" for why, number in others[:MANY]]
    if rest := others[MANY:]:
        rows.append(f"| {len(rest)} rarer reasons | {sum(number for _, number in rest)} |")
    if gaps:
        names = ", ".join(f"`{name}`" for name, _ in sorted(gaps))
        rows.append(f"| it calls a gap: {names} | {sum(number for _, number in gaps)} |")
    return rows


def _names(tests: Sequence[str]) -> str:
    return "<br>".join(f"`{_cell(test)}`" for test in tests)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())
