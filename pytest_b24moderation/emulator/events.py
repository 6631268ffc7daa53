"""Events: who is told, in which words, and their delivery, once, without retries.

restdocs: api-reference/events/index.md; auth block: _includes/auth-params-in-events.md.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.bindings import Handler
from pytest_b24moderation.emulator.outgoing import Outgoing

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal

WITH_REFRESH = frozenset(
    {"ONAPPINSTALL", "ONAPPUPDATE", "ONAPPTEST", "ONOFFLINEEVENT", "ONAPPUSERREADY", "ONSUBSCRIPTIONRENEW",
     "ONIMBOTMESSAGEADD", "ONIMBOTMESSAGEUPDATE", "ONIMBOTMESSAGEDELETE", "ONIMCOMMANDADD"}
)  # fmt: skip
LONGEST_CHAIN = 7
TOKENLESS = frozenset({"ONAPPUNINSTALL", "ONAPPMETHODCONFIRM"})


@dataclass(slots=True)
class Delivery:
    """One event on its way to one handler; ``status`` 0 with an ``error`` when nobody answered."""

    event: str
    url: str
    body: str
    app_code: str
    due: float
    status: int = 0
    error: str = ""
    done: bool = False


def bracketed(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Flat pairs with PHP's bracket names; None vanishes, booleans become 1 and 0."""
    pairs: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{prefix}[{key}]" if prefix else str(key)
        if isinstance(value, Mapping):
            pairs += bracketed(value, name)
        elif isinstance(value, list | tuple):
            pairs += bracketed({str(n): item for n, item in enumerate(value)}, name)
        elif value is not None:
            pairs.append((name, str(int(value)) if isinstance(value, bool) else str(value)))
    return pairs


class Events:
    """The queue of one portal. ``sent`` keeps every delivery for whoever asks later."""

    def __init__(self, portal: Portal, outgoing: Outgoing) -> None:
        self._portal = portal
        self._outgoing = outgoing
        self._queue: deque[Delivery] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._now: Delivery | None = None
        self.sent: list[Delivery] = []

    def announce(
        self,
        event: str,
        data: Mapping[str, Any] | int,
        *,
        user_id: int = 0,
        app: App | None = None,
        by: str = "",
        hops: int = 0,
    ) -> int:
        """Queue the event for every handler that is due it; returns how many. ``app`` narrows it to one.

        ``user_id`` is who caused it (0 = nobody: the handlers get no tokens); ``by`` is the auth_connector of
        the call that caused it. ``hops``: how many events led to this one; a chain ends at seven, so that
        handlers that answer every change with a change do not run for ever.
        """
        portal = self._portal
        if portal.faults.drop_events or hops >= LONGEST_CHAIN:
            return 0
        queued = 0
        for row in portal.bindings.handlers:
            owner = portal.apps.rows.get(row.app_id)
            if row.event != event or owner is None or (app is not None and owner is not app):
                continue
            if not self._due(owner, event):
                continue
            if row.offline:
                portal.tell("event.offline", app=owner, handler=row, event=event, data=data, user_id=user_id, by=by)
                continue
            self._put(row, owner, data, row.user_id or user_id, hops)
            queued += 1
        return queued

    def post(self, event: str, url: str, data: Mapping[str, Any], auth: Mapping[str, Any]) -> None:
        """Queue an event for an address that no application bound, such as that of a webhook's bot."""
        if self._portal.faults.drop_events:
            return
        now = self._portal.clock.now()
        handler_id = self._portal.bindings.next_id()
        body = {"event": event, "event_handler_id": handler_id, "data": data, "ts": int(now), "auth": auth}
        self._queue.append(Delivery(event, url, urlencode(bracketed(body)), "", now + self._portal.profile.event_delay))
        self.kick()

    def _due(self, app: App, event: str) -> bool:
        portal = self._portal
        early = portal.profile.bots_before_install if "IMBOT" in event else portal.profile.events_before_install
        if not app.active or not (app.installed or early):
            return False
        return not portal.apps.payment_over(app) or event == "ONAPPPAYMENT"

    def _put(self, handler: Handler, app: App, data: Mapping[str, Any] | int, user_id: int, hops: int) -> None:
        now = self._portal.clock.now()
        auth = self.auth_block(app, user_id, handler.event)
        if token := self._portal.tokens.access.get(auth.get("access_token", "")):
            token.hops = hops + 1
        body = {
            "event": handler.event,
            "event_handler_id": handler.id,
            "data": data,
            "ts": int(now),
            "auth": auth,
        }
        text = urlencode(bracketed(body))
        self._queue.append(Delivery(handler.event, handler.url, text, app.code, now + self._portal.profile.event_delay))
        self.kick()

    def auth_block(self, app: App, user_id: int, event: str = "", *, refresh: bool = False) -> dict[str, Any]:
        """The `auth` of an event or of another call: with tokens where it has a user and is not tokenless by design."""
        portal = self._portal
        common = {
            "domain": portal.host,
            "server_endpoint": portal.profile.server_endpoint,
            "client_endpoint": portal.client_endpoint,
            "member_id": portal.member_id,
            "application_token": portal.apps.application_token(app),
        }
        if event == "ONAPPPAYMENT" and not portal.profile.payment_event_token:
            del common["application_token"]
        user = portal.people.users.get(user_id)
        if event in TOKENLESS or user is None or not user.active:
            return common
        pair = portal.issue(app, user_id)
        block: dict[str, Any] = {
            "access_token": pair.access,
            "expires": pair.expires,
            "expires_in": pair.expires_in,
            "scope": (portal.profile.update_scope_separator if event == "ONAPPUPDATE" else ",").join(app.scopes),
            "status": app.status,
            "user_id": user_id,
        }
        if refresh or event in WITH_REFRESH:
            block["refresh_token"] = pair.refresh
        return block | common

    def kick(self) -> None:
        """See that the queue is being worked on, where there is a loop to do it."""
        if not self._queue or (self._worker is not None and not self._worker.done()):
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._worker = loop.create_task(self._deliver())

    def busy(self) -> str:
        """What is under way, "" when nothing is."""
        rest = ([self._now] if self._now else []) + list(self._queue)
        if not rest:
            return ""
        more = f" and {len(rest) - 1} more" if len(rest) > 1 else ""
        return f"delivery of {rest[0].event} to {rest[0].url}{more}"

    async def aclose(self) -> None:
        """Stop delivering; what still waits is given up."""
        self._queue.clear()
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def _deliver(self) -> None:
        while self._queue:
            delivery = self._queue.popleft()
            self._now = delivery
            try:
                await asyncio.sleep(max(0.0, min(delivery.due - self._portal.clock.now(), 60.0)))
                reached = await self._outgoing.form(delivery.url, delivery.body)
                delivery.status, delivery.error = reached.status, reached.error
            finally:
                delivery.done = True
                self.sent.append(delivery)
                self._now = None
