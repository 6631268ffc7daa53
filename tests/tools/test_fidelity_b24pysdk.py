"""The suite of the Python SDK, on a checkout made up for this: each test is told apart by what it calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tools.fidelity import environments
from tools.fidelity.kinds import b24pysdk
from tools.fidelity.outcomes import Outcome, judged
from tools.fidelity.place import Place
from tools.fidelity.suites import checked_out, recognised

TESTS = """
import json, pathlib, urllib.error, urllib.request
import pytest

lines = dict(line.split("=", 1) for line in pathlib.Path(".env.local").read_text().split())
token = json.loads(pathlib.Path("tests/oauth_data.json").read_text())["access_token"]

def call(method, **params):
    url = f"https://{lines['B24_DOMAIN']}/rest/{lines['B24_WEBHOOK']}/{method}"
    if params:
        url = f"https://{lines['B24_DOMAIN']}/rest/{method}"
    request = urllib.request.Request(url, json.dumps(params).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)["result"]

@pytest.mark.parametrize("by", ["webhook", "oauth"])
def test_good(by):
    assert call("profile", **({"auth": token} if by == "oauth" else {}))["ADMIN"]

def test_bad():
    assert call("user.current")["NAME"] == "Nobody"

def test_gap():
    call("THE_GAP")

def test_after_gap():
    pytest.skip("test_after_gap depends on test_gap")

def test_after_that():
    pytest.skip("test_after_that depends on test_after_gap")

def test_after_bad():
    pytest.skip("test_after_bad depends on test_bad")

@pytest.mark.parametrize("by", ["webhook"])
def test_after_nothing(by):
    pytest.skip("test_after_nothing[webhook] depends on test_unknown")

def test_away():
    pytest.skip("not today")

@pytest.mark.parametrize("name", ["APP_NOT_FOUND", "SUBSCRIPTION_ENDED", "FIRED_USER", "RESTRICTED_USER_OAUTH"])
def test_tokens(name):
    own = {}
    exec(pathlib.Path("tests/constants_local.py").read_text(), own)
    with pytest.raises(urllib.error.HTTPError) as found:
        call("profile", auth=own[f"{name}_TOKEN"])
    assert json.load(found.value)["error"] == {
        "APP_NOT_FOUND": "APPLICATION_NOT_FOUND", "SUBSCRIPTION_ENDED": "PAYMENT_REQUIRED",
        "FIRED_USER": "authorization_error", "RESTRICTED_USER_OAUTH": "user_access_error",
    }[name]

def test_former_name():
    with urllib.request.urlopen(f"https://b24-former.bitrix24.com/rest/{lines['B24_WEBHOOK']}/profile") as answer:
        assert answer.url.startswith(f"https://{lines['B24_DOMAIN']}/")

@pytest.mark.xfail(reason="the cloud is closed")
def test_expected():
    assert False

@pytest.fixture
def broken():
    yield
    call("no.such.method")

def test_teardown(broken):
    call("crm.deal.list")
"""


@pytest.fixture
def checkout(tmp_path: Path, gap: str) -> Path:
    folder = tmp_path / "co"
    tests = folder / "tests" / "integration"
    tests.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "b24pysdk"\nversion = "9.9"\n')
    (tests / "test_made_up.py").write_text(TESTS.replace("THE_GAP", gap))
    (tests / "test_unreadable.py").write_text("import no_such_module\n")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p no:cacheprovider\n")
    return folder


def test_each_test_is_told_apart(
    checkout: Path, here: Place, gap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def python(*facts: Any) -> Path:
        given.append(facts)
        return Path(sys.executable)

    monkeypatch.setattr(environments, "python", python)
    suite = recognised(checkout)
    assert suite is b24pysdk.SUITE
    copy = checked_out(checkout, suite, tmp_path / "scratch")
    rows = {row.test.rpartition("/")[2]: judged(row) for row in suite.run(copy, here)}
    assert given[0][2] == ["-e", ".[signals,django,fastapi,flask,test]"]
    assert copy.version == "9.9"
    told = {name.rpartition("::")[2]: (row.result, row.why) for name, row in rows.items()}
    assert told["test_good[webhook]"] == told["test_good[oauth]"] == ("passed", "")
    tokens = [reason for name, reason in told.items() if name.startswith(("test_tokens", "test_former"))]
    assert tokens == [("passed", "")] * 5
    assert told["test_bad"][0] == told["test_teardown"][0] == told["test_unreadable.py"][0] == "failed"
    assert told["test_gap"][0] == "skipped"
    assert told["test_gap"][1].startswith(f"calls the gap {gap}")
    assert told["test_after_gap"][1].startswith(f"it depends on a test that calls the gap {gap}")
    assert told["test_after_that"] == told["test_after_gap"]
    assert told["test_after_bad"] == ("skipped", "it depends on a test that fails")
    assert told["test_after_nothing[webhook]"] == ("skipped", "it depends on a name that no test of its module has")
    assert told["test_away"] == ("skipped", "not today")
    assert told["test_expected"] == ("skipped", "expected to fail: the cloud is closed")
    assert rows["test_made_up.py::test_teardown"].methods == ("crm.deal.list",)


def test_a_dependency_that_was_skipped(tmp_path: Path) -> None:
    rows = [
        '{"test": "m::a[x]", "result": "skipped", "why": "no plan", "name": "a"}',
        '{"test": "m::b[x]", "result": "skipped", "why": "b[x] depends on a"}',
    ]
    (tmp_path / "rows").write_text("\n".join(rows))
    found = b24pysdk.outcomes(tmp_path / "rows")
    assert found[1] == Outcome("m::b[x]", "skipped", "it depends on a skipped test: no plan")
