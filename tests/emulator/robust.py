"""Calls with whatever there is, made without a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_b24moderation.emulator import Listing, ListingVersion, create_app
from pytest_b24moderation.emulator.rest.call import Grant
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.envelope import to_json, to_xml
from pytest_b24moderation.emulator.rest.errors import RestError

Calls = list[tuple[str, dict[str, Any], int]]
"""Methods, what is sent, and who calls: the administrator's grant or the regular user's."""


def granted(scopes: tuple[str, ...], first: Iterable[tuple[str, dict[str, Any]]]) -> tuple[Any, list[Grant]]:
    """A portal with an application where these calls were made first; grants of the administrator and a user."""
    portal = create_app(seed=1).portal
    version = ListingVersion(1, "https://a.test/", scopes=scopes, published=True)
    portal.market.publish(Listing("a.b", {"en": "B"}, versions=[version]))
    admin, regular = portal.people.users[1], portal.people.users[portal.people.regular_id]
    portal.apps.install("a.b", 1, admin)
    app = portal.apps.rows[1]
    grants = [Grant("app", user, app, frozenset(scopes), secret="t") for user in (admin, regular)]
    for name, params in first:
        perform(portal, grants[0], name, params)
    return portal, grants


def survive(portal: Any, grants: list[Grant], calls: Calls, base: Mapping[str, Any]) -> None:
    """No call, with ``base`` where it says nothing else, ends in an error of the server."""
    for name, params, who in calls:
        assert status_of(portal, grants[who], name, {**base, **params}) != 500, (name, params)
    portal.fingerprint()


def status_of(portal: Any, grant: Grant, name: str, params: dict[str, Any]) -> int:
    """The HTTP status of that call; what it answers can be written down."""
    try:
        answer, _ = perform(portal, grant, name, params)
    except RestError as problem:
        to_json(problem.body())
        return problem.status
    to_json({"result": answer.rows})
    to_xml({"result": answer.rows})
    return 200
