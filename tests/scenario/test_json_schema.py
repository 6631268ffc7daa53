"""The shipped JSON Schema is the models' own, and editors are led right by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pytest_b24moderation import scenario
from pytest_b24moderation.scenario.json_schema import SCHEMA_FILE, text
from pytest_b24moderation.scenario.source import read

from .conftest import GOOD

SAMPLES = sorted((Path(__file__).parents[2] / "scenarios").glob("*/scenario.yaml"))


def _read(file: Path) -> Any:
    """As an editor reads it, by YAML 1.2: `no` is a key like any other."""
    return read(file)[0].plain()


@pytest.fixture
def good(folder: Path) -> Callable[..., Any]:
    def write(old: str = "", new: str = "") -> Any:
        file = folder / "scenario.yaml"
        file.write_text(GOOD.replace(old, new) if old else GOOD, encoding="utf-8")
        return _read(file)

    return write


def test_the_shipped_file_is_fresh() -> None:
    shipped = SCHEMA_FILE.read_text(encoding="utf-8")
    assert shipped == text(), "make schema.json anew from pytest_b24moderation.scenario.json_schema.text()"


def test_it_is_a_schema_that_takes_what_the_loader_takes(good: Callable[..., Any]) -> None:
    Draft202012Validator.check_schema(scenario.schema())
    Draft202012Validator(scenario.schema()).validate(good())


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.parent.name)
def test_the_samples_load_and_fit_it(file: Path) -> None:
    made = scenario.load(file)
    assert made.solution.code == file.parent.name
    Draft202012Validator(scenario.schema()).validate(_read(file))


@pytest.mark.parametrize(
    ("old", "new"),
    [("kind: application", "kind: other"), ("click:", "clik:"), ("scopes:", "scoops:"), ("number: 1", "number: x")],
)
def test_it_refuses_what_the_loader_refuses(good: Callable[..., Any], old: str, new: str) -> None:
    assert list(Draft202012Validator(scenario.schema()).iter_errors(good(old, new)))
