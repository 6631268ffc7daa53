"""The command: each checkout in turn, on a portal of its own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_b24moderation.hosting import sweep
from pytest_b24moderation.model import InfrastructureError
from tools.fidelity import table
from tools.fidelity.outcomes import count, judged
from tools.fidelity.place import FidelityError, place
from tools.fidelity.reasons import explanations, stale
from tools.fidelity.suites import checked_out, recognised

ROOT = Path(__file__).parents[2]
TARGET = 0.9
"""The least share of passed tests, of those that ran."""


def main(words: list[str]) -> int:
    """0 when every suite reaches the target with all its failures explained, 1 when not, 2 when it could not run."""
    parser = argparse.ArgumentParser(prog="./dev fidelity", description="official SDKs' own tests, unmodified")
    parser.add_argument("checkouts", nargs="+", type=Path, metavar="CHECKOUT")
    parser.add_argument("--write", action="store_true", help="write the tables of docs/fidelity.md")
    parser.add_argument("--way", default="", help="how the tests are kept apart: namespace, root or proxy")
    parser.add_argument("--vendor", type=Path, help="a suite's dependencies, for PHP: a folder with autoload.php")
    parser.add_argument("--reports", type=Path, default=ROOT / "reports" / "fidelity")
    parser.add_argument("--cache", type=Path, default=ROOT / ".cache" / "fidelity")
    asked = parser.parse_args(words)
    status = 0
    for folder in asked.checkouts:
        try:
            status = max(status, int(not _one(folder.resolve(), asked)))
        except (FidelityError, InfrastructureError) as error:
            _say(str(error))
            status = 2
    return status


def _one(folder: Path, asked: argparse.Namespace) -> bool:
    suite = recognised(folder)
    scratch = asked.cache.resolve() / suite.name
    scratch.mkdir(parents=True, exist_ok=True)
    sweep(scratch)
    checkout = checked_out(folder, suite, scratch, asked.vendor and asked.vendor.resolve())
    _say(f"{suite.name} {checkout.version} {checkout.commit[:12]}: its tests run in {checkout.path}")
    with place(scratch, way=asked.way) as here:
        outcomes = [judged(outcome) for outcome in suite.run(checkout, here)]
    known = explanations(suite.name)
    file = table.report(checkout, outcomes, known, asked.reports)
    if asked.write:
        table.put(ROOT / "docs" / "fidelity.md", suite.name, table.summary(checkout, outcomes, known))
    figures = count(outcomes)
    sys.stdout.write(table.summary(checkout, outcomes, known))
    missing = [row.test for row, why in table.explained(outcomes, known) if why is table.UNEXPLAINED]
    for word, rows in (("unexplained", missing), ("explained, but it does not fail", stale(outcomes, known))):
        for name in rows:
            _say(f"{word}: {name}")
    _say(f"every test with what it called: {file}")
    return figures.share >= TARGET and not missing


def _say(text: str) -> None:
    sys.stderr.write(f"fidelity: {text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
