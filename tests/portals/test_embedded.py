"""The embedded driver: clean portals behind a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pytest_b24moderation.clients.http import Door, Http
from pytest_b24moderation.clients.kit import portal_names
from pytest_b24moderation.clients.rest import Rest
from pytest_b24moderation.emulator import ActError
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import (
    Actor,
    Deadlines,
    LeaseFailed,
    Plan,
    Scenario,
    ScenarioError,
    Server,
    Solution,
    StageFailed,
    Version,
)
from pytest_b24moderation.portals.embedded import EmbeddedDriver, EmbeddedPortal
from pytest_b24moderation.record import Recorder

SERVER = Server(("true",), Path(), client_id="app.0123456789abcd.01234567", client_secret="s" * 50)


def plan(region: str = "global", *, seed: int = 1, server: Server | None = None, code: str = "acme.score") -> Plan:
    solution = Solution(code, {"en": "Score"}, "api-only", region=region)
    version = Version(1, event_url="https://acme.score.solution.test/events", scopes=("crm",), menu_item=False)
    scenario = Scenario(Path("scenario.yaml"), solution, (version,), server=server)
    return Plan("full", scenario, (), lambda value, names: value, seed, Deadlines(answer=3))


@pytest.fixture(scope="module")
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def driver(gateway: Gateway) -> Iterator[EmbeddedDriver]:
    with EmbeddedDriver(gateway) as driver:
        yield driver


def call(portal: EmbeddedPortal, actor: Actor, folder: Path, method: str, **params: Any) -> Any:
    recorder = Recorder(folder / actor)
    rest = Rest(portal.accounts[actor].webhook, recorder, Deadlines(), connect=portal.connect)
    try:
        return rest.call(method, params).result
    finally:
        rest.close()
        recorder.close()


def test_every_lease_is_a_clean_portal(driver: EmbeddedDriver, tmp_path: Path) -> None:
    with driver.lease(plan()) as portal:
        clean, host = portal.fingerprint(), portal.host
        assert call(portal, Actor.ADMIN, tmp_path, "crm.deal.add", fields={"TITLE": "A"}) == 1
        (added,) = set(portal.fingerprint()) - set(clean)
        assert added.owner == "person"
        assert "A" in added.summary
    with driver.lease(plan()) as again:
        assert (again.fingerprint(), again.host) == (clean, host), "the same seed gives the same portal"
    with driver.lease(plan(seed=2)) as other:
        assert other.host != host
    with driver.lease(plan(code="acme.notes")) as beside:  # no secret of one may be an open value of the other
        assert beside.host != host


def test_both_roles_are_there(driver: EmbeddedDriver, tmp_path: Path) -> None:
    with driver.lease(plan()) as portal:
        admins = {actor: call(portal, actor, tmp_path, "user.admin") for actor in Actor}
    assert admins == {Actor.ADMIN: True, Actor.USER: False}


def test_the_solution_is_in_the_market_before_it_is_installed(driver: EmbeddedDriver) -> None:
    with driver.lease(plan(server=SERVER)) as portal:
        known = portal.registration()
        assert (known.client_id, known.client_secret) == (SERVER.client_id, SERVER.client_secret)
        assert (known.app_id, known.active, known.installed) == (0, False, False)
        assert portal.test_link(1).startswith(f"https://{portal.host}/market/detail/acme.score/?ver=1&check_hash=")


def test_the_region_gives_the_language(driver: EmbeddedDriver) -> None:
    with driver.lease(plan("ru")) as portal:
        assert portal.language == "ru"
        assert portal.host.endswith(".bitrix24.ru")


def test_its_names_are_reached_through_the_gateway_while_it_is_leased(gateway: Gateway, driver: EmbeddedDriver) -> None:
    http = Http(Door(*gateway.listen("harness"), gateway.authority.ca_pem), Deadlines())
    with driver.lease(plan()) as portal:
        token = http.send({"url": "https://oauth.bitrix.info/oauth/token/?grant_type=refresh_token&client_id=a"})
        assert token.json["error"] == "invalid_request"
        for path in ("/api/v1/", "/api/v1", "/api/v1/dev"):
            assert "getInitData" in http.send({"url": f"https://api.bitrix24.com{path}"}).text
        url = f"https://{portal.host}/rest/profile"
        assert http.send({"url": url}).status == 401
    assert "refused" in http.send({"url": url}).error


def test_what_the_portal_breaks_is_told(driver: EmbeddedDriver) -> None:
    with driver.lease(plan()) as portal:
        assert (portal.broken(), portal.gaps()) == ((), ())
        base = f"http://127.0.0.1:{portal.connect[1]}"
        httpx.get(f"{base}/rest/1/wrong/crm.deal.list")
        webhook = portal.accounts[Actor.ADMIN].webhook.partition("/rest/")[2]
        headers = {"Host": portal.host, "X-Forwarded-Proto": "https"}
        answer = httpx.get(f"{base}/rest/{webhook}rpa.item.list", headers=headers)
        assert answer.status_code == 501
        assert portal.gaps() == ("rpa.item.list",)
        portal.running.call(lambda: portal.cloud.portal.people.users.clear())
        assert httpx.get(f"{base}/rest/{webhook}profile", headers=headers).status_code in (401, 500)


def test_a_verb_that_no_portal_has_is_its_authors_fault(driver: EmbeddedDriver) -> None:
    with driver.lease(plan()) as portal:
        portal.act("advance", {"seconds": 3600}, Actor.ADMIN)
        with pytest.raises(ScenarioError, match="knows no act 'dance'"):
            portal.act("dance", {}, Actor.ADMIN)
        for wrong in ({}, {"seconds": -1}, {"seconds": "soon"}, {"seconds": 1, "hours": 2}):
            with pytest.raises(ScenarioError, match=r"advance: .*\n.*seconds"):
                portal.act("advance", wrong, Actor.ADMIN)


def test_a_script_is_given_the_administrators_webhook(driver: EmbeddedDriver) -> None:
    with driver.lease(plan()) as portal:
        names = portal_names(portal)["portal"]
        webhook = names["webhook"]
        assert webhook == f"https://{portal.host}/rest/{names['webhook_user']}/{names['webhook_code']}/"
        assert names["webhook_user"] == str(portal.accounts[Actor.ADMIN].user_id)
        base = f"http://127.0.0.1:{portal.connect[1]}"
        headers = {"Host": portal.host, "X-Forwarded-Proto": "https"}
        answer = httpx.get(f"{base}{webhook.partition(portal.host)[2]}profile", headers=headers).json()
        assert answer["result"]["ADMIN"] is True


@pytest.mark.parametrize(
    ("verb", "params"),
    [
        ("write-to-bot", {"bot": "helper", "text": "Hello"}),
        ("run-robot", {"code": "rate", "type": "deal", "id": 1}),
        ("send-sms", {"sender": "sms", "to": "+15550100", "text": "Hello"}),
        ("click-to-call", {"phone": "+15550100"}),
        ("render-field", {"type": "stars", "entity": "deal", "id": 1}),
    ],
)
def test_what_no_solution_has_brought_is_not_the_authors_fault(
    driver: EmbeddedDriver, verb: str, params: dict[str, Any]
) -> None:
    with driver.lease(plan()) as portal, pytest.raises(StageFailed, match="nothing of the kind is on the portal"):
        portal.act(verb, params, Actor.ADMIN)


def test_what_a_handler_answers_is_the_solutions(driver: EmbeddedDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise ActError("ask-bi: the connector answered no JSON", "JSON", "<html>", answered=True)

    with driver.lease(plan()) as portal:
        monkeypatch.setattr(portal.cloud.portal, "perform", refuse)
        with pytest.raises(StageFailed, match="answered no JSON: expected JSON") as caught:
            portal.act("ask-bi", {}, Actor.ADMIN)
        assert caught.value.last_state == "the answer: <html>"


def test_a_driver_must_run(gateway: Gateway) -> None:
    with pytest.raises(LeaseFailed, match="is not running"), EmbeddedDriver(gateway).lease(plan()):
        pass
