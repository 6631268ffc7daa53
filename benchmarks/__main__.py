"""Run the measurements and print them as one table."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = ("portal", "crm_lists", "step", "life")


def main(chosen: list[str]) -> int:
    unknown = set(chosen) - set(NAMES)
    if unknown:
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    rows = [row for name in chosen or NAMES for row in importlib.import_module(f"benchmarks.{name}").measure()]
    lines = ["| what | peer | figure | bound | holds |", "|---|---|---|---|---|", *(str(row) for row in rows)]
    print("\n".join(lines))
    if not chosen:
        head = "# Measured\n\nMedians on two cores; start-up excluded, warm. Made by `./dev bench`.\n\n"
        (Path(__file__).parent / "results.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return int(not all(row.holds for row in rows))


sys.exit(main(sys.argv[1:]))
