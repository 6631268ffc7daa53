"""Names of the universal methods, and narrowing and ranking of many rows against doing it one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.scopes.crm.items.words import camel, universal, upper
from pytest_b24moderation.emulator.selection import Memo, comparable, matches, narrowed, ordered, ranked

NAMES = {
    "ID": "id", "CONTACT_ID": "contactId", "PARENT_ID_2": "parentId2", "UF_CRM_1720019876534": "ufCrm_1720019876534",
    "UF_CRM_2_1639669411830": "ufCrm2_1639669411830", "UF_CRM_SCORE": "ufCrmScore", "DATE_CREATE": "createdTime",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    assert universal(name) == NAMES[name]


@given(st.from_regex(r"[A-Z]{2,5}(_[A-Z]{2,5}){0,3}", fullmatch=True))
@settings(max_examples=60, deadline=None)
def test_names_return(name: str) -> None:
    assert upper(camel(name)) == name


values = st.one_of(st.none(), st.sampled_from(["", "a", "B", "10", "9.50", "2026-01-02", "2026-01-02T03:04:05+00:00"]))
rows = st.lists(st.fixed_dictionaries({"A": values, "B": st.one_of(values, st.lists(values, max_size=2))}), max_size=12)
prefixes = st.sampled_from(["", "!", ">", ">=", "<", "<=", "%", "=%", "@", "!@", "><"])
conditions = st.dictionaries(
    st.tuples(prefixes, st.sampled_from("AB")).map("".join), st.one_of(values, st.lists(values, max_size=2)), max_size=3
)


def column(name: str) -> Any:
    return lambda many: [row.get(name) for row in many]


@given(rows, conditions, st.booleans())
@settings(max_examples=150, deadline=None)
def test_many_rows_are_narrowed_as_one_by_one(many: list[Any], wanted: dict[str, Any], either: bool) -> None:
    wanted = wanted | ({"LOGIC": "OR"} if either else {})
    expected = [row for row in many if matches(row, wanted)]
    assert list(narrowed(many, wanted, lambda name: True, column)) == expected


@given(rows, st.dictionaries(st.sampled_from("AB"), st.sampled_from(["ASC", "desc"]), min_size=1), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_the_first_rows_are_those_of_the_whole_order(many: list[Any], order: dict[str, str], first: int) -> None:
    whole = ordered(many, order)
    memo: Memo = {}
    for length in (first, first, 3 * first):
        assert ranked(many, order, column, length, memo) == whole[:length]
    rest = many[1:]
    assert ranked(rest, order, column, first, memo) == ordered(rest, order)[:first]
    assert len(whole) == len(many)


def test_what_compares() -> None:
    assert (comparable("9.50"), comparable("x"), comparable(None)) == (9.5, "x", "")
    assert comparable("2026-01-02") < comparable("2026-01-02T03:04:05+00:00")
