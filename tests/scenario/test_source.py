"""Files that are no scenario at all are refused, at once, with a word on what to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_b24moderation import scenario
from pytest_b24moderation.model import ScenarioError

from .conftest import GOOD

Refusal = Callable[[str | bytes], str]


def _laughs(levels: int, width: int) -> str:
    rows = ["l0: &l0 [" + ", ".join(["ha"] * width) + "]"]
    rows += [f"l{n}: &l{n} [" + ", ".join([f"*l{n - 1}"] * width) + "]" for n in range(1, levels)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"- 1\n", "this is no scenario"),
        ("schema: 1".encode("utf-16"), "expected: UTF-8\n  found: UTF-16"),
        ("a: 1\nb: Оценка".encode("cp1251"), "2:4: wrong encoding\n  expected: UTF-8\n  found: byte 0xce"),
        (b"a: 1\nb: \0", "2:4: a NUL byte"),
        (b"a: \x07", "this is not YAML"),
        (b"a: 1\n\tb: 2", "indented with spaces"),
        (b"a: b: c", "1:5: this is not YAML: mapping values are not allowed"),
        (b"a: 1\n---\nb: 2", "2:1: a second document"),
        (b"a: [1, 2", "this is not YAML"),
        (b"a: *b", "the alias *b names no anchor"),
        (b"a: &a [*a]", "the alias *a is part of itself"),
        (b"a: !!python/object/apply:os.system [id]", "the tag tag:yaml.org,2002:python/object/apply:os.system"),
        (b"a: !!binary aGk=", "tags do nothing here"),
        (b"a: &a {b: 1}\nc:\n  <<: *a", "3:3: a merge key (<<)"),
        (b"? [a]\n: 1", "a key that is no text"),
        (b"a: {{ b }}", "a template needs quotes"),
        (b"[" * 60 + b"]" * 60, "too deep"),
        (b"[" * 500_000, "too deep"),
        (b"{a: " * 200_000, "too deep"),
        (_laughs(10, 10), "too many values"),
        (_laughs(60, 1), "too deep"),
        (b"a: [" + b"1," * 150_000 + b"]", "too many values"),
        (b"a: " + b"x" * 1_000_001, "too large"),
        (b"%TAG !a! b\n" * 80_000, "too many YAML directives"),
        (b"a: " + b"9" * 10_000, "unknown key a in the scenario"),
        (b"a: '" + b"{{ x }}" * 100_000 + b"'", "unknown key a"),
        (b"tests: '" + b"{{ x }}" * 100_000 + b"'", "too many templates"),
        (b"tests: '{{ " + b"(" * 1_500 + b" }}'", "cannot be read"),
        (b"tests: '{{ " + b"-" * 300_000 + b"1 }}'", "cannot be read"),
    ],
    ids=lambda value: repr(value[:24]),
)  # fmt: skip
def test_what_cannot_be_read_is_refused_within_a_second(refusal: Refusal, text: bytes | str, said: str) -> None:
    began = time.thread_time()
    assert said in refusal(text)
    assert time.thread_time() - began < 1


def test_the_largest_file_with_nothing_right_is_refused_within_a_second(refusal: Refusal) -> None:
    text = "".join(f"k{number}: {{a: 1}}\n" for number in range(12_000))
    began = time.thread_time()
    assert "mistakes in the scenario" in refusal(GOOD + text)
    assert time.thread_time() - began < 1


def test_only_true_and_false_are_booleans_and_dates_stay_texts(folder: Path) -> None:
    file = folder / "scenario.yaml"
    params = (
        "{a: yes, b: off, c: 2026-01-02, d: 007, e: 1.5, f: null, g: ~, h: true, i: 12:30, j: 0x1F, k: -3, l: '5', "
        "m: .inf, n: !!str 5}"
    )
    file.write_text(GOOD.replace("params: {fields:", f"params: {{z: {params}, fields:"), encoding="utf-8")
    assert scenario.load(file).tests[0].actions[0].params["z"] == {
        "a": "yes", "b": "off", "c": "2026-01-02", "d": "007", "e": 1.5, "f": None, "g": None, "h": True,
        "i": "12:30", "j": "0x1F", "k": -3, "l": "5", "m": ".inf", "n": "5",
    }  # fmt: skip


def test_an_alias_stands_for_a_whole_value(folder: Path) -> None:
    file = folder / "scenario.yaml"
    text = GOOD.replace("{en: Score, ru: Оценка}", "&titles {en: Score}").replace(
        "widgets: true", "menu_titles: *titles"
    )
    file.write_text(text, encoding="utf-8")
    assert scenario.load(file).version.menu_titles == {"en": "Score"}


def test_an_unreadable_file_is_the_authors(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        scenario.load(Path("\0"))
    with pytest.raises(ScenarioError):
        scenario.load(tmp_path / ("x" * 5000))
