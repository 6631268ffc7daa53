"""The PHP SDK: github.com/bitrix24/b24phpsdk, its PHPUnit suite integration_tests.

A webhook goes into tests/.env.local, the tokens of a local application into tests/ApplicationBridge, as its README
says. Its dependencies are Composer's work: the folder brings `vendor/`, or Composer is there, or `--vendor` names one.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

from tools.fidelity import environments
from tools.fidelity.outcomes import Outcome
from tools.fidelity.place import FidelityError, Place
from tools.fidelity.suites import Checkout, Suite

NAME = "bitrix24/b24phpsdk"
PLUGIN = Path(__file__).parents[1] / "plugins" / "b24_asking.php"
NAMESPACE = "Bitrix24\\SDK\\Tests\\Integration\\"
WITHIN = 1800
ENDED = (0, 1, 2)
"""PHPUnit's: all is well, some tests fail, some break."""
BRIDGE = Path("tests/ApplicationBridge")
STRING = re.compile(r"(\$applicationProfile,\s+)\$domainUrl(\s+\))")
ENDPOINTS = (
    r"\1new \\Bitrix24\\SDK\\Core\\Credentials\\Endpoints("
    r"$domainUrl, \\Bitrix24\\SDK\\Core\\Credentials\\DefaultOAuthServerUrl::default())\2"
)
"""Release 1.9.0 hands a string to a parameter of another type here, so that no test of an application could begin."""


def recognises(folder: Path) -> bool:
    """By the name of the package."""
    project = folder / "composer.json"
    return project.is_file() and json.loads(project.read_text("utf-8")).get("name") == NAME


def run(checkout: Checkout, place: Place) -> list[Outcome]:
    """All of tests/Integration, each test with what it called."""
    if shutil.which("php") is None:
        raise FidelityError("no php was found; install PHP 8.2 or later with curl, intl, mbstring, xml and bcmath")
    dependencies(checkout)
    records(place)
    furnish(checkout.path, place)
    found, log = checkout.scratch / "outcomes.jsonl", checkout.scratch / "run.log"
    found.unlink(missing_ok=True)
    words = ["--testsuite", "integration_tests", "--do-not-cache-result", "--no-progress", "--colors=never"]
    command = ["php", "-d", "memory_limit=1G", str(PLUGIN), *words]
    env = {"B24_OUTCOMES": str(found), "BITRIX24_WEBHOOK": place.webhook.rstrip("/")}
    status = place.run(command, checkout.path, env, WITHIN, log)
    if status not in ENDED or not found.is_file():
        last = "\n    ".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise FidelityError(f"the tests of {checkout.name} ended with status {status}:\n    {last}")
    return outcomes(found)


def outcomes(file: Path) -> list[Outcome]:
    """What the plugin wrote, line by line; names are told without what all of them begin with."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [
        Outcome(
            row["test"].removeprefix(NAMESPACE),
            row["result"],
            row["why"],
            tuple(row.get("methods", ())),
            tuple(row.get("gaps", ())),
        )
        for row in rows
    ]


def dependencies(checkout: Checkout) -> None:
    """`vendor/` of the copy. Raises FidelityError where it is absent and Composer cannot make it."""
    vendor = checkout.path / "vendor"
    if checkout.vendor is not None:
        shutil.rmtree(vendor, ignore_errors=True)
        vendor.symlink_to(checkout.vendor, target_is_directory=True)
    elif not (vendor / "autoload.php").is_file() and shutil.which("composer"):
        environments.done(["composer", "install", "--no-interaction", "--no-progress", "--no-scripts"], checkout.path)
    if not (vendor / "autoload.php").is_file():
        raise FidelityError(
            "vendor/autoload.php must be there: run `composer install` in the checkout, or name a folder in --vendor"
        )


def furnish(folder: Path, place: Place) -> None:
    """The files with a portal's data that its README asks for."""
    lines = {"BITRIX24_WEBHOOK": place.webhook.rstrip("/"), "INTEGRATION_TEST_LOG_LEVEL": "500"}
    (folder / "tests" / ".env.local").write_text(_lines(lines), "utf-8")
    bridge = folder / BRIDGE
    own = "BITRIX24_PHP_SDK_APPLICATION_"
    lines = {
        f"{own}CLIENT_ID": place.client_id,
        f"{own}CLIENT_SECRET": place.client_secret,
        f"{own}SCOPE": "crm,user",
        f"{own}DOMAIN_URL": f"https://{place.domain}",
    }
    (bridge / ".env.local").write_text(_lines(lines), "utf-8")
    token = {
        "access_token": place.access_token,
        "refresh_token": place.refresh_token,
        "expires": int(time.time()) + place.expires_in,
    }
    (bridge / "auth.json").write_text(json.dumps(token), "utf-8")
    provider = bridge / "ApplicationCredentialsProvider.php"
    if provider.is_file():
        provider.write_text(STRING.sub(ENDPOINTS, provider.read_text("utf-8")), "utf-8")


def _lines(values: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def records(place: Place) -> None:
    """A portal that was lived on: some tests want what they add not to be the first of its kind, one wants task 2."""
    comment = {"POST_MESSAGE": "Earlier", "AUTHOR_ID": 1}
    for _ in range(2):
        task = place.rest("tasks.task.add", {"fields": {"TITLE": "Earlier", "RESPONSIBLE_ID": 1}})["task"]
        said = place.rest("task.commentitem.add", {"TASKID": task["id"], "FIELDS": comment})
        place.rest("tasks.task.result.addFromComment", {"commentId": said})
    place.rest("crm.product.add", {"fields": {"NAME": "Earlier"}})
    company = place.rest("crm.company.add", {"fields": {"TITLE": "Earlier"}})
    preset = place.rest("crm.requisite.preset.list")[0]["ID"]
    fields = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": company, "PRESET_ID": preset, "NAME": "Earlier"}
    requisite = place.rest("crm.requisite.add", {"fields": fields})
    place.rest("crm.requisite.bankdetail.add", {"fields": {"ENTITY_ID": requisite, "NAME": "Earlier"}})
    for line in ("15550001", "15550002"):
        place.rest("telephony.externalLine.add", {"NUMBER": line, "NAME": line}, place.access_token)
    sip = {"TYPE": "office", "TITLE": "Earlier", "SERVER": "sip.example.com", "LOGIN": "b24", "PASSWORD": "b24"}
    office = place.rest("voximplant.sip.add", sip, place.access_token)
    place.rest("voximplant.line.outgoing.set", {"LINE_ID": f"sip{office['CONFIG_ID']}"}, place.access_token)


SUITE = Suite("b24phpsdk", recognises, run)
