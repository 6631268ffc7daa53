"""Every rule of the house is whole: a decision, its texts, its clause, its test."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from pathlib import Path

import pytest

import pytest_b24moderation.rules
from pytest_b24moderation.model import Rule
from pytest_b24moderation.plugin.rulebook import load_rule

FOLDER = Path(pytest_b24moderation.rules.__file__).parent
DECISIONS = sorted(file for file in FOLDER.glob("*/*.py") if file.name != "__init__.py")
TESTS = Path(__file__).parent
STAGES = {"install", "open", "use", "uninstall-keep", "reinstall-kept", "uninstall-clean", "leftovers"} | {
    "reinstall-clean",
    "open-again",
    "use-again",
}
FIRST = {"INS-01", "INS-02", "INS-03", "INS-04", "INS-05", "INS-06", "INS-08", "INS-09", "INS-10", "INS-14"} | {
    "FUN-01",
    "FUN-02",
    "FUN-03",
    "UI-02",
    "UI-03",
    "UI-05",
    "UI-07",
    "VER-02",
}


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_first_rules_are_there(rules: Mapping[str, Rule]) -> None:
    assert set(rules) >= FIRST


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_rule_is_whole(file: Path) -> None:
    rule = load_rule(file)
    topic, number, _ = file.stem.split("_", 2)
    assert rule.id == f"{topic.upper()}-{number}"
    assert re.fullmatch("[0-9a-f]{64}", rule.clause.sha256)
    assert 0 < len(rule.clause.quote.split()) <= 12
    assert rule.clause.page.endswith(".md")
    assert rule.clause.heading
    assert set(rule.needs) <= STAGES
    assert rule.needs
    assert {"en", "ru"} == set(rule.title) == set(rule.wrong)
    assert rule.texts
    assert re.search("[а-я]", rule.title["ru"] + rule.wrong["ru"])
    for key, parts in rule.texts.items():
        assert set(parts) == {"expected", "seen", "fix"}, key
        for texts in parts.values():
            assert set(texts) == {"en", "ru"}, key
            assert re.search("[а-я]", texts["ru"]), key
            assert not re.search("[а-я]", texts["en"]), key
        both = [{name for part in parts.values() for name in names(part[language])} for language in ("en", "ru")]
        assert both[0] == both[1], f"{rule.id} {key}: the languages name different values"


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_rule_has_a_test_that_names_every_key(file: Path) -> None:
    test = TESTS / file.parent.name / f"test_{file.name}"
    told = test.read_text(encoding="utf-8")
    decision = file.read_text(encoding="utf-8")
    for key in load_rule(file).texts:
        assert re.search(rf'"{key}\??"', told), f"{test.name} never sees {key}"
        assert f'"{key}"' in decision, f"{file.name} never says {key}"


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_nothing_seen_is_no_accusation(file: Path, rules: Mapping[str, Rule], story: object) -> None:
    assert story.judge(load_rule(file).id) == []  # type: ignore[attr-defined]


def test_clauses_of_one_paragraph_have_one_hash(rules: Mapping[str, Rule]) -> None:
    hashes = {rule.clause.sha256 for rule in rules.values()}
    quotes = {(rule.clause.page, rule.clause.quote) for rule in rules.values()}
    assert len(hashes) == len(quotes)
