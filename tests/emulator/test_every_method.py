"""What holds of every method: it never breaks, and what is for administrators is refused to others."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_b24moderation.emulator import create_app
from pytest_b24moderation.emulator.documented import documented_methods
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import methods
from pytest_b24moderation.emulator.rest.call import Grant
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.envelope import to_json
from pytest_b24moderation.emulator.rest.errors import RestError

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


def status(portal: Portal, grant: Grant, name: str, params: dict[str, Any]) -> int:
    try:
        answer, _ = perform(portal, grant, name, params)
    except RestError as problem:
        to_json(problem.body())
        return problem.status
    to_json({"result": answer.rows})
    return 200


def grants(portal: Portal) -> tuple[Grant, Grant]:
    people = portal.people
    return Grant("webhook", people.users[1]), Grant("webhook", people.users[people.regular_id])


@pytest.mark.parametrize("number", range(len(PLAUSIBLE)))
def test_none_breaks(portal: Portal, number: int) -> None:
    broken = [
        (name, grant.user.id)
        for name in methods()
        for grant in grants(portal)
        if status(portal, grant, name, PLAUSIBLE[number]) == 500
    ]
    assert not broken, portal.broken[-len(broken) :]


def test_what_is_for_administrators_is_refused_to_others() -> None:
    facts = documented_methods()
    portal = create_app(seed=5).portal
    _, regular = grants(portal)
    before = {(row.section, row.key): row.digest for row in portal.fingerprint()}
    wanted = [name for name in methods() if name in facts and facts[name].who == "administrator"]
    assert len(wanted) > 50
    let_in = [name for name in wanted if status(portal, regular, name, PLAUSIBLE[1]) == 200]
    assert let_in == []
    assert {(row.section, row.key): row.digest for row in portal.fingerprint()} == before


def test_a_webhook_without_the_permission_is_refused() -> None:
    portal = create_app(seed=5).portal
    known = [name for name, row in methods().items() if "basic" not in row.scopes]
    bare = Grant("webhook", portal.people.users[1], scopes=frozenset({"basic"}))
    assert [name for name in known if status(portal, bare, name, {}) not in (401, 403)] == []
