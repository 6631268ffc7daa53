"""Write what docs say of the embedded portal: its REST methods (coverage.md), its acts (portal-acts.md), and what
differs between its builds (portal-profiles.md).

    python tools/tables.py [--check]

With `--check` nothing is written; the exit status is 1 when a file is stale.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections import defaultdict
from pathlib import Path

from pytest_b24moderation.emulator import profile
from pytest_b24moderation.emulator.coverage import Covered, coverage
from pytest_b24moderation.emulator.profile import PROFILES, Profile
from pytest_b24moderation.emulator.registry import acts

DOCS = Path(__file__).parent.parent / "docs"
HEAD = """# REST methods of the embedded portal

Made by `python tools/tables.py`: the methods that the public documentation names, and those that the emulator
answers. A call to a gap is answered with status 501 and makes a run ours, never the solution's failure.

{done} of {all} documented methods are emulated{more}.

| family | emulated | documented |
|---|---:|---:|
{rows}
"""

ACTS = """# What the embedded portal does by itself

Made by `python tools/tables.py`. A scenario's step `portal: verb` with `params:` lets the step's actor do it; the pages
of the portal offer the same where a person would do it.

| verb | params | what happens |
|---|---|---|"""

BUILDS = """# Builds of the embedded portal

Made by `python tools/tables.py`. Where builds of Bitrix24 differ, or sources tell it differently, there is a switch
(`pytest_b24moderation/emulator/profile.py`). The meaning names the source where sources disagree; [U] marks what no
source settles. Each switch has a test for both of its values.

| switch | meaning | {names} |
|---|---|{dashes}"""


def family(name: str) -> str:
    """crm.deal.add → crm.deal; profile → basic."""
    parts = name.split(".")
    return ".".join(parts[:2]) if len(parts) > 2 else parts[0] if len(parts) == 2 else "basic"


def methods_text() -> str:
    """coverage.md."""
    groups: dict[str, list[Covered]] = defaultdict(list)
    for row in coverage():
        groups[family(row.name)].append(row)
    known = [row for row in coverage() if row.page]
    beyond = [row.name for row in coverage() if row.emulated and not row.page]
    counts = []
    for name, rows in sorted(groups.items(), key=lambda group: group[0].lower()):
        documented = [row for row in rows if row.page]
        counts.append(f"| {name} | {sum(row.emulated for row in rows)} | {len(documented)} |")
    done = sum(row.emulated for row in known)
    more = f", and {len(beyond)} that the documentation does not name" if beyond else ""
    lines = [HEAD.format(done=done, all=len(known), more=more, rows="\n".join(counts)), "## Emulated", ""]
    lines += [f"- `{row.name}`{_who(row)}" for row in coverage() if row.emulated]
    lines += ["", "## Gaps", ""]
    lines += [f"- `{row.name}`{_who(row)}" for row in coverage() if not row.emulated]
    return "\n".join(lines) + "\n"


def _who(row: Covered) -> str:
    words = [word for word in ("REST 3.0" if row.rest == 3 else "", row.who) if word]
    return f" ({', '.join(words)})" if words else ""


def acts_text() -> str:
    """portal-acts.md."""
    lines = [ACTS]
    for verb, function in sorted(acts().items()):
        words = list(inspect.signature(function).parameters.values())[2:]
        given = ", ".join(row.name if row.default is row.empty else f"{row.name} = {row.default!r}" for row in words)
        said = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
        lines.append(f"| `{verb}` | {given or '–'} | {said} |")
    return "\n".join(lines) + "\n"


def profiles_text() -> str:
    """portal-profiles.md."""
    names = list(PROFILES)
    lines = [BUILDS.format(names=" | ".join(f"`{name}`" for name in names), dashes="---|" * len(names))]
    for name, said in switches().items():
        values = " | ".join(f"`{getattr(PROFILES[build], name)!r}`" for build in names)
        lines.append(f"| `{name}` | {said} | {values} |")
    return "\n".join(lines) + "\n"


def switches() -> dict[str, str]:
    """Each switch with its meaning, the text under it."""
    tree = ast.parse(inspect.getsource(profile))
    body = next(one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == Profile.__name__).body
    found: dict[str, str] = {}
    for one in body[1:]:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            found[one.target.id] = ""
        elif isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            found[list(found)[-1]] = " ".join(str(one.value.value).split())
    found.pop("name")
    return found


def main() -> int:
    """Write the files, or compare them."""
    tables = {"coverage.md": methods_text(), "portal-acts.md": acts_text(), "portal-profiles.md": profiles_text()}
    if "--check" not in sys.argv:
        for name, text in tables.items():
            (DOCS / name).write_text(text, "utf-8")
        return 0
    stale = [name for name, text in tables.items() if not _is(DOCS / name, text)]
    if stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run `python tools/tables.py`\n")
    return 1 if stale else 0


def _is(file: Path, text: str) -> bool:
    return file.exists() and file.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
