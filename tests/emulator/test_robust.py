"""Whatever is sent, the answer is one of ours: never a crash."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator import Listing, ListingVersion, create_app
from pytest_b24moderation.emulator.registry import methods
from pytest_b24moderation.emulator.rest.call import Grant
from pytest_b24moderation.emulator.rest.dispatch import perform
from pytest_b24moderation.emulator.rest.envelope import to_json, to_xml
from pytest_b24moderation.emulator.rest.errors import RestError

NAMES = [
    "id", "ID", "fields", "filter", "FILTER", "order", "SORT", "select", "start", "params", "rows", "items",
    "PLACEMENT", "HANDLER", "OPTIONS", "LANG_ALL", "event", "handler", "event_type", "auth_type", "options",
    "option", "ENTITY", "NAME", "ACCESS", "PROPERTY", "PROPERTY_VALUES", "SECTION", "TYPE", "USER_ID",
    "MESSAGE", "EMAIL", "UF_DEPARTMENT", "PARENT", "entityTypeId", "entityId", "type", "values", "code",
    "limit", "clear", "process_id", "cmd",
]  # fmt: skip
INNER = [
    "TITLE", "OPPORTUNITY", "BEGINDATE", "PHONE", "CONTACT_ID", "CONTACT_IDS", "STAGE_ID", "ID", ">ID",
    "!%TITLE", "><ID", "LOGIC", "0", "FIELD_NAME", "USER_TYPE_ID", "LIST", "SETTINGS", "PRICE", "QUANTITY",
    "VALUE", "ENTITY_ID", "NAME", "LANG",
]  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=6),
    st.sampled_from(["1", "Y", "nan", "inf", "1e400", "0001-01-01", "9999-12-31T23:59:59+14:00",
                     "31.12.2026", "²", "\ud800",
                     "9" * 5000, "https://a.test/x", "ONCRMDEALADD", "CRM_DEAL_DETAIL_TAB", "enumeration", "%_%"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INNER), inner, max_size=4),
    max_leaves=8,
)


def fresh() -> tuple[Any, list[Grant]]:
    portal = create_app(seed=1).portal
    scopes = ("crm", "user", "department", "entity", "im", "placement")
    version = ListingVersion(1, "https://a.test/", scopes=scopes, published=True)
    portal.market.publish(Listing("a.b", {"en": "B"}, versions=[version]))
    admin, regular = portal.people.users[1], portal.people.users[portal.people.regular_id]
    portal.apps.install("a.b", 1, admin)
    app = portal.apps.rows[1]
    grants = [Grant("app", user, app, frozenset(scopes)) for user in (admin, regular)]
    perform(portal, grants[0], "entity.add", {"ENTITY": "e", "NAME": "e"})
    for kind, fields in (
        ("deal", {"TITLE": "x"}),
        ("contact", {"NAME": "x"}),
        ("lead", {}),
        ("company", {"TITLE": "x"}),
    ):
        perform(portal, grants[0], f"crm.{kind}.add", {"fields": fields})
    return portal, grants


PARAMS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
CALLS = st.lists(st.tuples(st.sampled_from(sorted(methods())), PARAMS, st.integers(0, 1)), min_size=1, max_size=6)


def status_of(portal: Any, grant: Grant, name: str, params: dict[str, Any]) -> int:
    try:
        answer, _ = perform(portal, grant, name, {"ENTITY": "e", "id": 1, **params})
    except RestError as problem:
        to_json(problem.body())
        return problem.status
    to_json({"result": answer.rows})
    to_xml({"result": answer.rows})
    return 200


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CALLS)
def test_no_parameters_break_a_method(calls: list[tuple[str, dict[str, Any], int]]) -> None:
    portal, grants = fresh()
    for name, params, who in calls:
        assert status_of(portal, grants[who], name, params) != 500, (name, params)
    portal.fingerprint()
