"""The Python SDK: github.com/bitrix24/b24pysdk, its tests/integration by webhook and by OAuth."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tools.fidelity import environments
from tools.fidelity.furnishing import b24pysdk as portal
from tools.fidelity.outcomes import GAP, Outcome
from tools.fidelity.place import FidelityError, Place
from tools.fidelity.suites import Checkout, Suite

PLUGINS = Path(__file__).parents[1] / "plugins"
WITHIN = 1800
EXTRAS = "signals,django,fastapi,flask,test"
"""What its tests/README.md asks for, without its linters."""


DEPENDS = re.compile(r".+ depends on (\S+)")


def recognises(folder: Path) -> bool:
    """By the name of the project."""
    project = folder / "pyproject.toml"
    return project.is_file() and 'name = "b24pysdk"' in project.read_text("utf-8")


def run(checkout: Checkout, place: Place) -> list[Outcome]:
    """All of tests/integration, each test with what it called."""
    portal.records(place)
    interpreter = environments.python(checkout.scratch / "venv", checkout.path, ["-e", f".[{EXTRAS}]"])
    furnish(checkout, place)
    found = checkout.scratch / "outcomes.jsonl"
    found.unlink(missing_ok=True)
    env = {"PYTHONPATH": str(PLUGINS), "B24_OUTCOMES": str(found), "PYTHONDONTWRITEBYTECODE": "1"}
    words = ["-p", "b24_asking", "--continue-on-collection-errors", "tests/integration"]
    command = [str(interpreter), "-m", "pytest", *words]
    log = checkout.scratch / "run.log"
    with portal.former_name(place):
        status = place.run(command, checkout.path, env, WITHIN, log)
    if status not in (0, 1) or not found.is_file():
        last = "\n    ".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise FidelityError(f"the tests of {checkout.name} ended with status {status}:\n    {last}")
    return outcomes(found)


def outcomes(file: Path) -> list[Outcome]:
    """What the plugin wrote, line by line; a test that waits for another one is told what became of that."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    found = [
        Outcome(row["test"], row["result"], row["why"], tuple(row.get("methods", ())), tuple(row.get("gaps", ())))
        for row in rows
    ]
    names = [(row["test"].partition("::")[0], row.get("name")) for row in rows]
    others = dict(zip(names, found, strict=True))
    return [replace(row, why=_because(row, others)) if row.result == "skipped" else row for row in found]


def _because(row: Outcome, others: Mapping[tuple[str, str], Outcome]) -> str:
    """pytest-dependency says `a[x] depends on b`: the reason is what came of b, or of what b waits for."""
    found = DEPENDS.fullmatch(row.why)
    if not found:
        return row.why
    other = others.get((row.test.partition("::")[0], found[1]))
    if other is None or other is row:
        return "it depends on a name that no test of its module has"
    if other.result == "passed":
        return "it depends on a test that runs after it"
    if other.gaps:
        return f"it depends on a test that {GAP}{', '.join(sorted(set(other.gaps)))}"
    if other.result == "failed":
        return "it depends on a test that fails"
    return _because(other, others) if DEPENDS.fullmatch(other.why) else f"it depends on a skipped test: {other.why}"


def furnish(checkout: Checkout, place: Place) -> None:
    """The files with a portal's data that its tests/README.md asks for."""
    expires = int(time.time()) + place.expires_in
    lines = {
        "B24_DOMAIN": place.domain,
        "B24_WEBHOOK": place.webhook.partition("/rest/")[2].strip("/"),
        "B24_CLIENT_ID": place.client_id,
        "B24_CLIENT_SECRET": place.client_secret,
        "B24_PREFER_AUTH_TYPE": "",
        "B24_EXPIRED_TOKEN": portal.expired_token(place),
    }
    text = "".join(f"{key}={value}\n" for key, value in lines.items())
    (checkout.path / ".env.local").write_text(text, "utf-8")
    own = "".join(f"{name} = {value!r}\n" for name, value in portal.constants(place).items())
    (checkout.path / "tests" / "constants_local.py").write_text(own, "utf-8")
    token = {
        "access_token": place.access_token,
        "refresh_token": place.refresh_token,
        "expires": datetime.fromtimestamp(expires, UTC).isoformat(" "),
        "expires_in": place.expires_in,
    }
    (checkout.path / "tests" / "oauth_data.json").write_text(json.dumps(token), "utf-8")


SUITE = Suite("b24pysdk", recognises, run)
