"""UI-05: no JavaScript errors.

Owns uncaught exceptions, rejected promises and `console.error` of the solution's frames. Lines about loads that
failed belong to UI-07 or to nobody; errors that a foreign script or request out of reach may have caused are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pytest_b24moderation.model import Console, Evidence, Exchange, Finding, PageError, Question, Resource


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    scripts, requests = _lost(evidence, "script"), _lost(evidence, "fetch", "xhr")
    found: dict[tuple[str, str], list[PageError | Console]] = {}
    asked: dict[tuple[str, str], list[PageError | Console]] = {}
    for entry in _errors(evidence, patterns):
        text = entry.text[: patterns["shown"]]
        network = requests if re.search(patterns["network"], text, re.IGNORECASE) else {}
        if lost := {**network, **scripts}.get((entry.stage, entry.actor)):
            asked.setdefault((text, ", ".join(lost)), []).append(entry)
        else:
            found.setdefault(("exception" if isinstance(entry, PageError) else "console", text), []).append(entry)
    for (text, gone), entries in asked.items():
        yield Question("without-network", {"text": text, "lost": gone}, tuple(entries))
    for (key, text), entries in list(found.items())[: patterns["most"]]:
        yield Finding(key, {"text": text, "count": len(entries)}, tuple(entries))
    if rest := list(found.values())[patterns["most"] :]:
        yield Finding("more", {"count": len(rest)}, tuple(entries[0] for entries in rest))


def _errors(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[PageError | Console]:
    """The errors of the solution's frames, without what the machine's missing network makes the browser say."""
    refused = {e.host for e in evidence.of(Exchange) if e.target == "third-party" and (e.error or not e.status)}
    lines = [e for e in evidence.of(Console) if e.level == "error" and _host(e.url) not in patterns["platform"]]
    errors: list[PageError | Console] = [*evidence.of(PageError), *lines]
    for entry in errors:
        named = {_host(url) for url in re.findall(r"https?://[^\s'\"<>)]+", entry.text)}
        ours = named & refused or re.search(patterns["ignored"], entry.text, re.IGNORECASE)
        if entry.owner == "solution" and not ours:
            yield entry


def _lost(evidence: Evidence, *kinds: str) -> dict[tuple[str, str], list[str]]:
    """Foreign loads of those kinds that did not come, by stage and actor."""
    own = {e.host for e in evidence.of(Exchange) if e.target in ("solution", "portal", "oauth", "sdk")}
    own |= {_host(evidence.scenario.version.url), evidence.scenario.solution.host}
    lost: dict[tuple[str, str], list[str]] = {}
    for load in evidence.of(Resource):
        gone = load.failure or load.status >= 400
        if load.owner == "solution" and load.kind in kinds and gone and _host(load.url) not in own:
            lost.setdefault((load.stage, load.actor), []).append(load.url)
    return lost


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
