"""Pages that hold applications' widgets, and what people do on them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

ASK = "(name) => new Promise(done => BX24.init(() => BX24.placement.call(name, {}, done)))"


def rest(town: Town, method: str, **params: Any) -> Any:
    address = town.portal.webhook(1).replace(town.base, f"https://127.0.0.1:{town.running.port}")
    with httpx.Client(verify=False, headers={"Host": town.portal.host}) as client:
        answer = client.post(f"{address}{method}", json=params).json()
    assert "error" not in answer, answer
    return answer["result"]


def told(town: Town) -> tuple[str, dict[str, Any]]:
    form = dict(town.solution.posts[-1][2])
    return form["PLACEMENT"], json.loads(form["PLACEMENT_OPTIONS"])


def as_app(town: Town, method: str, **params: Any) -> Any:
    """A call that the application makes for the administrator."""
    app = town.portal.app("sample.score")
    assert app
    token = town.running.call(lambda: town.portal.issue(app, 1)).access
    with httpx.Client(verify=False, headers={"Host": town.portal.host}) as client:
        url = f"https://127.0.0.1:{town.running.port}/rest/{method}"
        answer = client.post(url, json={**params, "auth": token}).json()
    assert "error" not in answer, answer
    return answer["result"]


def test_menu_of_a_list_names_the_market_too(town: Town) -> None:
    app = town.install()
    spot = town.place(app, "CRM_DEAL_LIST_TOOLBAR", "Score all", "/all")
    page = town.page(town.user, "/crm/deal/list/")
    page.click("#rest_menu_CRM_DEAL_LIST_TOOLBAR")
    items = page.locator(".menu-popup-item")
    assert items.all_inner_texts() == ["Score all", "Bitrix24 Market"]
    assert items.first.get_attribute("data-placement-id") == str(spot.id)
    items.first.click()
    town.frame_in(page)
    assert told(town) == ("CRM_DEAL_LIST_TOOLBAR", {"URI": "/crm/deal/list/"})


def test_designer_of_an_invoice_and_a_card_by_its_number(town: Town) -> None:
    app = town.install()
    town.place(app, "CRM_SMART_INVOICE_ROBOT_DESIGNER_TOOLBAR", "Score", "/rules")
    town.place(app, "CRM_SMART_INVOICE_DETAIL_TOOLBAR", "Score", "/top")
    page = town.page(town.admin, "/crm/type/31/automation/0/")
    page.click('[data-placement="CRM_SMART_INVOICE_ROBOT_DESIGNER_TOOLBAR"]')
    town.frame_in(page)
    assert told(town)[0] == "CRM_SMART_INVOICE_ROBOT_DESIGNER_TOOLBAR"
    invoice = rest(town, "crm.item.add", entityTypeId=31, fields={"title": "Bill"})["item"]["id"]
    page.goto(f"{town.base}/crm/type/31/details/{invoice}/")
    frame = town.slider(page)
    frame.click("#rest_menu_CRM_SMART_INVOICE_DETAIL_TOOLBAR")
    frame.click(".menu-popup-item >> nth=0")
    page.wait_for_selector(".app-layout-host iframe")
    town.frame_in(page)
    place, options = told(town)
    assert (place, options["ID"]) == ("CRM_SMART_INVOICE_DETAIL_TOOLBAR", str(invoice))


def test_a_field_that_an_application_draws(town: Town) -> None:
    app = town.install()
    handler = "https://score.solution.test/field"
    as_app(town, "userfieldtype.add", USER_TYPE_ID="stars", HANDLER=handler, TITLE="Stars", OPTIONS={"height": 120})
    field = {"FIELD_NAME": "STARS", "USER_TYPE_ID": f"rest_{app.id}_stars", "MANDATORY": "Y", "XML_ID": "S"}
    rest(town, "crm.deal.userfield.add", fields=field)
    deal = rest(town, "crm.deal.add", fields={"TITLE": "Sale", "UF_CRM_STARS": "3"})
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    town.slider(page)
    inner = town.frame_in(page)
    place, options = told(town)
    assert place == "USERFIELD_TYPE"
    options.pop("URI", None)
    assert options == {
        "MODE": "view", "ENTITY_ID": "CRM_DEAL", "FIELD_NAME": "UF_CRM_STARS", "ENTITY_VALUE_ID": str(deal),
        "VALUE": "3", "MULTIPLE": "N", "MANDATORY": "Y", "XML_ID": "S",
        "ENTITY_DATA": {"entityTypeId": 2, "entityId": str(deal), "module": "crm"},
    }  # fmt: skip
    inner.evaluate("() => new Promise(done => BX24.init(() => BX24.placement.call('setValue', 5, done)))")
    assert inner.evaluate(ASK, "getValue") == 5
    inner.evaluate("() => new Promise(done => BX24.init(() => BX24.resizeWindow(400, 300, done)))")
    card = town.slider(page).locator(".crm-own-field-frame")
    assert card.evaluate("box => box.offsetHeight >= 300 && box.scrollHeight <= box.offsetHeight")


def test_an_order_of_the_store(town: Town) -> None:
    app = town.install()
    town.place(app, "CRM_ORDER_DETAIL_TAB", "Score", "/order")
    kind = rest(town, "sale.persontype.add", fields={"name": "Person", "code": "P"})["personType"]["id"]
    fields = {"lid": "s1", "personTypeId": kind, "currency": "USD", "price": 100}
    order = rest(town, "sale.order.add", fields=fields)["order"]["id"]
    page = town.page(town.admin, "/shop/orders/list/")
    page.click(".main-grid-table a.main-grid-cell-content")
    frame = town.slider(page)
    frame.click('[data-id^="tab_rest_"]')
    town.frame_in(page)
    place, options = told(town)
    assert (place, options["ID"]) == ("CRM_ORDER_DETAIL_TAB", str(order))


def test_tasks_in_the_old_card(town: Town) -> None:
    app = town.install()
    for code in ("TASK_VIEW_TAB", "TASK_VIEW_SIDEBAR", "TASK_VIEW_TOP_PANEL"):
        town.place(app, code, code.rpartition("_")[2].capitalize(), f"/{code}")
    town.portal.profile = replace(town.portal.profile, task_card="classic")
    task = rest(town, "tasks.task.add", fields={"TITLE": "Call", "RESPONSIBLE_ID": 1})["task"]["id"]
    page = town.page(town.admin, f"/company/personal/user/1/tasks/task/view/{task}/")
    frame = town.slider(page)
    assert frame.locator(f".task-top-panel-restapp-{app.id}").is_visible()
    frame.wait_for_selector('.--side iframe[id^="appframe_"]:not(.app-loading)')
    assert told(town)[0] == "TASK_VIEW_SIDEBAR"
    frame.click('[data-id^="tab_rest_"]')
    frame.wait_for_selector('[data-tab-id^="tab_rest_"] iframe[id^="appframe_"]:not(.app-loading)')
    place, options = told(town)
    assert (place, options["taskId"]) == ("TASK_VIEW_TAB", str(task))


def test_tasks_of_a_group(town: Town) -> None:
    app = town.install()
    town.place(app, "TASK_GROUP_LIST_TOOLBAR", "Score", "/list")
    group = rest(town, "sonet_group.create", NAME="Project")
    for title, where in (("Ours", group), ("Mine", 0)):
        rest(town, "tasks.task.add", fields={"TITLE": title, "RESPONSIBLE_ID": 1, "GROUP_ID": where})
    page = town.page(town.admin, f"/workgroups/group/{group}/tasks/")
    assert page.locator("a.main-grid-cell-content").all_inner_texts() == ["Ours"]
    page.click("#rest_menu_TASK_GROUP_LIST_TOOLBAR")
    page.click(".menu-popup-item >> nth=0")
    town.frame_in(page)
    assert told(town)[1]["GROUP_ID"] == str(group)


def test_writing_into_a_chat(town: Town) -> None:
    page = town.page(town.user, "/online/?IM_DIALOG=1")
    assert page.locator(".im-dialog-head").inner_text().endswith(town.admin.full_name)
    page.fill("#im-form textarea", "Good <b>day</b>")
    with page.expect_navigation():
        page.click("#im-form [type=submit]")
    message = page.locator(".im-message.--own")
    assert message.locator(".im-message-text").inner_text() == "Good <b>day</b>"
    page.fill("#im-form textarea", "   ")
    page.click("#im-form [type=submit]")
    assert message.count() == 1


def test_calendar_view_of_an_application(town: Town) -> None:
    app = town.install()
    town.place(app, "CALENDAR_GRIDVIEW", "Scores", "/grid")
    page = town.page(town.admin, "/calendar/")
    page.click('[data-placement="CALENDAR_GRIDVIEW"]')
    inner = town.frame_in(page)
    place, options = told(town)
    assert place == "CALENDAR_GRIDVIEW"
    assert options["viewRangeFrom"] < options["viewRangeTo"]
    assert inner.evaluate(ASK, "getEvents") == []
    assert not page.locator("#calendar-month").is_visible()
    page.click("text=Month")
    assert page.locator("#calendar-month").is_visible()


def test_settings_of_a_connector_keep_flags_as_flags(town: Town) -> None:
    town.install(scopes=("imopenlines", "placement"))
    icon = {"DATA_IMAGE": "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"}
    handler = "https://score.solution.test/connector"
    as_app(town, "imconnector.register", ID="acme", NAME="Acme", ICON=icon, PLACEMENT_HANDLER=handler)
    line = str(rest(town, "imopenlines.config.list.get")[0]["ID"])
    as_app(town, "imconnector.activate", CONNECTOR="acme", LINE=line, ACTIVE=1)
    page = town.page(town.admin, "/contact_center/")
    page.click('[data-connector="acme"]')
    town.slider(page)
    town.frame_in(page)
    place, options = told(town)
    assert place == "SETTING_CONNECTOR"
    assert (options["CONNECTOR"], options["LINE"], options["ACTIVE_STATUS"]) == ("acme", line, True)
    assert options["STATUS"] is options["CONNECTION_STATUS"] is options["ERROR_STATUS"] is False


def test_card_of_a_call(town: Town) -> None:
    app = town.install(scopes=("telephony", "placement", "crm"))
    town.place(app, "CALL_CARD", "Score", "/call")
    lead = rest(town, "crm.lead.add", fields={"TITLE": "Lead", "PHONE": [{"VALUE": "+15551234567"}]})
    call = {"USER_ID": 1, "PHONE_NUMBER": "+15551234567", "TYPE": 2, "SHOW": 1}
    number = as_app(town, "telephony.externalCall.register", **call)["CALL_ID"]
    page = town.page(town.admin, "/stream/")
    page.click('#call-card [data-placement="CALL_CARD"]')
    inner = town.frame_in(page)
    place, options = told(town)
    assert (place, options["CRM_BINDINGS"]) == ("CALL_CARD", [{"ENTITY_TYPE": "LEAD", "ENTITY_ID": str(lead)}])
    assert (options["CALL_ID"], options["CALL_DIRECTION"]) == (number, "incoming")
    options.pop("URI")
    assert inner.evaluate(ASK, "getStatus") == options
    with page.expect_navigation():
        page.click("#call-card >> text=Finish")
    assert page.locator("#call-card").count() == 0


def test_hidden_handler_on_every_page(town: Town) -> None:
    app = town.install()
    town.place(app, "PAGE_BACKGROUND_WORKER", "Worker", "/worker")
    page = town.page(town.admin, "/company/")
    inner = town.frame_in(page)
    place, options = told(town)
    assert (place, options) == ("PAGE_BACKGROUND_WORKER", {"ID": "PAGE_BACKGROUND_WORKER", "URI": "/company/"})
    assert page.locator(".rest-background-worker").bounding_box() == {"x": -10, "y": 0, "width": 1, "height": 1}
    found = inner.evaluate("() => new Promise(done => BX24.init(() => BX24.placement.getInterface(done)))")
    assert "CallCardClose" in found["command"]
    assert "BackgroundCallCard::hangupButtonClick" in found["event"]


def test_reports_that_get_nothing_by_post(town: Town) -> None:
    app = town.install()
    town.place(app, "BI_ANALYTICS_MENU", "Board", "/bi")
    page = town.page(town.admin, "/report/analytics/")
    frame = town.slider(page)
    frame.click('[data-placement="BI_ANALYTICS_MENU"]')
    page.wait_for_selector(".app-layout-host iframe:not(.app-loading)")
    assert town.solution.posts == []
    assert [url.partition("/bi")[2] for url in town.solution.gets if "/bi" in url] == [""]


def test_registering_an_employee(town: Town) -> None:
    page = town.page(town.admin, "/company/")
    page.click("text=Invite")
    frame = town.slider(page)
    inputs = frame.locator(".intranet-invitation-block__body .ui-system-input-value")
    inputs.nth(0).fill("nobody")
    submit = frame.locator('[data-test-id="invite-register-submit-button"]')
    submit.click()
    frame.wait_for_selector('[data-role="error-message"] .ui-alert-message:has-text("not valid")')
    inputs.nth(0).fill("new@acme.example")
    inputs.nth(1).fill("Ann")
    submit.click()
    frame.wait_for_selector(".ui-notification-balloon-message")
    added = town.portal.people.users[max(town.portal.people.users)]
    assert (added.email, added.name, added.maker.owner) == ("new@acme.example", "Ann", "person")
    assert "denied" in _text(town, "/company/invite/")


def test_giving_the_rights_of_an_administrator(town: Town) -> None:
    page = town.page(town.admin, f"/company/personal/user/{town.user.id}/")
    frame = town.slider(page)
    frame.click('[data-role="user-profile-actions-button"]')
    frame.click("#menu-popup-user-profile-action-popup >> text=Assign admin permissions")
    with page.expect_response("**/ajax.php?*setAdminRights*"):
        frame.click("#intranet-user-profile-confirm-popup .popup-window-button-accept")
    assert town.user.admin


def test_pages_of_others(town: Town) -> None:
    for path in ("/workgroups/", "/bizproc/", "/crm/activity/", "/devops/", "/mobile/", "/report/telephony/"):
        response = _open(town, path)[1]
        assert response == 200, path
    for path in ("/crm/type/999/list/", "/crm/contact/tunnels/", "/workgroups/group/77/"):
        assert _open(town, path)[1] == 404, path
    assert not town.portal.broken


def test_a_button_that_no_page_has(town: Town) -> None:
    page = town.page(town.user, "/stream/")
    refused = page.evaluate("() => BX.act('advance', {seconds: 5}).then(() => '', answer => answer.errors[0].message)")
    assert "No page has a button" in refused


def _open(town: Town, path: str) -> tuple[Page, int]:
    page = town.pages[-1] if town.pages else town.page(town.user)
    response = page.goto(town.base + path, wait_until="domcontentloaded")
    return page, response.status if response else 0


def _text(town: Town, path: str) -> str:
    page = town.page(town.user, path)
    return town.slider(page).locator("#workarea-content").inner_text()
