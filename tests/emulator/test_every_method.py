"""What holds of every method: it never breaks, and what is for administrators is refused to others."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator import create_app
from pytest_b24moderation.emulator.documented import documented_methods
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import methods
from pytest_b24moderation.emulator.rest.call import Grant
from tests.emulator.robust import status_of

PLAUSIBLE: list[dict[str, Any]] = [
    {},
    {"id": 1, "ID": 1, "entityTypeId": 2, "entityId": 1, "fields": {}, "taskId": 1, "CHAT_ID": 1, "DIALOG_ID": "1"},
    {"id": "nobody", "fields": "text", "filter": [], "order": "ID", "select": {"a": {"b": 1}}, "entityTypeId": -1},
    {"id": [1], "fields": [1, {"x": None}], "filter": {"!@ID": [1, "²"]}, "order": {"ID": 5}, "select": [None]},
    {"ID": 10**30, "fields": {"ID": "0", "TITLE": None, "name": {"a": 1}}, "filter": {"><ID": 1}, "limit": -5},
]
"""Parameters that fit many methods more or less."""


@pytest.fixture(scope="module")
def portal() -> Portal:
    return create_app(seed=5).portal


def grants(portal: Portal) -> tuple[Grant, Grant]:
    people = portal.people
    return Grant("webhook", people.users[1]), Grant("webhook", people.users[people.regular_id])


@pytest.mark.parametrize("number", range(len(PLAUSIBLE)))
def test_none_breaks(portal: Portal, number: int) -> None:
    broken = [
        (name, grant.user.id)
        for name in methods()
        for grant in grants(portal)
        if status_of(portal, grant, name, PLAUSIBLE[number]) == 500
    ]
    assert not broken, portal.broken[-len(broken) :]


def test_what_is_for_administrators_is_refused_to_others() -> None:
    facts = documented_methods()
    portal = create_app(seed=5).portal
    _, regular = grants(portal)
    before = {(row.section, row.key): row.digest for row in portal.fingerprint()}
    wanted = [name for name in methods() if name in facts and facts[name].who == "administrator"]
    assert len(wanted) > 50
    let_in = [name for name in wanted if status_of(portal, regular, name, PLAUSIBLE[1]) == 200]
    assert let_in == []
    assert {(row.section, row.key): row.digest for row in portal.fingerprint()} == before


def test_a_webhook_without_the_permission_is_refused() -> None:
    portal = create_app(seed=5).portal
    known = [name for name, row in methods().items() if "basic" not in row.scopes]
    bare = Grant("webhook", portal.people.users[1], scopes=frozenset({"basic"}))
    assert [name for name in known if status_of(portal, bare, name, {}) not in (401, 403)] == []
