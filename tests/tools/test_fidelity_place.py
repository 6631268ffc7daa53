"""The place where suites run: reached by its own name over HTTPS, and it tells what was called."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pytest_b24moderation.model import InfrastructureError
from tools.fidelity.place import Place

CLIENT = """
import json, os, sys, urllib.request

def asked(url, body=None):
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)

given = json.loads(sys.argv[1])
hook, portal = given["webhook"], given["portal"]
said = {"profile": asked(hook + "profile")["result"]["ADMIN"]}
said["app"] = asked(portal + "app.info", {"auth": given["token"]})["result"]["INSTALLED"]
asked(hook + "batch", {"cmd": {"one": "crm.deal.list", "two": "user.current"}})
said["gap"] = asked(hook + given["gap"])["error"]
said["first"] = asked(os.environ["B24_PLACE"])
said["then"] = asked(os.environ["B24_PLACE"])
print(json.dumps(said))
"""


def test_a_command_reaches_the_portal_and_asks_what_it_called(here: Place, tmp_path: Path, gap: str) -> None:
    (tmp_path / "client.py").write_text(CLIENT)
    given = {"webhook": here.webhook, "portal": f"https://{here.domain}/rest/", "token": here.access_token}
    given["gap"] = gap
    log = tmp_path / "said.json"
    status = here.run([sys.executable, "client.py", json.dumps(given)], tmp_path, timeout=60, log=log)
    assert status == 0, log.read_text()
    said = json.loads(log.read_text())
    assert (said["profile"], said["app"]) == (True, True)
    assert said["first"]["methods"] == ["profile", "app.info", "crm.deal.list", "user.current"]
    assert said["first"]["gaps"] == [gap]
    assert said["then"] == {"methods": [], "gaps": [], "broken": []}
    assert (here.calls(), here.gaps(), here.broken()) == ([], [], [])


def test_a_command_that_does_not_end_is_ended(here: Place, tmp_path: Path) -> None:
    assert here.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, timeout=0.5) == 124
    assert here.run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path) == 3
    assert not list(here.scratch.glob("errand-*"))


def test_a_program_that_is_not_there(here: Place, tmp_path: Path) -> None:
    with pytest.raises(InfrastructureError, match="no-such-program is not found"):
        here.run(["no-such-program"], tmp_path)
