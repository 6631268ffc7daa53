"""`waivers.yaml`: what counts, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pytest_b24moderation.model import ScenarioError
from pytest_b24moderation.scenario import load_waivers

GOOD = "- {rule: INS-09, reason: known and mended in 4, by: A. Moderator, until: 2026-12-31, versions: [3]}\n"


def test_no_file_no_waivers(tmp_path: Path) -> None:
    assert load_waivers(tmp_path) == ()


def test_a_waiver_counts_until_its_day_and_for_its_versions(tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text(GOOD)
    (waiver,) = load_waivers(tmp_path)
    assert (waiver.rule, waiver.by, waiver.place.line) == ("INS-09", "A. Moderator", 1)
    assert waiver.holds(3, date(2026, 12, 31))
    assert not waiver.holds(3, date(2027, 1, 1))
    assert not waiver.holds(4, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {rule: INS-09, by: a, until: 2026-12-31}", "reason is missing"),
        ("- {rule: INS-09, reason: r, by: a}", "until is missing"),
        ("- {rule: INS-09, reason: r, by: a, until: some day}", "a day such as 2026-12-31"),
        ("- {rule: INS-09, reason: r, by: a, untill: 2026-12-31}", "is it until?"),
        ("rule: INS-09", "a list"),
        ("- {rule: INS-09, reason: r, by: a, until: 2026-12-31, versions: [0]}", "at least 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "waivers.yaml").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load_waivers(tmp_path)
    assert says in str(caught.value)
    assert "waivers.yaml:1" in str(caught.value)
