"""Whatever is sent, the answer is one of ours: never a crash."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.registry import methods
from pytest_b24moderation.emulator.rest.call import Grant
from tests.emulator.robust import Calls, granted, survive

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
    scopes = ("crm", "user", "department", "entity", "im", "placement")
    rows = {"deal": {"TITLE": "x"}, "contact": {"NAME": "x"}, "lead": {}, "company": {"TITLE": "x"}}
    records = [(f"crm.{kind}.add", {"fields": fields}) for kind, fields in rows.items()]
    return granted(scopes, [("entity.add", {"ENTITY": "e", "NAME": "e"}), *records])


PARAMS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4)
CALLS = st.lists(st.tuples(st.sampled_from(sorted(methods())), PARAMS, st.integers(0, 1)), min_size=1, max_size=6)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CALLS)
def test_no_parameters_break_a_method(calls: Calls) -> None:
    portal, grants = fresh()
    survive(portal, grants, calls, {"ENTITY": "e", "id": 1})
