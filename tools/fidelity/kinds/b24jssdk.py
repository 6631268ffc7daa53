"""The JavaScript SDK: github.com/bitrix24/b24jssdk, its vitest projects that call a portal.

What its tests presume of a portal is in its test/0_setup/hooks-integration-jssdk.ts and .env.test-example.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tools.fidelity import environments
from tools.fidelity.outcomes import Outcome, Result
from tools.fidelity.place import FidelityError, Place
from tools.fidelity.suites import Checkout, Suite

NAME = "@bitrix24/b24jssdk"
PROJECTS = ("jsSdk:integration", "jsSdk:contributing-snippets")
PLUGIN = Path(__file__).parents[1] / "plugins" / "b24_asking.mjs"
WITHIN = 900
TOOLS = ("vitest", "dotenv", "axios")
BUILD = ("unbuild", "typescript")
CONFIG = "b24.vitest.config.ts"
WRAPPED = """
import base from './vitest.config'
const test = base.test
test.fileParallelism = false
for (const { test: project } of test.projects) {
  project.setupFiles = [...[project.setupFiles ?? []].flat(), %s]
}
export default base
"""
"""Its own configuration with one setup file more, and one file after the other: a call belongs to one test."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
RESULTS: dict[str, Result] = {"passed": "passed", "failed": "failed"}
RECORDS = ((4, 120, "title", "A company"), (3, 12, "name", "Contact"), (2, 2, "title", "Deal"))
"""Entity type, how many, field, its text."""
TASKS, GONE = 3, (1, 3)
"""Ids 2 to 12 are there, more than two pages of companies begin with A, and the tasks 1 and 3 are gone again."""


def recognises(folder: Path) -> bool:
    """By the name of the package in its workspace."""
    return _project(folder / "packages" / "jssdk").get("name") == NAME and (folder / "vitest.config.ts").is_file()


def run(checkout: Checkout, place: Place) -> list[Outcome]:
    """All tests of its projects, each with what it called."""
    modules = environments.node(checkout.scratch / "node", wanted(checkout.path))
    link(checkout.path / "node_modules", modules)
    link(modules / NAME, checkout.path / "packages" / "jssdk")
    build = ["node", str(modules / "unbuild" / "dist" / "cli.mjs")]
    environments.done(build, checkout.path / "packages" / "jssdk")
    furnish(place)
    found = checkout.scratch / "vitest.json"
    found.unlink(missing_ok=True)
    shutil.copy(PLUGIN, checkout.path)
    (checkout.path / CONFIG).write_text(WRAPPED % json.dumps(f"./{PLUGIN.name}"), "utf-8")
    words = [word for name in PROJECTS for word in ("--project", name)]
    vitest = ["node", str(modules / "vitest" / "vitest.mjs"), "run", "--config", CONFIG, *words]
    log = checkout.scratch / "run.log"
    command = [*vitest, "--reporter=json", f"--outputFile={found}"]
    status = place.run(command, checkout.path, {"B24_HOOK": place.webhook}, WITHIN, log)
    if status not in (0, 1) or not found.is_file():
        last = "\n    ".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise FidelityError(f"the tests of {checkout.name} ended with status {status}:\n    {last}")
    return list(outcomes(json.loads(found.read_text("utf-8")), checkout.path))


def wanted(checkout: Path) -> dict[str, str]:
    """The packages that the tests and the build need, as the checkout itself asks for them."""
    root, sdk = _project(checkout), _project(checkout / "packages" / "jssdk")
    asked = {**sdk.get("devDependencies", {}), **root.get("devDependencies", {})}
    found = {name: str(asked[name]) for name in (*TOOLS, *BUILD) if name in asked}
    return found | {name: str(version) for name, version in sdk.get("dependencies", {}).items()}


def furnish(place: Place) -> None:
    """What its tests presume of a portal, made by ordinary calls."""
    base = f"http://127.0.0.1:{place.running.port}{urlsplit(place.webhook).path}"
    with httpx.Client(base_url=base, trust_env=False, timeout=30) as client:

        def call(method: str, params: Mapping[str, Any]) -> None:
            answer = client.post(method, json=params)
            if answer.status_code != httpx.codes.OK:
                raise FidelityError(f"{method} was refused: {answer.text[:300]}")

        for number in range(TASKS):
            call("tasks.task.add", {"fields": {"TITLE": f"Task {number + 1}", "RESPONSIBLE_ID": 1}})
        for gone in GONE:
            call("tasks.task.delete", {"taskId": gone})
        for kind, count, field, title in RECORDS:
            for number in range(count):
                call("crm.item.add", {"entityTypeId": kind, "fields": {field: f"{title} {number + 1}"}})
    place.calls()


def outcomes(report: Mapping[str, Any], checkout: Path) -> Iterator[Outcome]:
    """One for each test of vitest's JSON report; a file that could not be loaded is a failure of its own."""
    for file in report["testResults"]:
        path = Path(file["name"])
        name = path.relative_to(checkout / "test").as_posix() if path.is_relative_to(checkout / "test") else path.name
        if not file["assertionResults"]:
            yield Outcome(name, "failed", _plain(file.get("message") or "no test was found"))
        for row in file["assertionResults"]:
            called = (row.get("meta") or {}).get("b24") or {}
            result = RESULTS.get(row["status"], "skipped")
            why = _plain("\n".join(row["failureMessages"])) if result == "failed" else ""
            if result == "skipped":
                why = f"the suite itself leaves it out ({row['status']})"
            test = " > ".join([name, *row["ancestorTitles"], row["title"]])
            yield Outcome(test, result, why, tuple(called.get("methods", ())), tuple(called.get("gaps", ())))


def link(place: Path, target: Path) -> None:
    """``place`` leads to the target folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_symlink():
        place.unlink()
    place.symlink_to(target, target_is_directory=True)


def _project(folder: Path) -> dict[str, Any]:
    file = folder / "package.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def _plain(text: str) -> str:
    return COLOURS.sub("", text)[:2000]


SUITE = Suite("b24jssdk", recognises, run)
