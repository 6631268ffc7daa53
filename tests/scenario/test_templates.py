"""Templates: typed values, invented data, and a sandbox that does not give way."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.model import Place, ScenarioError
from pytest_b24moderation.scenario import Templates


@pytest.fixture(scope="module", autouse=True)
def _faker_is_loaded() -> None:
    """Its first use takes long, which is no fault of any template."""
    Templates()("{{ fake.word() }}", {})


NAMES: dict[str, Any] = {
    "deal": 42,
    "answer": {"items": [{"ID": 7}], "keys": "K"},
    "portal": {"language": "ru", "host": "b24-x.bitrix24.com"},
}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("{{ deal }}", 42),
        ("{{-deal-}}", 42),
        ("{{ -deal }}", -42),
        ("{{ deal + 1 }}", 43),
        ("n {{ deal }}", "n 42"),
        ("{{ deal }}{{ deal }}", "4242"),
        ("{{ answer['items'][0].ID }}", 7),
        ("{{ answer.items[0].ID }}", 7),
        ("{{ answer.keys }}", "K"),
        ("{{ answer }}", NAMES["answer"]),
        ("{{ 'a' if deal > 3 else 'b' }}", "a"),
        ("{{ nothing | default('x') }}", "x"),
        ("{{ ['a', 'b'] | join('-') }}", "a-b"),
        ("{{ 'aXa' | replace('X', '-') | upper }}", "A-A"),
        ("{{ answer | tojson }}", '{"items": [{"ID": 7}], "keys": "K"}'),
        ("{{ (10 / 4) | round(1) }}", 2.5),
        ("{{ '{%' }} {# kept #}\n", "{% {# kept #}\n"),
        ({"a": ["{{ deal }}", 5, None]}, {"a": [42, 5, None]}),
        ("<b>{{ '<i>' }}", "<b><i>"),
    ],
)
def test_a_value_is_filled_and_keeps_its_type(value: Any, filled: Any) -> None:
    assert Templates()(value, NAMES) == filled
    assert type(Templates()(value, NAMES)) is type(filled)


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{% for x in range(10) %}x{% endfor %}",
        "{% set x = 1 %}",
        "{{ range(1000000000) | list }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ portal.__class__ }}",
        "{{ fake.__class__ }}",
        "{{ fake._faker }}",
        "{{ fake.binary(length=1000000000) }}",
        "{{ fake.text(1000000000) }}",
        "{{ fake.company.__globals__ }}",
        "{{ 'a'.ljust(1000000000) }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ ('a' | string).upper() }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ 'aaaa' | replace('a', 'b' ~ long) | replace('b', long) }}",
        "{{ [long, long] | join(long) }}",
        "{{ lipsum(1000) }}",
        "{{ self }}",
        "{{ cycler }}",
        "{{ missing }}",
        "{{ missing.part }}",
        "{{ answer.missing }}",
        "{{ 1 / 0 }}",
        "{{ deal.x.y }}",
        "{{ " + "(" * 100 + "1" + ")" * 100 + " }}",
        "{{ 'x" + "x" * 3000 + "' }}",
        "{{ ",
        "{{ }}",
        "{{ deal | upperr }}",
        "{{ fake.random_int(5, 1) }}",
        "{{ fake.numerify(7) }}",
    ],
    ids=lambda value: value[:40],
)
def test_what_is_hostile_or_wrong_is_refused_at_once(hostile: str) -> None:
    began = time.thread_time()
    with pytest.raises(ScenarioError):
        Templates()(hostile, {**NAMES, "long": "b" * 900_000})
    assert time.thread_time() - began < 1


def test_an_error_says_where_the_template_stands() -> None:
    place = Place(Path("scenario.yaml"), 7, 3)
    with pytest.raises(ScenarioError) as caught:
        Templates(places={"{{ missing }}": place})("{{ missing }}", NAMES)
    assert caught.value.place == place
    assert "'missing' is undefined" in str(caught.value)


def test_invented_data_speaks_the_portals_language_and_repeats_with_the_seed() -> None:
    def said(seed: int, language: str) -> list[str]:
        templates = Templates(seed)
        return [templates("{{ fake.name() }}", {"portal": {"language": language}}) for _ in range(3)]

    assert said(1, "en") == said(1, "en") != said(2, "en")
    assert len(set(said(1, "en"))) == 3
    assert any("а" <= letter <= "я" for letter in said(1, "ru")[0])
    assert Templates(1)("{{ fake.email() }}", {}).split("@")[1].startswith("example.")
    assert 5 <= Templates(1)("{{ fake.random_int(5, 9) }}", {}) <= 9
