"""Types of user fields that applications draw."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator.portal import ActError


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("placement", "crm")).access
    return token


def add(portal: Any, auth: str, **more: Any) -> Any:
    given = {
        "USER_TYPE_ID": "score",
        "HANDLER": f"{portal.inbox.url}/field",
        "TITLE": "Score",
        "OPTIONS": {"height": 60},
    }
    return portal.result("userfieldtype.add", given | more, auth)


def render(portal: Any, **params: Any) -> Any:
    return portal.perform("render-field", **params)


def test_types(portal: Any, auth: str) -> None:
    assert add(portal, auth) is True
    handler = f"{portal.inbox.url}/field"
    row = {"USER_TYPE_ID": "score", "HANDLER": handler, "TITLE": "Score", "DESCRIPTION": ""}
    assert portal.result("userfieldtype.list", auth=auth) == [row]
    assert portal.running.call(lambda: portal.state.ask("userfieldtype.types")) == [
        {"id": "score", "full": "rest_1_score", "title": "Score", "handler": handler, "app": "acme.score", "height": 60}
    ]
    change = {"USER_TYPE_ID": "score", "TITLE": "New", "HANDLER": f"{handler}2", "OPTIONS": {"height": 5}}
    assert portal.result("userfieldtype.update", change, auth) is True
    assert portal.result("userfieldtype.list", auth=auth)[0]["TITLE"] == "New"
    assert [row.owner for row in portal.state.fingerprint() if row.section == "user field types"] == ["acme.score"]
    assert portal.result("userfieldtype.delete", {"USER_TYPE_ID": "score"}, auth) is True
    assert portal.result("userfieldtype.list", auth=auth) == []


def test_errors(portal: Any, auth: str) -> None:
    add(portal, auth)
    taken = (400, "ERROR_CORE", "Unable to set placement handler: Handler already binded")
    same = {"USER_TYPE_ID": "other", "HANDLER": f"{portal.inbox.url}/field"}
    assert portal.refused("userfieldtype.add", same, auth) == taken
    twice = {"USER_TYPE_ID": "score", "HANDLER": f"{portal.inbox.url}/x"}
    assert portal.refused("userfieldtype.add", twice, auth) == taken
    assert portal.refused("userfieldtype.add", {"HANDLER": "x"}, auth)[1:] == (
        "ERROR_ARGUMENT", "Argument 'USER_TYPE_ID' is null or empty")  # fmt: skip
    assert portal.refused("userfieldtype.add", {"USER_TYPE_ID": "x"}, auth)[2] == "Argument 'HANDLER' is null or empty"
    assert portal.refused("userfieldtype.add", same | {"USER_TYPE_ID": "x" * 50}, auth)[1] == "ERROR_ARGUMENT"
    for verb in ("update", "delete"):
        assert portal.refused(f"userfieldtype.{verb}", {"USER_TYPE_ID": "no"}, auth) == (
            400, "ERROR_NOT_FOUND", "User Field Type not found")  # fmt: skip
        assert portal.refused(f"userfieldtype.{verb}", {}, auth)[1] == "ERROR_ARGUMENT"
    assert portal.refused("userfieldtype.list")[:2] == (403, "ACCESS_DENIED")
    user = portal.tokens(portal.state.app("acme.score"), portal.user_id).access
    assert portal.refused("userfieldtype.list", auth=user)[:2] == (403, "ACCESS_DENIED")


def test_what_a_frame_gets(portal: Any, auth: str) -> None:
    add(portal, auth)
    deal = portal.result("crm.deal.add", {"fields": {"TITLE": "D"}}, auth)
    with pytest.raises(ActError):
        render(portal, type="score", entity="deal", id=deal)
    fields = {"FIELD_NAME": "SCORE", "USER_TYPE_ID": "rest_1_score"}
    portal.result("crm.deal.userfield.add", {"fields": fields}, auth)
    portal.result("crm.deal.update", {"id": deal, "fields": {"UF_CRM_SCORE": "7"}}, auth)
    found = render(portal, type="score", entity="deal", id=deal)
    options = found.pop("options")
    assert found == {"app": "acme.score", "handler": f"{portal.inbox.url}/field", "placement": "USERFIELD_TYPE"}
    assert options == {
        "MODE": "view", "ENTITY_ID": "CRM_DEAL", "FIELD_NAME": "UF_CRM_SCORE", "ENTITY_VALUE_ID": str(deal),
        "VALUE": "7", "MULTIPLE": "N", "MANDATORY": "N", "XML_ID": None,
        "ENTITY_DATA": {"entityTypeId": 2, "entityId": str(deal), "module": "crm"}}  # fmt: skip
    with pytest.raises(ActError):
        render(portal, type="none", entity="deal", id=deal)
    user = portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(portal.state.app("acme.score"), user, clean=False))
    assert portal.running.call(lambda: portal.state.ask("userfieldtype.types")) == []
