"""Exchange: joins a warehouse to Bitrix24. The standard library of Python only."""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asked
import bitrix
import heard
import pages
from journal import Journal
from setup import CODE, Rest, set_up

URL = os.environ["PUBLIC_URL"].rstrip("/")
CLIENT = {"client_id": os.environ["CLIENT_ID"], "client_secret": os.environ["CLIENT_SECRET"]}
JOURNAL = Journal(os.environ.get("DATABASE", "exchange.db"))
LINE = 1
RENEWING = threading.Lock()
Answer = tuple[int, Any]
"""HTTP status and a page, or what JSON is made of."""


def rest_of(auth: dict[str, Any]) -> Rest:
    return lambda method, **params: bitrix.call(auth, method, **params)


def background(member: str, auth: dict[str, Any]) -> Rest:
    """Who did it may be nobody, or be known by id alone: then the installer's tokens serve."""
    return rest_of(auth) if auth.get("access_token") else rest_of(installer(member))


def installer(member: str) -> dict[str, Any]:
    """The installer's tokens, renewed; a refresh token serves once."""
    with RENEWING:
        found = bitrix.renewed(JOURNAL.installer(member)["refresh_token"], member, CLIENT)
        JOURNAL.keep(member, JOURNAL.application_token(member), found)
    return found


def opened(fields: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Whoever opened a page in a frame, with tokens that are genuine; None outside Bitrix24."""
    if "REFRESH_ID" not in fields:
        return None
    member = str(fields.get("member_id", ""))
    return member, bitrix.renewed(str(fields["REFRESH_ID"]), member, CLIENT)


def show(path: str, fields: dict[str, Any]) -> Answer:
    """A page in a frame."""
    found = opened(fields)
    if found is None:
        return 200, pages.outside()
    member, auth = found
    options = json.loads(fields.get("PLACEMENT_OPTIONS") or "{}")
    if path == "/field":
        value = str(options.get("VALUE") or "no number yet")
        return 200, pages.page("Number in Exchange", f"EX-{value}" if value.isdecimal() else value, plain=True)
    if path == "/task":
        return 200, pages.page("Exchange", f"<p>Task {int(options.get('taskId') or 0)} is known to Exchange.</p>")
    if path == "/channel":
        return 200, pages.page("Exchange", "<p>The channel is on as soon as a guest writes.</p>")
    visit = JOURNAL.begin_visit(member, auth)
    return 200, pages.install(visit) if path == "/install" else pages.journal(visit, JOURNAL.lines(member))


def press(path: str, fields: dict[str, Any]) -> Answer:
    """A button of a page."""
    found = JOURNAL.visit(str(fields.get("visit", "")))
    if found is None:
        return 403, pages.outside()
    member, auth = found
    if path == "/lines":
        return 200, pages.table(JOURNAL.lines(member))
    rest = rest_of(auth)
    if path == "/install/finish":
        set_up(rest, URL, JOURNAL.key(member))
        return 200, pages.finish()
    if path == "/guest":
        guest(rest, member, str(fields.get("words", "")))
    if path == "/numbers":
        numbers(rest, member, str(fields.get("words", "")))
    return 200, pages.journal(str(fields["visit"]), JOURNAL.lines(member))


def guest(rest: Rest, member: str, text: str) -> None:
    """A first word through the channel, which is switched on for it."""
    rest("imconnector.activate", CONNECTOR=CODE, LINE=LINE, ACTIVE=1)
    rest("imconnector.connector.data.set", CONNECTOR=CODE, LINE=LINE, DATA={"ID": "shop", "NAME": "Shop"})
    words = {"user": {"id": "guest-1", "name": "Vera", "last_name": "Guest"}, "chat": {"id": "shop-1"},
             "message": {"id": os.urandom(6).hex(), "text": text}}  # fmt: skip
    rest("imconnector.send.messages", CONNECTOR=CODE, LINE=LINE, MESSAGES=[words])
    JOURNAL.write(member, "Open line", f"A guest asks: {text}")


def numbers(rest: Rest, member: str, why: str) -> None:
    """Phone numbers of employees: an administrator must allow it first."""
    try:
        found = len(rest("voximplant.user.get", USER_ID=1))
        JOURNAL.write(member, "Settings", f"{why}: phone numbers are known of {found} employee")
    except bitrix.Refused as refusal:
        JOURNAL.write(member, "Settings", f"{why}: {refusal}")


def told(path: str, fields: dict[str, Any]) -> Answer:
    """An event, a message for the bot, or the turn of an activity; who is not known is not heard."""
    auth, event = fields.get("auth") or {}, str(fields.get("event", "")).upper()
    data: dict[str, Any] = fields.get("data") or {}
    member = str(auth.get("member_id", ""))
    if event == "ONAPPINSTALL":
        fresh = bitrix.renewed(auth["refresh_token"], member, CLIENT)
        JOURNAL.keep(member, str(auth["application_token"]), fresh)
        return 200, "ok"
    known = JOURNAL.application_token(member)
    if not known or not hmac.compare_digest(known, str(auth.get("application_token", ""))):
        return 403, "not for us"
    if event == "ONAPPUNINSTALL":
        JOURNAL.forget(member, journal=str(data.get("CLEAN")) == "1")
        return 200, "ok"
    if path == "/activity":
        number = f"{fields['properties'].get('prefix') or 'EX'}-{fields['document_id']['2'].rpartition('_')[2]}"
        rest_of(auth)("bizproc.event.send", EVENT_TOKEN=fields["event_token"], RETURN_VALUES={"number": number})
        JOURNAL.write(member, "Deals", f"Number {number} is given")
    elif path == "/bot":
        last = lambda many: [f"{row['about']}: {row['text']}" for row in JOURNAL.lines(member)[:many]]  # noqa: E731
        text = heard.chatted(rest_of(data["bot"]["auth"]), event, data, last)
        if text:
            JOURNAL.write(member, "Chat", text)
    elif event in heard.HEARD:
        about, react = heard.HEARD[event]
        # whoever takes a payment may not be let see it by the rights of the shop
        rest = rest_of(installer(member)) if event in heard.FOR_ALL else background(member, auth)
        JOURNAL.write(member, about, react(rest, data))
    return 200, "ok"


def service(path: str, query: dict[str, list[str]], body: dict[str, Any]) -> Answer:
    """A call without authorisation: the key in the address tells the portal."""
    member = JOURNAL.member(query.get("key", [""])[0])
    if not member:
        return 403, {"error": "unknown key"}
    if path == "/delivery":
        return 200, asked.delivery(body)
    if path == "/pay":
        return 200, asked.pay(body, URL)
    return 200, asked.bi(path.rpartition("/")[2], JOURNAL.lines(member))


def answer(path: str, query: str, body: str) -> Answer:
    if path == "/health":
        return 200, "ok"
    if path in ("/pay", "/delivery") or path.startswith("/bi/"):
        return service(path, parse_qs(query), json.loads(body) if body.startswith("{") else bitrix.form(body))
    fields = bitrix.form(body)
    if path in ("/events", "/bot", "/activity"):
        return told(path, fields)
    if path in ("/guest", "/numbers", "/lines", "/install/finish"):
        return press(path, fields)
    if path in ("/", "/install", "/field", "/task", "/channel"):
        return show(path, fields)
    return 404, "nothing is here"


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        where = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        try:
            status, found = answer(where.path, where.query, body)
        except Exception:  # whatever it was, the portal gets an answer, and the log says why
            traceback.print_exc(file=sys.stderr)
            status, found = 500, "Exchange cannot do it now. Try again in a minute."
        data = (found if isinstance(found, str) else json.dumps(found)).encode()
        kind = "application/json" if not isinstance(found, str) else "text/html; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the page was left meanwhile
            self.wfile.write(data)

    do_GET = do_POST  # noqa: N815 - so the library calls them

    def log_message(self, format: str, *values: Any) -> None:
        """Requests are not logged: their addresses hold keys."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Door).serve_forever()
