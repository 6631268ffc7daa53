"""Widgets."""

from __future__ import annotations

from typing import Any

import pytest

TAB = {"PLACEMENT": "CRM_DEAL_DETAIL_TAB", "HANDLER": "https://a.test/tab"}


def test_bind_get_unbind(portal: Any) -> None:
    auth = portal.installed().access
    full = TAB | {"TITLE": "Score", "DESCRIPTION": "d", "LANG_ALL": {"ru": {"TITLE": "Оценка"}}, "OPTIONS": {"x": 1}}
    assert portal.result("placement.bind", full, auth) is True
    assert portal.result("placement.bind", TAB | {"HANDLER": "https://a.test/2"}, auth) is True
    first, second = portal.result("placement.get", auth=auth)
    assert first == {
        "placement": "CRM_DEAL_DETAIL_TAB", "userId": 0, "handler": "https://a.test/tab", "options": [],
        "title": "Score", "description": "d",
        "langAll": {"ru": {"TITLE": "Оценка", "DESCRIPTION": "", "GROUP_NAME": ""}},
    }  # fmt: skip
    assert second["langAll"] == []
    assert portal.result("placement.unbind", TAB, auth) == {"count": 2}
    portal.switch(unbind_weight=1)
    assert portal.result("placement.unbind", {"PLACEMENT": "CRM_DEAL_DETAIL_TAB"}, auth) == {"count": 1}
    assert portal.result("placement.get", auth=auth) == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"HANDLER": "https://a.test"}, (400, "ERROR_ARGUMENT", "Argument 'PLACEMENT' is null or empty")),
        ({"PLACEMENT": "LEFT_MENU"}, (400, "ERROR_ARGUMENT", "Argument 'HANDLER' is null or empty")),
        ({"PLACEMENT": "DEFAULT", "HANDLER": "https://a.test"}, (400, "ERROR_ARGUMENT", "Wrong value")),
        (
            {"PLACEMENT": "NOWHERE", "HANDLER": "https://a.test"},
            (400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found"),
        ),
        (
            {"PLACEMENT": "CALL_CARD", "HANDLER": "https://a.test"},
            (400, "ERROR_PLACEMENT_NOT_FOUND", "Placement not found"),
        ),
        (TAB | {"USER_ID": 1}, (400, "ERROR_PLACEMENT_USER_MODE", "User mode is not available.")),
        (TAB | {"HANDLER": "https://localhost/"}, (400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL")),
        (TAB | {"HANDLER": "ws://a.test/"}, (400, "ERROR_UNSUPPORTED_PROTOCOL", "Unsupported event handler protocol")),
        (
            {"PLACEMENT": "IM_TEXTAREA", "HANDLER": "https://a.test", "OPTIONS": {"context": "MOON"}},
            (400, "INVALID_ERROR_CONTEXT", "Invalid context"),
        ),
        (
            {"PLACEMENT": "IM_TEXTAREA", "HANDLER": "https://a.test", "OPTIONS": {"role": "KING"}},
            (400, "INVALID_ERROR_ROLE", "Invalid role"),
        ),
        (
            {"PLACEMENT": "IM_TEXTAREA", "HANDLER": "https://a.test", "OPTIONS": {"extranet": "?"}},
            (400, "INVALID_ERROR_EXTRANET", "Invalid extranet"),
        ),
    ],
)
def test_bind_refuses(portal: Any, params: dict[str, Any], expected: tuple[int, str, str]) -> None:
    assert portal.refused("placement.bind", params, portal.installed().access) == expected


def test_twice_and_too_many(portal: Any) -> None:
    auth = portal.installed().access
    portal.result("placement.bind", TAB, auth)
    twice = (400, "ERROR_CORE", "Unable to set placement handler: Handler already binded")
    assert portal.refused("placement.bind", TAB, auth) == twice
    one = {"PLACEMENT": "REST_APP_URI", "HANDLER": "https://a.test/1"}
    portal.result("placement.bind", one, auth)
    assert portal.refused("placement.bind", one | {"HANDLER": "https://a.test/2"}, auth) == (
        400, "ERROR_PLACEMENT_MAX_COUNT", "Placement max count: 1"
    )  # fmt: skip


def test_background_worker(portal: Any) -> None:
    auth = portal.installed().access
    worker = {"PLACEMENT": "PAGE_BACKGROUND_WORKER", "HANDLER": "https://a.test/w", "USER_ID": 1}
    answer = portal.rest("placement.bind", worker, auth)
    assert (answer.status_code, answer.json()["result"]["error"]) == (200, "EMPTY_ERROR_HANDLER_URL")
    options = {"errorHandlerUrl": "https://a.test/error", "other": "dropped"}
    assert portal.result("placement.bind", worker | {"OPTIONS": options}, auth) is True
    (row,) = portal.result("placement.get", auth=auth)
    assert (row["userId"], row["options"]) == (1, {"errorHandlerUrl": "https://a.test/error"})


def test_dynamic_types_and_casts(portal: Any) -> None:
    auth = portal.installed().access
    portal.result("placement.bind", {"PLACEMENT": "CRM_DYNAMIC_128_DETAIL_TAB", "HANDLER": "https://a.test"}, auth)
    options = {"width": "200", "iconName": "fa-bars"}
    portal.result("placement.bind", {"PLACEMENT": "IM_SIDEBAR", "HANDLER": "https://a.test", "OPTIONS": options}, auth)
    assert portal.result("placement.get", auth=auth)[1]["options"] == {"width": 200, "iconName": "fa-bars"}


def test_the_regular_user(portal: Any) -> None:
    portal.publish()
    auth = portal.tokens(portal.install(), portal.user_id).access
    for method in ("placement.bind", "placement.unbind", "placement.get"):
        assert portal.refused(method, TAB, auth) == (403, "ACCESS_DENIED", "Access denied!")
    codes = portal.result("placement.list", auth=auth)
    assert {"CRM_DEAL_DETAIL_TAB", "LEFT_MENU"} <= set(codes)
    assert "CALL_CARD" not in codes
    assert "CALL_CARD" in portal.result("placement.list", {"FULL": "true"}, auth)
    assert portal.result("placement.list", {"SCOPE": "telephony"}, auth) == ["CALL_CARD", "TELEPHONY_ANALYTICS_MENU"]
