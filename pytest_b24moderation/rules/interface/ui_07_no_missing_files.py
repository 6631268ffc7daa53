"""UI-07: no missing images, style files, scripts or fonts.

Owns loads of the solution's pages that fail at its own host, and foreign ones that say the file does not
exist. A foreign host that this machine cannot reach is asked, once for all its files of a kind; the portal's own
files are not judged.
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
        about = f"{load.kind} {host}" if key == "unreachable" else _file(load)
        found.setdefault((key, about), []).append(load)
    for (key, _), loads in found.items():
        yield _told(key, loads, patterns["longest"])


def _told(key: str, loads: list[Resource], longest: int) -> Finding:
    first, files = loads[0], len({_file(load) for load in loads})
    state = f"HTTP {first.status}" if first.status else first.failure
    url = first.url if len(first.url) <= longest else f"{first.url[:longest]}…"
    values = {"url": url, "kind": first.kind, "state": state, "count": len(loads)}
    if key != "unreachable":
        return Finding(key, values, tuple(loads))
    if files == 1:
        return Question(key, values, tuple(loads))
    return Question("unreachable-many", values | {"files": files, "host": _host(first.url)}, tuple(loads))


def _file(load: Resource) -> str:
    return load.url.partition("?")[0]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
