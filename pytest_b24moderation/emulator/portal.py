"""One Bitrix24 portal: its state, and the words by which its parts meet.

``state(Type)`` is a scope's own state. ``announce`` tells applications' event handlers, ``tell`` tells the scopes
inside, ``ask`` asks them. Questions that scopes answer (kind: parameters → answer):

- ``crm.card``: type ("deal"), id, user → dict with id, title, stage (its name, or ""), fields; None: no right
- ``crm.cards``: type, user → list of such dicts
- ``crm.triggers``: type → list of {code, name, app, stages}; ``crm.stages``: type → list of {code, name}
- ``crm.add``: type, fields, maker, user → id of the new record; ``crm.activity``: fields (OWNER_TYPE_ID, OWNER_ID, …),
  maker, user → id; None: none was made
- ``crm.timeline``: type, id, user → list of {id, kind (comment, activity, log, note), title, text, app, buttons?}
- ``documentgenerator.codes``: content → list; ``documentgenerator.filled``: content, values → the filled file
- ``crm.merged`` (tell): source, target (owner type and id): what belongs to one record is the other's from now on
- ``imconnector.connector``: id → {id, name, app_id, group, signature, system, edits, erases} or None
- ``imopenlines.line``: id → {id, name, active} or None; ``imopenlines.lines``: → list of {id, name}
- ``imopenlines.receive``, ``imopenlines.revise``: connector, line, message, maker, hops or remove → row of the answer
- ``imopenlines.delivered`` (tell): connector, message; ``imopenlines.line_deleted`` (tell): id
- ``imopenlines.dialog``: chat, user → {connector, line, chat, session} or None
- ``imopenlines.rename``: connector, line, chat, user, name → True; None: no such dialog
- ``imconnector.connectors``, ``messageservice.senders``, ``telephony.call`` (user): what pages show
- ``im.said``, ``im.changed``, ``im.erased``, ``im.joined``, ``im.reacted`` (tell): see messenger/talk.py
- ``im.command``: chat, message, by, context, bot_id, command, params → whether a bot's command was called;
  ``im.bot_data``: user_id; ``im.user_events``: user_id, offset; ``im.user_subscribed``: user_id; ``im.event_id``: → id
- ``im.dialogs``: user → list of {id, title, kind, messages, members, writing};
  ``im.bots``: → list of {id, name, code, app}
- ``pull.sent``: → {events, pushes} of {app, users, text, more, at}
- ``rest.download``: scope, facts, call → Handed; ``rest.upload``: the same and file → result (see rest/transfer.py)
- ``disk.file``: id, user → {id, name, content, storage, file_id}; ``disk.add``: name, content, user, maker → id;
  ``disk.chat_folder``: chat_id, members, maker → id; ``disk.chat_add``: the same, name, content, user_id → {id, name};
  ``disk.chat_save``: name, content, user, maker → {folder, file}; ``disk.chat_drop`` (tell): id
  ``disk.attach``: id, module, entity_type, entity, user → attachment; ``disk.attached``: id, user → as ``disk.file``
- ``page.file``: path, query, user (None: nobody logged in) → Handed: what lies at an address of the portal
- ``lists.element``: id, user → {id, title, iblock, iblock_type, fields}
- ``bizproc.activities``, ``bizproc.robots``: → list of {code, name, description, app, properties, placement}
- ``bizproc.document_type``: type → [module, class, name]
- ``user.logged_in`` (tell): user: somebody entered the portal with a password
- ``announced`` (tell): event, data, user_id: what handlers are told; ``app.updated`` (tell): app: another version
  of it begins; ``app.leaving`` (tell): app, user: its handlers still hear; ``app.uninstalled`` (tell): app, clean
- ``crm.userfields``: type → list of dicts: name, type, entity, multiple, mandatory, title, xml_id
- ``catalog.product``: id → its fields with price, measureCode, measureName; None: absent
- ``crm.payer_types``: → {number: name} of the types of payers of invoices
- ``userfieldtype.context``: type, id, field (of ``crm.userfields``), value → PLACEMENT_OPTIONS of its frame
- ``userfieldtype.types``: → list of {id, title, handler, app, height}; ``sale.pay_systems``: → list of {id, name,
  handler, app}; ``biconnector.sources``: → list of {id, title, app};
  ``sale.begun``: type, id, user → list of {payment, sum, currency, paid, and how the buyer goes on}
- ``crm.ordered`` (tell): order, type, id, user; ``crm.orders``: type, id, user → list of ids
- ``sonet.group``: id, user → {id, name, opened, members, role, …} or None; ``sonet.groups``: user → list of {id, name};
  ``sonet.full``: user, everything → list with roles and fields; ``sonet.found``: name, user, maker → id of a new group
- ``tasks.tasks``: user → list of {id, title, status, responsible, deadline, group}; ``tasks.task``: id, user → the same
  with description, checklist, comments, or None; ``calendar.events``: user → list of {id, name, from, to};
  ``calendar.add``: name, start, user, maker → id; ``tasks.add``: call, title → id;
  ``log.add``: text, dest, user, maker → id
- ``log.posts``: user → list of {id, title, text, at, author, important, read}
- ``log.readable``: post, user → bool; ``log.erased`` (tell): post;
  ``vote.attach``: post, data, user, maker → id or None
- ``crm.kinds``: user → list of {type, title, entity_type_id}
- ``catalog.rows``: table → {id: values}; ``catalog.keep``: table, id (0: new), values, maker → id; ``catalog.drop``:
  table, id → whether it was there
- ``crm.userfieldconfig``: call, verb, params, entity → what `crm.*.userfield.<verb>` answers;
  ``crm.userfield_entities``
- ``sale.rows``: table → {id: values}; ``sale.write``: table, id (0: new), values, call, forced → id; ``sale.erase``:
  table, id, call → whether it was there
- ``user.userfields``: → name → label of the custom fields of users; ``user.file``: user, field, sent → what a custom
  field of files holds now, or None
- ``sale.order``, ``sale.payment``, ``sale.person_type``: id → its fields; ``sale.shipped``: id of a shipment → what a
  delivery handler is told of it; ``sale.pay_system``, ``sale.delivery``: id → {id, name, …}; None: absent
- ``sale.charge``: pay_system, amount, user → fields of a new payment of a new order; ``sale.paid``: id, user, facts →
  True, or None without such a payment; ``sale.external`` (tell): id, number: the payment service's own number
- ``fingerprint``: → list of Trace (asked of all)
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from inspect import isawaitable, signature
from typing import Any, TypeVar

from pytest_b24moderation.emulator.apps import App, Apps
from pytest_b24moderation.emulator.bindings import Bindings, Options
from pytest_b24moderation.emulator.clock import Clock, iso, zone
from pytest_b24moderation.emulator.events import Events
from pytest_b24moderation.emulator.market import Market
from pytest_b24moderation.emulator.outgoing import Outbound, Outgoing
from pytest_b24moderation.emulator.people import ZONES, Maker, People, User
from pytest_b24moderation.emulator.profile import Faults, Profile
from pytest_b24moderation.emulator.registry import acts, answerers
from pytest_b24moderation.emulator.tokens import Pair, Tokens

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing on the portal. ``owner``: an application's code, `portal` or `person`."""

    section: str
    key: str
    owner: str
    summary: str
    digest: str


def trace(section: str, key: object, maker: Maker, summary: str, content: object) -> Trace:
    """A trace whose digest changes with the summary and the content."""
    text = json.dumps((summary, content), sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Trace(section, str(key), maker.owner, summary, digest)


class ActError(ValueError):
    """An act cannot be done as it was asked for: what was ``expected``, and what was ``found``.

    ``absent``: nothing of the kind is on the portal at all, so whoever was to bring it has not.
    ``answered``: what was found is the answer of a solution's handler.
    """

    def __init__(
        self, message: str, expected: str = "", found: str = "", *, absent: bool = False, answered: bool = False
    ) -> None:
        super().__init__(message)
        self.expected = expected
        self.found = found
        self.absent = absent
        self.answered = answered


class Portal:
    """A clean portal on the highest plan with an administrator and a regular user.

    ``gaps`` lists the documented calls met so far that this emulator does not know, ``broken`` where it failed itself,
    ``called`` the last REST methods that were called by a name it knows, those of a batch too.
    """

    def __init__(self, rng: random.Random, clock: Clock, profile: Profile, language: str, outbound: Outbound) -> None:
        domain, minutes = ZONES.get(language, ("bitrix24.com", 0))
        self.rng = rng
        self.clock = clock
        self.profile = profile
        self.faults = Faults()
        self.language = language
        self.zone = zone(minutes)
        self.host = f"b24-{''.join(rng.choices('abcdefghijklmnopqrstuvwxyz0123456789', k=6))}.{domain}"
        self.client_endpoint = f"https://{self.host}/rest/"
        self.member_id = f"{rng.getrandbits(128):032x}"
        self.people = People(rng, language, clock.now(), self.host)
        self.market = Market(rng, self.host)
        self.tokens = Tokens(rng, clock)
        self.bindings = Bindings()
        self.options = Options()
        self.apps = Apps(self)
        self.outgoing = Outgoing(outbound)
        self.events = Events(self, self.outgoing)
        self.gaps: list[str] = []
        self.broken: list[str] = []
        self.called: deque[str] = deque(maxlen=1000)
        self._states: dict[type, Any] = {}

    # -- names ------------------------------------------------------------------------------
    def iso(self, moment: float | None = None) -> str:
        """A moment (now, without one) as REST answers print it, in the portal's zone."""
        return iso(self.clock.now() if moment is None else moment, self.zone)

    def app(self, code: str | int) -> App | None:
        """An application's row by id, code or client id."""
        return self.apps.find(code)

    def webhook(self, user_id: int) -> str:
        """The base URL of that user's webhook for every scope."""
        return f"https://{self.host}/rest/{user_id}/{self.people.webhook(user_id)}/"

    # -- tokens -----------------------------------------------------------------------------
    def issue(self, app: App, user_id: int) -> Pair:
        """New tokens of that user for that application."""
        profile = self.profile
        return self.tokens.issue(
            app.client_id, app.id, user_id, frozenset(app.scopes), profile.access_lifetime, profile.refresh_lifetime
        )

    # -- scopes -----------------------------------------------------------------------------
    def state(self, kind: type[T]) -> T:
        """The portal's one instance of that class; made, and given the portal by `seed`, when first wanted."""
        found = self._states.get(kind)
        if found is None:
            found = self._states[kind] = kind()
            if seed := getattr(found, "seed", None):
                seed(self)
        return found

    def announce(
        self, event: str, data: Mapping[str, Any] | int, *, user_id: int = 0, by: str = "", hops: int = 0
    ) -> None:
        """An event of the portal: every application that bound it and may have it is told."""
        self.events.announce(event, data, user_id=user_id, by=by, hops=hops)
        self.tell("announced", event=event, data=data, user_id=user_id)

    def tell(self, kind: str, **facts: Any) -> None:
        """Tell the scopes what happened."""
        for answer in answerers().get(kind, ()):
            answer(self, **facts)

    def ask(self, kind: str, **facts: Any) -> Any:
        """The answer of the first scope that has one; None where nobody knows."""
        for answer in answerers().get(kind, ()):
            if (found := answer(self, **facts)) is not None:
                return found
        return None

    async def perform(self, verb: str, user: User, params: Mapping[str, Any]) -> Any:
        """Let that user do something on the portal, as its pages and scenarios' `portal:` steps do it.

        Raises ActError for a verb that nobody knows, and for parameters that do not fit.
        """
        act = acts().get(verb)
        if act is None:
            raise ActError(f"the portal knows no act {verb!r}", ", ".join(sorted(acts())), verb)
        try:
            signature(act).bind(self, user, **params)
        except TypeError as error:
            wanted = ", ".join(list(signature(act).parameters)[2:]) or "no parameters"
            raise ActError(f"{verb}: {error}", wanted, ", ".join(params) or "none") from error
        done = act(self, user, **params)
        return await done if isawaitable(done) else done

    def idle(self) -> str:
        """What is still under way, "" when nothing is."""
        waiting = [f"a call to {url}" for url in self.outgoing.under_way]
        return self.events.busy() or next(iter(waiting), "")

    def fingerprint(self) -> list[Trace]:
        """Everything on the portal, with who made it."""
        found = list(_core_traces(self))
        for answer in answerers().get("fingerprint", ()):
            found += answer(self)
        return found


def _core_traces(portal: Portal) -> Iterator[Trace]:
    people = portal.people
    for user in people.users.values():
        facts = (user.full_name, user.email, user.active, user.admin, user.position, user.departments, user.extra)
        yield trace("users", user.id, user.maker, user.full_name, facts)
    for unit in people.departments.values():
        yield trace("departments", unit.id, unit.maker, unit.name, (unit.name, unit.parent, unit.head, unit.sort))
    for app in portal.apps.rows.values():
        state = f"{'active' if app.active else 'removed'}, {'installed' if app.installed else 'not installed'}"
        content = (app.version, app.active, app.installed, app.scopes, app.access)
        yield trace("apps", app.code, _maker(app), f"version {app.version}, {state}", content)
        yield from _app_traces(portal, app)


def _app_traces(portal: Portal, app: App) -> Iterator[Trace]:
    maker = _maker(app)
    for row in portal.bindings.handlers:
        if row.app_id == app.id:
            key = f"{row.event} {row.url} {row.user_id}"
            yield trace("event handlers", key, maker, f"{row.event} → {row.url}", (row.offline, row.connector))
    for spot in portal.bindings.placements:
        if spot.app_id == app.id:
            key, facts = f"{spot.code} {spot.handler} {spot.user_id}", (spot.title, spot.langs, spot.options)
            yield trace("placements", key, maker, f"{spot.code} → {spot.handler}", facts)
    for name, value in portal.options.app.get(app.client_id, {}).items():
        yield trace("app options", f"{app.code} {name}", maker, name, value)
    for (client, user_id), options in portal.options.user.items():
        for name, value in options.items() if client == app.client_id else ():
            yield trace("user options", f"{app.code} {user_id} {name}", maker, f"{name} of user {user_id}", value)


def _maker(app: App) -> Maker:
    return Maker("app", app.code)
