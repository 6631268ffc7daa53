"""Write the lists of documented REST methods and events from a checkout of the public documentation.

    python tools/documented_methods.py CHECKOUT

The checkout is one of github.com/bitrix24/b24restdocs. A row holds facts only: name, scopes that grant it, page.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "pytest_b24moderation" / "emulator"
SCOPE = re.compile(r"^> *Scope:(.*)$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
CALLED = re.compile(r"/rest/(?:\*\*put_your_\w+\*\*/){2}([A-Za-z][\w.]*)[\s?\"'`\\]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[.:]+[A-Za-z0-9_]+)*")
SINGLE = {"batch", "scope", "methods", "events", "profile"}
EVENT = re.compile(r"[oO]n(?=[A-Z])[A-Za-z]{5,}|ON[A-Z]{5,}")


def rows(checkout: Path) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """(methods, events): name → (scopes, page)."""
    methods: dict[str, tuple[str, str]] = {}
    events: dict[str, tuple[str, str]] = {}
    examples: dict[str, tuple[str, str]] = {}
    for file in sorted(checkout.rglob("*.md")):
        page = file.relative_to(checkout).as_posix()
        text = file.read_text("utf-8", errors="replace")
        title = next((line for line in text.splitlines() if line.startswith("# ")), "")
        scope = SCOPE.search(text)
        if not title or page.startswith(("_includes/", "sdk/")):
            continue
        quoted = " ".join(QUOTED.findall(scope[1].split("—")[0])) if scope else ""
        granted = ",".join(dict.fromkeys(WORD.findall(quoted.split("depending")[0])))
        for word in WORD.findall(title):
            if EVENT.fullmatch(word):
                events.setdefault(word.upper(), (granted, page))
            elif word[0].islower() and "." in word and (scope or page.startswith("api-reference/events/")):
                methods.setdefault(word, (granted or "basic", page))
        called = set(CALLED.findall(text))
        last = min(called, default="").rpartition(".")[2].lower()
        if scope and len(called) == 1 and last and file.stem.replace("-", "").lower().endswith(last):
            examples.setdefault(min(called), (granted, page))
    methods = examples | methods
    events.setdefault("ONCRMLEADDELETE", ("crm", "api-reference/crm/leads/events/on-crm-lead-delete.md"))
    for name in SINGLE:
        methods[name] = ("basic", methods.get(name, ("", "settings/how-to-call-rest-api/index.md"))[1])
    return methods, events


def main() -> None:
    """Write methods.tsv and events.tsv."""
    methods, events = rows(Path(sys.argv[1]))
    for name, found in (("methods", methods), ("events", events)):
        lines = [f"{key}\t{scope}\t{page}" for key, (scope, page) in sorted(found.items())]
        (TARGET / f"{name}.tsv").write_text("\n".join(["name\tscope\tpage", *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
