"""UI-07: no missing images, style files, scripts or fonts.

Owns loads of the solution's pages that fail at its own host, and foreign ones that say the file does not
exist. A foreign host that this machine cannot reach is asked; the portal's own files are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pytest_b24moderation.model import Evidence, Exchange, Finding, Question, Resource


def decide(evidence: Evidence, patterns: Mapping[str, Any]) -> Iterator[Finding]:
    version = evidence.scenario.version
    hosts = {(e.host, e.target) for e in evidence.of(Exchange)}
    own = {host for host, target in hosts if target == "solution"}
    own |= {_host(url) for url in (version.url, version.install_url)} | {evidence.scenario.solution.host}
    platform = {host for host, target in hosts if target in ("portal", "oauth", "sdk")} | set(patterns["platform"])
    refused = {e.host for e in evidence.of(Exchange) if e.target == "third-party" and e.error}
    found: dict[tuple[str, str], list[Resource]] = {}
    for load in evidence.of(Resource):
        gone = load.status >= 400 or (load.failure and not re.search(patterns["harmless"], load.failure))
        host = _host(load.url)
        if load.owner != "solution" or load.kind not in patterns["kinds"] or not gone or host in platform or not host:
            continue
        if re.search(patterns["ignored"], urlsplit(load.url).path, re.IGNORECASE):
            continue
        missing = load.status in patterns["missing"] and host not in refused
        key = "own" if host in own else "foreign" if missing else "unreachable"
        found.setdefault((key, load.url.partition("?")[0]), []).append(load)
    for (key, _), loads in found.items():
        url = loads[0].url if len(loads[0].url) <= patterns["longest"] else f"{loads[0].url[: patterns['longest']]}…"
        state = f"HTTP {loads[0].status}" if loads[0].status else loads[0].failure
        made = Question if key == "unreachable" else Finding
        yield made(key, {"url": url, "kind": loads[0].kind, "state": state, "count": len(loads)}, tuple(loads))


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
