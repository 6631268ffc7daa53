"""Every common placement is reached as a person reaches it, and told what the docs promise."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from pytest_b24moderation.clients.actions import perform
from pytest_b24moderation.clients.journeys import placing, resting
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.screens import places
from pytest_b24moderation.clients.screens.app import card_path
from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.scopes.placement.codes import CODES
from pytest_b24moderation.model import (
    Action,
    Actor,
    AppInfo,
    Deadlines,
    Exchange,
    InfrastructureError,
    Place,
    ScenarioError,
    StageFailed,
)
from pytest_b24moderation.stages import all_stages

pytestmark = pytest.mark.browser

HERE = Place(Path("scenario.yaml"), 1)
OWN = ("LEFT_MENU", "REST_APP_URI")
"""Places with journeys of their own."""


def test_every_place_has_a_way() -> None:
    for code in [*CODES, "CRM_DYNAMIC_128_LIST_MENU", "CRM_DYNAMIC_128_DETAIL_TAB"]:
        assert code in OWN or card_path(code, 1) or places.way(code), code
    assert not places.way("SOMEWHERE_ELSE")


def build(make_kit: Callable[..., Kit], codes: list[str], **more: Any) -> Kit:
    """A portal on which the solution is installed, with a widget in each of these places."""
    scopes = ("crm", "placement", "task", "im", "user", "calendar", "telephony", "contact_center", "sonet_group")
    kit = make_kit(version={"scopes": scopes}, **more)
    portal: Any = kit.portal
    cloud = portal.cloud.portal
    base = f"https://{kit.scenario.hosts[0]}"

    def prepare() -> None:
        admin = cloud.people.users[1]
        market, code = cloud.market, kit.scenario.solution.code
        hashes = {"check_hash": market.check_hash(code, 1), "install_hash": market.install_hash(code, 1)}
        cloud.apps.install(code, 1, admin, **hashes)
        app = cloud.app(code)
        cloud.apps.finish(app, admin)
        for one in codes:
            cloud.bindings.place(Placement(cloud.bindings.next_id(), app.id, one, f"{base}/tab", "Score"))

    portal.running.call(prepare)
    return kit


def rest(kit: Kit, method: str, **params: Any) -> Any:
    answer = kit.rest(Actor.ADMIN).call(method, params)
    assert not answer.error, answer.raw
    return answer.result


def given(kit: Kit, code: str) -> dict[str, Any]:
    """The context that the solution was handed last, without the page's address."""
    for exchange in reversed(kit.timeline.entries(Exchange)):
        if "/tab" in exchange.url and exchange.method == "POST":
            form = dict(parse_qsl(exchange.request_body, keep_blank_values=True))
            if form["PLACEMENT"] != code:
                continue
            told = json.loads(form.get("PLACEMENT_OPTIONS", "{}") or "{}") or {}
            told.pop("URI", None)
            return dict(told)
    raise AssertionError(f"nobody called the handler of {code}")


def go(kit: Kit, code: str, **options: Any) -> dict[str, Any]:
    perform(kit, Actor.ADMIN, Action("open", {"placement": code, "options": options}, HERE))
    return given(kit, code)


CRM_CODES = [
    "CRM_DEAL_LIST_MENU", "CRM_DEAL_LIST_TOOLBAR", "CRM_DEAL_DETAIL_TOOLBAR", "CRM_DEAL_DETAIL_ACTIVITY",
    "CRM_DEAL_ACTIVITY_TIMELINE_MENU", "CRM_QUOTE_LIST_TOOLBAR", "CRM_DETAIL_SEARCH", "CRM_ANALYTICS_MENU",
    "LEFT_MENU", "PAGE_BACKGROUND_WORKER",
]  # fmt: skip


def test_places_of_the_crm(make_kit: Callable[..., Kit]) -> None:
    kit = build(make_kit, CRM_CODES)
    deal = str(rest(kit, "crm.deal.add", fields={"TITLE": "Sale"}))
    todo = {"ownerTypeId": 2, "ownerId": deal, "deadline": "2030-01-01T10:00:00+00:00", "title": "Call"}
    activity = str(rest(kit, "crm.activity.todo.add", **todo)["id"])
    assert go(kit, "CRM_DEAL_LIST_MENU", ID=deal) == {"ID": deal}
    assert go(kit, "CRM_DEAL_LIST_TOOLBAR", title="Score") == {}
    assert go(kit, "CRM_DEAL_DETAIL_TOOLBAR", ID=deal) == {"ID": deal}
    assert go(kit, "CRM_DEAL_DETAIL_ACTIVITY", ID=deal) == {"ID": deal}
    told = go(kit, "CRM_DEAL_ACTIVITY_TIMELINE_MENU", ENTITY_ID=deal, ASSOCIATED_ENTITY_ID=activity)
    assert told == {"ENTITY_ID": deal, "ASSOCIATED_ENTITY_ID": activity, "ASSOCIATED_ENTITY_TYPE_ID": "6"}
    assert go(kit, "CRM_QUOTE_LIST_TOOLBAR") == {}
    assert go(kit, "CRM_DETAIL_SEARCH", ID=deal, searchQuery="Daisy") == {
        "entityTypeName": "CONTACT", "searchQuery": "Daisy",
    }  # fmt: skip
    assert go(kit, "CRM_ANALYTICS_MENU") == {}
    assert go(kit, "LEFT_MENU") == {}
    assert go(kit, "PAGE_BACKGROUND_WORKER") == {"ID": "PAGE_BACKGROUND_WORKER"}


WORK_CODES = [
    "TASK_VIEW_TAB", "TASK_VIEW_SIDEBAR", "TASK_VIEW_TOP_PANEL", "TASK_LIST_CONTEXT_MENU", "TASK_USER_LIST_TOOLBAR",
    "IM_TEXTAREA", "IM_SIDEBAR", "IM_CONTEXT_MENU", "IM_NAVIGATION", "CONTACT_CENTER", "CALENDAR_GRIDVIEW",
    "USER_PROFILE_MENU", "USER_PROFILE_TOOLBAR", "SONET_GROUP_DETAIL_TAB",
]  # fmt: skip


def test_places_of_tasks_chats_and_the_rest(make_kit: Callable[..., Kit]) -> None:
    kit = build(make_kit, WORK_CODES)
    portal: Any = kit.portal
    admin, user = (str(kit.portal.accounts[actor].user_id) for actor in (Actor.ADMIN, Actor.USER))
    task = str(rest(kit, "tasks.task.add", fields={"TITLE": "Call", "RESPONSIBLE_ID": admin})["task"]["id"])
    message = str(rest(kit, "im.message.add", DIALOG_ID=user, MESSAGE="Hello"))
    group = str(rest(kit, "sonet_group.create", NAME="Project"))
    for code in ("TASK_VIEW_TAB", "TASK_VIEW_TOP_PANEL"):
        assert go(kit, code, taskId=task, title="Score") == {"taskId": task}
    assert go(kit, "TASK_LIST_CONTEXT_MENU", ID=task) == {"ID": task}
    assert go(kit, "TASK_USER_LIST_TOOLBAR") == {"USER_ID": admin}
    assert go(kit, "IM_TEXTAREA", dialogId=user) == {"dialogId": user}
    assert go(kit, "IM_SIDEBAR", dialogId=user) == {"dialogId": user}
    assert go(kit, "IM_CONTEXT_MENU", dialogId=user, messageId=message) == {"messageId": message, "dialogId": user}
    assert go(kit, "IM_NAVIGATION") == {}
    spots = {row.code: row.id for row in portal.cloud.portal.bindings.placements}
    assert go(kit, "CONTACT_CENTER") == {"ID": str(spots["CONTACT_CENTER"])}
    assert set(go(kit, "CALENDAR_GRIDVIEW")) == {"viewRangeFrom", "viewRangeTo"}
    assert go(kit, "USER_PROFILE_MENU") == {"USER_ID": admin}
    assert go(kit, "USER_PROFILE_TOOLBAR", USER_ID=user) == {"USER_ID": user}
    assert go(kit, "SONET_GROUP_DETAIL_TAB", GROUP_ID=group) == {"GROUP_ID": group}


def test_a_page_that_this_machine_does_not_reach_is_nobodys_fault(make_kit: Callable[..., Kit]) -> None:
    kit = build(make_kit, ["CRM_DEAL_DETAIL_TAB"])
    portal: Any = kit.portal
    bindings = portal.cloud.portal.bindings
    elsewhere = "https://pages.not-reached-from-here.com/tab"
    portal.running.call(lambda: setattr(bindings.placements[0], "handler", elsewhere))
    deal = rest(kit, "crm.deal.add", fields={"TITLE": "A"})
    target = {"placement": "CRM_DEAL_DETAIL_TAB", "options": {"ID": deal}}
    with pytest.raises(InfrastructureError, match=r"not-reached-from-here\.com/tab is not reached") as caught:
        perform(kit, Actor.ADMIN, Action("open", target, HERE))
    assert "name that host in the version's url" in str(caught.value)


def test_what_an_author_can_get_wrong(make_kit: Callable[..., Kit]) -> None:
    kit = build(make_kit, [], deadlines=Deadlines(answer=3, page=3, settle=1))
    window = kit.windows.of(Actor.ADMIN)
    with pytest.raises(ScenarioError, match="no way to the placement SOMEWHERE") as unknown:
        placing.open_placement(window, "SOMEWHERE", {}, HERE)
    assert unknown.value.place == HERE
    with pytest.raises(ScenarioError, match="opened for something") as needs:
        placing.open_placement(window, "TASK_VIEW_TAB", {}, HERE)
    assert "ID" in str(needs.value)
    with pytest.raises(StageFailed, match="no frame of it came"):
        perform(kit, Actor.ADMIN, Action("open", {"placement": "CONTACT_CENTER"}, HERE))


def test_what_nobody_has_placed_is_not_waited_for(
    make_kit: Callable[..., Kit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resting, "PATIENCE", 2.0)
    monkeypatch.setattr(placing, "PATIENCE", 2.0)
    kit = build(make_kit, [], deadlines=Deadlines(answer=3, page=60, settle=1))
    window, began = kit.windows.of(Actor.ADMIN), time.monotonic()
    for code in ("CONTACT_CENTER", "TASK_USER_LIST_TOOLBAR", "PAGE_BACKGROUND_WORKER"):
        assert placing.open_placement(window, code, {}, HERE).result == "missing"
    assert time.monotonic() - began < 40


def test_a_life_in_the_older_market(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit()
    portal: Any = kit.portal
    cloud = portal.cloud.portal
    cloud.profile = replace(cloud.profile, market_pages="old", login_form="classic", theme="air")
    for stage in ("install", "uninstall-clean"):
        with kit.timeline.at(stage):
            all_stages()[stage].act(kit, Actor.ADMIN)
    notes = [entry.installed for entry in kit.timeline.entries(AppInfo)]
    assert notes == [True, False]
    asked = [entry.request_body for entry in kit.timeline.entries(Exchange) if "/bitrix/tools/rest.php" in entry.url]
    assert ["action=install" in asked[0], "clean=true" in asked[-1]] == [True, True]
