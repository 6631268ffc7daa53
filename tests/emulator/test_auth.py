"""Who may call: every answer of 401 and 403, and the limits."""

from __future__ import annotations

from typing import Any

import pytest

DENIED = "Access denied!"


def test_nobody(portal: Any) -> None:
    nobody = (401, "NO_AUTH_FOUND", "Wrong authorization data")
    assert portal.told(portal.http.get("/rest/profile")) == nobody
    garbage = "/rest/profile?auth=garbage"
    assert portal.told(portal.http.get(garbage))[:2] == (401, "invalid_token")
    portal.switch(unreadable_is_invalid=False)
    assert portal.told(portal.http.get(garbage)) == nobody


def test_wrong_webhook(portal: Any) -> None:
    wrong = "/rest/1/wrongsecret/profile"
    assert portal.told(portal.http.get(wrong)) == (401, "INVALID_CREDENTIALS", "Invalid request credentials")
    portal.switch(wrong_webhook_status=403)
    assert portal.told(portal.http.get(wrong))[0] == 403
    portal.switch(wrong_webhook_error="NO_AUTH_FOUND")
    assert portal.told(portal.http.get(wrong))[:2] == (401, "NO_AUTH_FOUND")


def test_token_of_nobody(portal: Any) -> None:
    assert portal.refused("profile", auth="0" * 70)[:2] == (401, "invalid_token")


def test_expired_token(portal: Any) -> None:
    pair = portal.installed()
    portal.running.call(lambda: portal.cloud.clock.advance(3600))
    assert portal.refused("profile", auth=pair.access) == (
        401, "expired_token", "The access token provided has expired"
    )  # fmt: skip


def test_uninstalled_and_back(portal: Any) -> None:
    pair = portal.installed()
    admin, app = portal.state.people.users[1], portal.state.app("acme.score")
    portal.running.call(lambda: portal.state.apps.uninstall(app, admin, clean=False))
    assert portal.refused("profile", auth=pair.access) == (401, "APPLICATION_NOT_FOUND", "Application not found")
    portal.install()
    assert portal.refused("profile", auth=pair.access)[:2] == (401, "invalid_token")
    portal.switch(revive_tokens=True)
    assert portal.rest("profile", auth=pair.access).status_code == 200


def test_dismissed_user(portal: Any) -> None:
    portal.publish()
    pair = portal.tokens(portal.install(), portal.user_id)
    portal.state.people.users[portal.user_id].active = False
    refusal = (401, "authorization_error", "Unable to authorize user")
    assert portal.refused("profile", auth=pair.access) == refusal
    assert portal.refused("profile", user_id=portal.user_id) == refusal


def test_user_outside_the_access_list(portal: Any) -> None:
    portal.publish()
    app = portal.install()
    pair, mine = portal.tokens(app, portal.user_id), portal.tokens(app)
    app.access = ("U1",)
    assert portal.refused("profile", auth=pair.access) == (
        403, "user_access_error", "The user does not have access to the application."
    )  # fmt: skip
    assert portal.rest("profile", auth=mine.access).status_code == 200
    for code in (f"U{portal.user_id}", "AU", "DR1", "D2"):
        app.access = (code,)
        assert portal.rest("profile", auth=pair.access).status_code == 200, code


def test_paid_time_over(portal: Any) -> None:
    pair = portal.installed()
    app = portal.state.app("acme.score")
    app.status, app.date_finish = "P", portal.cloud.clock.now() - 86400 * 10
    assert portal.result("app.info", auth=pair.access)["PAYMENT_EXPIRED"] == "N"
    app.date_finish -= 86400 * 10
    assert portal.refused("profile", auth=pair.access)[:2] == (401, "PAYMENT_REQUIRED")


def test_scope_before_right(portal: Any) -> None:
    portal.publish(portal.version(1, scopes=("crm",)))
    pair = portal.tokens(portal.install(), portal.user_id)
    text = "The request requires higher privileges than provided by the access token"
    assert portal.refused("placement.bind", auth=pair.access) == (401, "insufficient_scope", text)
    assert portal.refused("disk.storage.get", auth=pair.access)[1] == "insufficient_scope"
    portal.switch(insufficient_scope_status=403)
    assert portal.refused("placement.bind", auth=pair.access)[0] == 403


def test_webhook_of_few_scopes(portal: Any) -> None:
    secret = portal.state.people.webhook(1, frozenset({"crm"}))
    answer = portal.http.get(f"/rest/1/{secret}/user.current")
    assert portal.told(answer)[1:] == (
        "insufficient_scope", "The request requires higher privileges than provided by the webhook token"
    )  # fmt: skip
    assert portal.http.get(f"/rest/1/{secret}/scope").json()["result"] == ["crm"]


@pytest.mark.parametrize("method", ["event.bind", "event.unbind", "event.get", "event.test", "event.offline.get",
                                    "event.offline.list", "placement.bind", "placement.unbind",
                                    "placement.get"])  # fmt: skip
def test_application_only(portal: Any, method: str) -> None:
    text = "Current authorization type is denied for this method"
    assert portal.refused(method) == (403, "WRONG_AUTH_TYPE", f"{text} Application context required")
    portal.switch(context_suffix=False)
    assert portal.refused(method) == (403, "WRONG_AUTH_TYPE", text)


@pytest.mark.parametrize("method", ["app.option.get", "app.option.set", "user.option.get", "user.option.set",
                                    "entity.get", "entity.item.get"])  # fmt: skip
def test_application_context(portal: Any, method: str) -> None:
    assert portal.refused(method) == (403, "ACCESS_DENIED", f"{DENIED} Application context required")


def test_options_context_as_the_docs_tell_it(portal: Any) -> None:
    portal.switch(option_context_error="AccessException")
    assert portal.refused("app.option.get") == (400, "AccessException", "Application context required")


def test_plain_http(portal: Any) -> None:
    path = f"/rest/1/{portal.state.people.webhook(1)}/profile"
    plain, secure = {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "https"}
    assert portal.told(portal.http.get(path, headers=plain)) == (400, "INVALID_REQUEST", "Https required.")
    assert portal.http.get(path, headers=secure).status_code == 200
    portal.switch(https_required=False)
    assert portal.http.get(path, headers=plain).status_code == 200


def test_faults_of_the_portal(portal: Any) -> None:
    portal.cloud.faults.rest["profile"] = (500, "INTERNAL_SERVER_ERROR", "Internal server error")
    assert portal.refused("profile")[:2] == (500, "INTERNAL_SERVER_ERROR")
    portal.cloud.faults.portal_deleted = True
    assert portal.refused("scope")[:2] == (403, "PORTAL_DELETED")
    portal.switch(portal_deleted_status=410)
    assert portal.refused("scope")[0] == 410
    portal.cloud.faults.moved_to = "new.bitrix24.com"
    answer = portal.hook("scope")
    assert (answer.status_code, answer.headers["location"][:29]) == (302, "https://new.bitrix24.com/rest")


def test_leaky_bucket(portal: Any) -> None:
    portal.switch(rate_limit=True, rate_capacity=3, rate_drain=1.0)
    answers = [portal.hook("server.time").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 503]
    assert portal.refused("server.time")[1] == "QUERY_LIMIT_EXCEEDED"
    portal.running.call(lambda: portal.cloud.clock.advance(2))
    assert portal.hook("server.time").status_code == 200


def test_operating_time(portal: Any) -> None:
    portal.switch(operating_limit=1e-9)
    assert portal.hook("scope").status_code == 200
    assert portal.refused("scope") == (429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.")
    assert portal.hook("server.time").status_code == 200
    portal.running.call(lambda: portal.cloud.clock.advance(660))
    assert portal.hook("scope").status_code == 200


def test_our_own_fault_is_a_500(portal: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.delattr(portal.state, "clock")
    from pytest_b24moderation.emulator.rest.call import Grant
    from pytest_b24moderation.emulator.rest.dispatch import perform
    from pytest_b24moderation.emulator.rest.errors import RestError

    with pytest.raises(RestError) as caught:
        perform(portal.state, Grant("webhook", portal.state.people.users[1]), "server.time", {})
    assert (caught.value.status, caught.value.code) == (500, "INTERNAL_SERVER_ERROR")
    assert "server.time broke" in caplog.text
