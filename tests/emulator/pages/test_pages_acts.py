"""What people do on the pages with what applications brought, and what reaches the solution's handlers."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import pytest

from pytest_b24moderation.emulator.server import Running, serve

if TYPE_CHECKING:
    from tests.emulator.pages.conftest import Town

pytestmark = pytest.mark.browser

ROWS = [["id", "name"], [101, "Ann"], [102, "<b>Bob</b>"]]
ANSWERS: dict[str, Any] = {
    "/check": {"ok": True}, "/tables": [{"code": "sales", "title": "Sales"}, {"code": "people", "title": "People"}],
    "/description": [{"code": "id", "name": "No", "type": "int"}, {"code": "name", "name": "Who", "type": "string"}],
    "/data": ROWS, "/pay": {"PAYMENT_URL": "https://bank.example/pay/1", "PAYMENT_ID": "b-1"},
}  # fmt: skip


@dataclass
class Handlers:
    """The solution's server side: JSON by path, everything that came as (path, form)."""

    url: str
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        self.calls.append((scope["path"], dict(parse_qsl(body.decode(), keep_blank_values=True))))
        text = json.dumps(ANSWERS.get(scope["path"], {})).encode()
        head = [(b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": text})

    def of(self, path: str, within: float = 8.0) -> list[dict[str, str]]:
        """What came to that path; waits for the first, which the portal may still be sending."""
        ends = time.monotonic() + within
        while not (found := [form for where, form in self.calls if where == path]) and time.monotonic() < ends:
            time.sleep(0.01)
        return found


@pytest.fixture(scope="module")
def back() -> Iterator[Running]:
    with serve() as server:
        yield server


@pytest.fixture
def handlers(back: Running) -> Handlers:
    made = Handlers(f"http://127.0.0.1:{back.port}")
    back.mount(made)
    return made


@dataclass
class Rest:
    """REST calls: the administrator's own, and the application's for him."""

    town: Town

    def __call__(self, method: str, **params: Any) -> Any:
        return self._call(f"{httpx.URL(self.town.portal.webhook(1)).path}{method}", params)

    def app(self, method: str, **params: Any) -> Any:
        app = self.town.portal.app("sample.score")
        assert app
        token = self.town.running.call(lambda: self.town.portal.issue(app, 1)).access
        return self._call(f"/rest/{method}", {**params, "auth": token})

    def _call(self, path: str, params: dict[str, Any]) -> Any:
        with httpx.Client(verify=False, headers={"Host": self.town.portal.host}) as client:
            answer = client.post(f"https://127.0.0.1:{self.town.running.port}{path}", json=params).json()
        assert "error" not in answer, answer
        return answer["result"]


SCOPES = ("crm", "placement", "telephony", "messageservice", "pay_system", "sale", "im", "imbot", "imopenlines",
          "imconnector", "biconnector")  # fmt: skip


@pytest.fixture
def rest(town: Town, handlers: Handlers) -> Rest:
    town.install(scopes=SCOPES, url=f"{handlers.url}/app", install_url="")
    return Rest(town)


def deal_with_a_contact(rest: Rest) -> tuple[int, int]:
    phone = [{"VALUE": "+15551234567", "VALUE_TYPE": "WORK"}]
    contact = rest("crm.contact.add", fields={"NAME": "Ann", "LAST_NAME": "Smith", "PHONE": phone})
    fields = {"TITLE": "Sale of the year", "CONTACT_ID": contact, "OPPORTUNITY": "120.5", "STAGE_ID": "PREPARATION"}
    return rest("crm.deal.add", fields=fields), contact


def test_a_number_of_a_card_calls(town: Town, rest: Rest, handlers: Handlers) -> None:
    deal, contact = deal_with_a_contact(rest)
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    page.set_viewport_size({"width": 1366, "height": 768})
    frame = town.slider(page)
    frame.click(".crm-phone")
    assert "No application takes calls" in frame.locator(".ui-notification-balloon-message").inner_text()
    rest.app("event.bind", event="ONEXTERNALCALLSTART", handler=f"{handlers.url}/call")
    frame.click(".crm-phone")
    page.wait_for_selector("#call-card")
    town.shot(page, "60-call")
    assert "+15551234567" in page.locator("#call-card").inner_text()
    told = handlers.of("/call")[0]
    assert (told["data[PHONE_NUMBER]"], told["data[CRM_ENTITY_TYPE]"]) == ("+15551234567", "CONTACT")
    assert told["data[CRM_ENTITY_ID]"] == str(contact)
    with page.expect_navigation():
        page.click("#call-card >> text=Finish")
    assert page.locator("#call-card").count() == 0
    page.goto(f"{town.base}/crm/contact/details/{contact}/")
    town.slider(page).click('dd[data-cid="PHONE"] .crm-phone')
    page.wait_for_selector("#call-card")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_message_from_a_card(town: Town, rest: Rest, handlers: Handlers, language: str) -> None:
    deal, _ = deal_with_a_contact(rest)
    frame = town.slider(town.page(town.admin, f"/crm/deal/details/{deal}/"))
    assert frame.locator("#crm-sms").count() == 0
    sender = {"CODE": "sms.one", "TYPE": "SMS", "NAME": {"en": "One SMS", "ru": "Один"}, "DESCRIPTION": "d"}
    rest.app("messageservice.sender.add", **sender, HANDLER=f"{handlers.url}/sms")
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    page.set_viewport_size({"width": 1366, "height": 768})
    frame = town.slider(page)
    assert not frame.locator("#crm-sms").is_visible()
    frame.click('[data-shows="crm-sms"]')
    frame.fill('#crm-sms [name="text"]', "Your order is <ready>")
    town.shot(page, f"61-message-{language}")
    frame.click('#crm-sms [type="submit"]')
    told_so = {"en": "The message was sent.", "ru": "Сообщение отправлено."}[language]
    assert frame.locator(".ui-notification-balloon-message").inner_text() == told_so
    (told,) = handlers.of("/sms")
    assert (told["message_to"], told["message_body"]) == ("+15551234567", "Your order is <ready>")
    assert (told["bindings[0][OWNER_TYPE_ID]"], told["bindings[0][OWNER_ID]"]) == ("2", str(deal))


def bring_a_bank(rest: Rest, mode: str, url: str) -> None:
    """A payment system whose handler works in that mode."""
    codes = {"SUM": {"NAME": "Sum", "DEFAULT": {"PROVIDER_KEY": "PAYMENT", "PROVIDER_VALUE": "SUM"}}}
    data = {"ACTION_URI": url, "METHOD": "POST", "FIELDS": {"sum": {"CODE": "SUM"}}}
    rest.app("sale.paysystem.handler.add", NAME="Bank", CODE="bank", SETTINGS={"CODES": codes, mode: data})
    known = {"NAME": "Bank card", "PERSON_TYPE_ID": 3, "BX_REST_HANDLER": "bank", "ACTIVE": "Y"}
    rest.app("sale.paysystem.add", **known, ENTITY_REGISTRY_TYPE="ORDER")


@pytest.mark.parametrize("mode", ["FORM_DATA", "IFRAME_DATA"])
def test_ways_of_a_payment(town: Town, rest: Rest, mode: str) -> None:
    bring_a_bank(rest, mode, "https://score.solution.test/bank")
    listen = "<script>addEventListener('message', event => { document.title = 'sum ' + event.data.sum; })</script>"
    town.solution.pages["/bank"] = listen
    deal, _ = deal_with_a_contact(rest)
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    frame = town.slider(page)
    frame.select_option('[name="pay_system"]', label="Bank card")
    frame.click('#crm-payment [type="submit"]')
    if mode == "FORM_DATA":
        with page.context.expect_page() as opened:
            frame.click(".crm-payment form button")
        opened.value.wait_for_load_state("domcontentloaded")
        path, _, fields = town.solution.posts[-1]
        assert (path, float(dict(fields)["sum"])) == ("/bank", 120.5)
    else:
        node = frame.wait_for_selector(".crm-payment-frame")
        inner = node.content_frame() if node else None
        assert inner
        inner.wait_for_function("document.title.startsWith('sum 120.5')")


def test_a_payment_of_a_card(town: Town, rest: Rest, handlers: Handlers) -> None:
    bring_a_bank(rest, "CHECKOUT_DATA", f"{handlers.url}/pay")
    deal, _ = deal_with_a_contact(rest)
    page = town.page(town.admin, f"/crm/deal/details/{deal}/")
    page.set_viewport_size({"width": 1366, "height": 768})
    frame = town.slider(page)
    assert frame.locator('dd[data-cid="STAGE_ID"]').inner_text() == "Document preparation"
    frame.select_option('[name="pay_system"]', label="Bank card")
    assert float(frame.input_value('[name="amount"]')) == 120.5
    frame.click('#crm-payment [type="submit"]')
    row = frame.locator(".crm-payment")
    row.wait_for()
    town.shot(page, "62-payment")
    assert row.locator("a").get_attribute("href") == "https://bank.example/pay/1"
    assert len(handlers.of("/pay")) == 1
    row.locator("text=Mark as paid").click()
    row.locator("text=Paid").wait_for()
    (payment,) = (town.portal.ask("sale.rows", table="sale.payment") or {}).values()
    assert (payment["paid"], payment["sum"]) == ("Y", 120.5)
    again = town.slider(town.page(town.admin, f"/crm/deal/details/{deal}/")).locator(".crm-payment")
    again.wait_for()
    assert "Paid" in again.inner_text()


def test_posts_of_the_feed(town: Town, rest: Rest) -> None:
    text = {"POST_TITLE": "Stocktaking", "POST_MESSAGE": "Closed on Monday", "DEST": ["UA"], "IMPORTANT": "Y"}
    rest("log.blogpost.add", **text)
    page = town.page(town.user, "/stream/")
    post = page.locator("[data-post]")
    assert "Closed on Monday" in post.inner_text()
    with page.expect_navigation():
        post.locator("button").click()
    page.locator("[data-post] >> text=You have read it").wait_for()


def test_a_bot_comes_into_a_group_chat(town: Town, rest: Rest, handlers: Handlers) -> None:
    looks = {"NAME": "Echo", "LAST_NAME": "Bot"}
    rest.app("imbot.register", CODE="echo", EVENT_HANDLER=f"{handlers.url}/bot", PROPERTIES=looks)
    chat = rest("im.chat.add", TITLE="Team", USERS=[town.user.id])
    page = town.page(town.admin, f"/online/?IM_DIALOG=chat{chat}")
    page.set_viewport_size({"width": 1366, "height": 768})
    town.shot(page, "63-chat")
    with page.expect_navigation():
        page.click(".im-side >> text=Invite to chat")
    assert page.locator(".im-side form").count() == 0
    assert handlers.of("/bot")[0]["event"] == "ONIMBOTJOINCHAT"


def test_an_operator_answers_and_closes(town: Town, rest: Rest, handlers: Handlers) -> None:
    connector = {"ID": "acme", "NAME": "Acme", "ICON": {"DATA_IMAGE": "data:x"}}
    rest.app("imconnector.register", **connector, PLACEMENT_HANDLER=f"{handlers.url}/app")
    rest.app("imconnector.activate", CONNECTOR="acme", LINE=1, ACTIVE=1)
    rest.app("event.bind", event="ONIMCONNECTORMESSAGEADD", handler=f"{handlers.url}/answer")
    message = {"user": {"id": "u1", "name": "Guest"}, "message": {"id": "m", "text": "Hello"}, "chat": {"id": "u1"}}
    rows = rest.app("imconnector.send.messages", CONNECTOR="acme", LINE=1, MESSAGES=[message])["DATA"]["RESULT"]
    chat = rows[0]["session"]["CHAT_ID"]
    page = town.page(town.admin, f"/online/?IM_DIALOG=chat{chat}")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.fill("#im-form textarea", "Good day")
    with page.expect_navigation():
        page.click("#im-form [type=submit]")
    town.shot(page, "64-line")
    texts = [value for form in handlers.of("/answer") for name, value in form.items() if name.endswith("[text]")]
    assert any("Good day" in text for text in texts)
    with page.expect_navigation():
        page.click("#im-close-line")
    assert page.locator(".im-dialog-head >> text=Conversation finished").count() == 1
    assert page.locator("#im-close-line").count() == 0


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_trigger_is_set_and_fired(town: Town, rest: Rest, language: str) -> None:
    rest.app("crm.automation.trigger.add", CODE="paid", NAME="Paid in the shop")
    deal = rest("crm.deal.add", fields={"TITLE": "Sale"})
    page = town.page(town.admin, "/crm/deal/automation/0/")
    page.set_viewport_size({"width": 1366, "height": 768})
    box = page.locator('[data-trigger="paid"]')
    name = {"en": "In progress", "ru": "В работе"}[language]
    box.locator('[name="stage"]').select_option(label=name)
    with page.expect_navigation():
        box.locator('[data-act="set-trigger"] [type="submit"]').click()
    assert name in box.locator(".bx-muted").inner_text()
    box.locator('[data-act="fire-trigger"] [type="submit"]').click()
    assert name in page.locator(".ui-notification-balloon-message").inner_text()
    town.shot(page, f"65-trigger-{language}")
    assert rest("crm.deal.get", id=deal)["STAGE_ID"] == "EXECUTING"
    page.goto(f"{town.base}/crm/deal/list/")
    assert name in page.locator(".main-grid-row").inner_text()
    town.shot(page, f"66-list-{language}")


def test_a_source_of_data_is_asked(town: Town, rest: Rest, handlers: Handlers) -> None:
    ways = {"urlCheck": "check", "urlData": "data", "urlTableList": "tables", "urlTableDescription": "description"}
    about = {"title": "Shop", "logo": "https://x.example/l.png", "settings": []}
    about |= {name: f"{handlers.url}/{path}" for name, path in ways.items()}
    login = [{"code": "login", "name": "Login", "type": "STRING"}]
    made = rest.app("biconnector.connector.add", fields=about | {"settings": login})["id"]
    fields = {"title": "My shop", "connectorId": made, "settings": {"login": "ann"}}
    rest.app("biconnector.source.add", fields=fields)
    page = town.page(town.admin, "/report/analytics/")
    assert town.slider(page).locator('a[href="/biconstructor/"]').count() == 1
    page.goto(f"{town.base}/biconstructor/")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.click('[data-act="ask-bi"] [type="submit"]')
    found = page.locator(".bx-bi-found table")
    found.wait_for()
    assert found.locator("th").all_inner_texts() == ["No", "Who"]
    assert found.locator("td").all_inner_texts() == ["101", "Ann", "102", "<b>Bob</b>"]
    town.shot(page, "67-bi")
    with page.expect_response("**/ajax.php?*"):
        page.click('[data-table="people"]')
    assert handlers.of("/data")[-1]["table"] == "people"
