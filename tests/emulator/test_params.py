"""Parameters as PHP reads them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.events import bracketed
from pytest_b24moderation.emulator.rest.params import parse_query, split_name

KEYS = st.text("abcXYZ_059-", min_size=1, max_size=5).filter(lambda key: not key.isdigit())
LEAVES = st.text(max_size=8).map(lambda text: text.encode("utf-8", "ignore").decode())
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(KEYS, inner, min_size=1, max_size=4),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.text("abcXYZ_", min_size=1, max_size=6), TREES, max_size=4))
def test_what_is_written_in_brackets_is_read_back(tree: dict[str, Any]) -> None:
    assert parse_query(urlencode(bracketed(tree))) == tree


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_query(text)
    assert all(isinstance(key, str) and key for key in found)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "a[]", "a[b]", "a[0]", "a[b][c]"]), st.text("xy", max_size=2)), max_size=6)
)
def test_no_mixture_of_names_breaks_it(pairs: list[tuple[str, str]]) -> None:
    parse_query(urlencode(pairs))


def test_php_rules() -> None:
    assert parse_query("a=1&a=2") == {"a": "2"}
    assert parse_query("a[]=1&a[]=2") == {"a": ["1", "2"]}
    assert parse_query("a[1]=x&a[]=y") == {"a": {"1": "x", "2": "y"}}
    assert parse_query("a[1]=y&a[0]=x") == {"a": {"1": "y", "0": "x"}}
    assert parse_query("a[b]=1&a[b][c]=2") == {"a": {"b": {"c": "2"}}}
    assert parse_query("a=1&a[b]=2") == {"a": {"b": "2"}}
    assert parse_query("a[b]=2&a=1") == {"a": "1"}
    assert parse_query("a.b c=1") == {"a_b_c": "1"}
    assert parse_query("x[a.b]=1") == {"x": {"a.b": "1"}}
    assert parse_query("a+b=c+d%2B") == {"a_b": "c d+"}
    assert parse_query("a[b=1") == {"a_b": "1"}
    assert parse_query("a[b]c=1") == {"a": {"b": "1"}}
    assert parse_query("a[01]=x") == {"a": {"01": "x"}}
    assert parse_query("name=&flag") == {"name": "", "flag": ""}
    assert parse_query("=x&&[a]=1") == {"_a]": "1"}


def test_names() -> None:
    assert split_name("a[b][]") == ["a", "b", None]
    assert split_name(" a") == ["a"]
    assert split_name("a[b][c") == ["a", "b"]


def test_depth_is_bounded() -> None:
    parse_query("a" + "[b]" * 5000 + "=1")
