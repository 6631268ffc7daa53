"""Looks for data that must be gone after a removal: in a database, over HTTP, in files, by a command.

Each look is bounded in time, changes nothing, and does not leave the folder in which the solution runs.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Probe, ProbeResult, ScenarioError, StageFailed

T = TypeVar("T")

READS = ("select", "with", "values", "show", "table")
"""First words of statements that only read."""

MOST_FILES = 10_000


def probe_all(kit: Kit, *, clean: bool) -> list[ProbeResult]:
    """Every probe that applies after this kind of removal, written to the timeline."""
    wanted = [probe for probe in kit.scenario.erasure if clean or probe.after == "any"]
    return [kit.timeline.add(ProbeResult, **_fields(probe), found=found_by(kit, probe)) for probe in wanted]


def _fields(probe: Probe) -> dict[str, str]:
    return {"name": probe.name, "kind": probe.kind, "after": probe.after}


def found_by(kit: Kit, probe: Probe) -> str:
    """What the probe finds, in a line; "" when there is nothing. Raises ScenarioError for one that cannot work."""
    target: Mapping[str, Any] = kit.render(probe.target, Actor.ADMIN)
    with kit.timeline.sentence(f"Look for data that must be gone: {probe.name}"):
        return LOOKS[probe.kind](kit, probe, target)


def _sql(kit: Kit, probe: Probe, target: Mapping[str, Any]) -> str:
    query = str(target["query"]).strip()
    if query.split(None, 1)[:1] and query.split(None, 1)[0].lower() not in READS:
        raise ScenarioError("a probe only reads", probe.place, f"a query that begins with {READS[0].upper()}", query)
    from pytest_b24moderation.clients import database  # half a second that only such probes should cost

    url = database.url_of(probe, str(target["url"]))
    if url.get_backend_name() == "sqlite":
        file = _inside(kit, probe, str(url.database or ""))
        if not file.is_file():
            return ""
        url = url.set(database=f"file:{file}", query={"mode": "ro", "uri": "true"})
    params = dict(target.get("params") or {})
    return _bounded(kit, probe, lambda: database.ask(probe, url, query, params))


def _http(kit: Kit, probe: Probe, target: Mapping[str, Any]) -> str:
    answer = kit.http.send(target)
    if answer.error:
        raise StageFailed(f"the probe {probe.name} got no answer: {answer.error}")
    expected = target.get("expect") or {}
    was = f"HTTP {answer.status}: {look.brief(answer.text)}"
    if (status := expected.get("status")) is not None and int(status) != answer.status:
        return was
    if (text := expected.get("text")) is not None and str(text) not in answer.text:
        return was
    if (no := expected.get("no")) is not None and str(no) in answer.text:
        return was
    return ""


def _file(kit: Kit, probe: Probe, target: Mapping[str, Any]) -> str:
    place = _inside(kit, probe, str(target["path"]))
    if not place.exists():
        return ""
    wanted = target.get("contains")
    name = place.relative_to(_work(kit, probe))
    if wanted is None:
        return f"{name} is still there"
    holders = _bounded(kit, probe, lambda: _holders(place, str(wanted).encode(), kit.plan.deadlines.body))
    return f"still in {', '.join(holders)}" if holders else ""


def _holders(place: Path, wanted: bytes, limit: int) -> list[str]:
    """Files under a place that hold the bytes; the first ones of a large folder, the beginning of large files."""
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file() and not p.is_symlink())
    found = []
    for file in files[:MOST_FILES]:
        with file.open("rb") as stream:
            if wanted in stream.read(limit):
                found.append(file.name)
    return found[:20]


def _command(kit: Kit, probe: Probe, target: Mapping[str, Any]) -> str:
    words: Sequence[str] = [str(word) for word in target["run"]]
    try:
        done = subprocess.run(
            words,
            cwd=_work(kit, probe),
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=kit.plan.deadlines.answer,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(kit, probe) from error
    except OSError as error:
        raise ScenarioError(
            f"the command of the probe {probe.name} does not run", probe.place, found=str(error)
        ) from error
    output = done.stdout[: kit.plan.deadlines.body].decode(errors="replace")
    if done.returncode:
        words_of_it = look.brief(done.stderr.decode(errors="replace") or output)
        found = f"exit status {done.returncode}: {words_of_it}"
        raise ScenarioError(f"the command of the probe {probe.name} failed", probe.place, "exit status 0", found)
    wanted = target.get("contains")
    if wanted is None:
        return look.brief(output)
    return f"the output holds {wanted}" if str(wanted) in output else ""


def _work(kit: Kit, probe: Probe) -> Path:
    if kit.work is None:
        raise ScenarioError(
            f"the probe {probe.name} looks into the solution's folder, but its server is not started by us",
            probe.place,
            hint="add the section server, or use an http or sql probe",
        )
    return kit.work.resolve()


def _inside(kit: Kit, probe: Probe, path: str) -> Path:
    """A path of the solution's folder; whatever leads out of it is refused."""
    work = _work(kit, probe)
    place = (work / path).resolve()
    if not place.is_relative_to(work):
        raise ScenarioError(
            "a probe stays in the folder in which the solution runs", probe.place, "a path inside {{ work }}", path
        )
    return place


def _bounded(kit: Kit, probe: Probe, do: Callable[[], T]) -> T:
    """Do it in a thread that is left behind when it takes too long."""
    results: list[T] = []
    errors: list[Exception] = []

    def work() -> None:
        try:
            results.append(do())
        except Exception as error:  # noqa: BLE001 - raised again by the one who waits
            errors.append(error)

    thread = threading.Thread(target=work, name=f"probe {probe.name}", daemon=True)
    thread.start()
    thread.join(kit.plan.deadlines.answer)
    if errors:
        raise errors[0]
    if not results:
        raise _too_slow(kit, probe)
    return results[0]


def _too_slow(kit: Kit, probe: Probe) -> ScenarioError:
    limit = kit.plan.deadlines.answer
    return ScenarioError(f"the probe {probe.name} takes too long", probe.place, f"an answer within {limit:g} s")


LOOKS: Mapping[str, Callable[[Kit, Probe, Mapping[str, Any]], str]] = {
    "sql": _sql,
    "http": _http,
    "file": _file,
    "command": _command,
}
"""Every kind of probe."""
