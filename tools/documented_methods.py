"""Write the lists of documented REST methods and events from a checkout of the public documentation.

    python tools/documented_methods.py CHECKOUT

The checkout is one of github.com/bitrix24/b24restdocs. A row holds facts only: name, scopes that grant it, page, and
who may call it: any, administrator, crm administrator, bot owner, permission (some right), depends; "" where unsaid.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "pytest_b24moderation" / "emulator"
SCOPE = re.compile(r"^> *Scope:(.*)$", re.MULTILINE)
WHO = re.compile(r"^> *Who can (?:execute|perform|subscribe)[^:\n]*:(.*)$", re.MULTILINE)
KINDS = (
    ("depends", re.compile(r"depend", re.IGNORECASE)),
    ("bot owner", re.compile(r"registered (?:the chat )?bot", re.IGNORECASE)),
    (
        "crm administrator",
        re.compile(r"CRM administrator|administrator CRM|administrative access to (?:the )?CRM", re.IGNORECASE),
    ),
    ("administrator", re.compile(r"\badministrator", re.IGNORECASE)),
    ("any", re.compile(r"^(?:any|an authorized|authorized) user\W*$", re.IGNORECASE)),
    ("permission", re.compile(r"\w")),
)
QUOTED = re.compile(r"`([^`]+)`")
CALLED = re.compile(r"/rest/(?:\*\*put_your_\w+\*\*/){2}([A-Za-z][\w.]*)[\s?\"'`\\]")
CALLED3 = re.compile(r"/rest/api/(?:[^/\s]+/){2}([A-Za-z][\w.]*)[\s?\"'`\\]")
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:[.:]+[A-Za-z0-9_]+)*")
OVERVIEW3 = "api-reference/rest-v3.md"
SINGLE3 = ("batch", "documentation", "rest.documentation.openapi", "rest.scope.list")
SINGLE = {"batch", "scope", "methods", "events", "profile"}
EVENT = re.compile(r"[oO]n(?=[A-Z])[A-Za-z]{5,}|ON[A-Z]{5,}|[A-Z]+(?:\.[A-Z]+)*\.ON\.[A-Z]+")

DELIVERED = re.compile(r"""["']event["']\s*(?:=>|:)\s*["']([A-Za-z_.:]+)["']""")


Fact = tuple[str, str, str]
"""Scopes, page, and who may call."""


def who(text: str) -> str:
    """The kind of user that a page names; "" where it names none."""
    said = WHO.search(text)
    words = re.sub(r"[`*]|\[|\]\([^)]*\)", "", said[1]).strip() if said else ""
    return next((kind for kind, words_of in KINDS if words_of.search(words)), "")


def rows(checkout: Path) -> tuple[dict[str, Fact], dict[str, Fact], dict[str, Fact]]:
    """(methods, methods of REST 3.0, events): name → fact."""
    methods: dict[str, Fact] = {}
    methods3: dict[str, Fact] = dict.fromkeys(SINGLE3, ("basic", OVERVIEW3, "any"))
    events: dict[str, Fact] = {}
    examples: dict[str, Fact] = {}
    for file in sorted(checkout.rglob("*.md")):
        page = file.relative_to(checkout).as_posix()
        text = file.read_text("utf-8", errors="replace")
        title = next((line for line in text.splitlines() if line.startswith("# ")), "")
        scope = SCOPE.search(text)
        if not title or page.startswith(("_includes/", "sdk/")):
            continue
        granted = _granted(scope[1]) if scope else ""
        if scope and len(called3 := set(CALLED3.findall(text))) == 1:
            methods3.setdefault(min(called3), (granted, page, who(text)))
            continue
        delivered, example = _delivered(page, text), _example(file, text) if scope else ""
        if example:
            examples.setdefault(example, (granted, page, who(text)))
        for word in [*delivered, *WORD.findall(title)]:
            if EVENT.fullmatch(word) and (not delivered or word in delivered):
                crm = "crm" if page.startswith("api-reference/crm/") else ""
                events.setdefault(word.upper(), (granted or crm, page, who(text)))
            elif f"{word}.*" not in title and example.lower() in ("", word.lower()) and _is_method(word, page, scope):
                methods.setdefault(word, (granted or "basic", page, who(text)))
    methods = examples | methods
    if "ONLEADDELETE" in events:  # the title's short form: its page says what the event is called
        events["ONCRMLEADDELETE"] = events.pop("ONLEADDELETE")
    action = "api-reference/crm/timeline/activities/configurable/structure/action.md"
    events.setdefault("ONCRMTIMELINEITEMACTION", ("crm", action, "any"))
    for name in SINGLE:
        known = methods.get(name, ("", "settings/how-to-call-rest-api/index.md", "any"))
        methods[name] = ("basic", *known[1:])
    return methods, methods3, events


def _delivered(page: str, text: str) -> list[str]:
    """The event that a page of one shows being delivered: titles are not always its name."""
    found = set(DELIVERED.findall(text)) if "/events/" in page.removeprefix("api-reference/events/") else set()
    return list(found) if len(found) == 1 and not page.endswith("index.md") else []


def _is_method(word: str, page: str, scope: re.Match[str] | None) -> bool:
    return word[0].islower() and "." in word and (bool(scope) or page.startswith("api-reference/events/"))


def _example(file: Path, text: str) -> str:
    """The one method that a page calls, where the file is named after it: titles are not always right."""
    called = set(CALLED.findall(text))
    last = min(called, default="").rpartition(".")[2].lower()
    return min(called) if len(called) == 1 and last and file.stem.replace("-", "").lower().endswith(last) else ""


def _granted(said: str) -> str:
    quoted = " ".join(QUOTED.findall(said.split("—", maxsplit=1)[0]))
    return ",".join(dict.fromkeys(WORD.findall(quoted.split("depending")[0])))


def main() -> None:
    """Write methods.tsv, methods3.tsv and events.tsv."""
    for name, found in zip(("methods", "methods3", "events"), rows(Path(sys.argv[1])), strict=True):
        lines = ["\t".join((key, *fact)) for key, fact in sorted(found.items())]
        (TARGET / f"{name}.tsv").write_text("\n".join(["name\tscope\tpage\twho", *lines]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
