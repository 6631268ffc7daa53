"""The message to the developer: everything at once, in the region's language, nothing in it that acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.model import Decision, Owner, Verdict
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.message import MessageSink, escaped, fenced, message
from pytest_b24moderation.report.message_words import STAGES, WORDS
from pytest_b24moderation.stages import all_stages

Make = Callable[..., Verdict]


def test_a_returned_solution_hears_everything_at_once(recorder: Recorder, verdict: Verdict) -> None:
    MessageSink(recorder).finished(verdict)
    text = (recorder.folder / "message.md").read_text("utf-8")
    assert text.startswith("# Score \\<b\\> (`acme.score`), version 3: returned for rework\n")
    order = ["## Prevents publication (1)", "### INS-08", "## Recommended (1)", "### UI-03", "## Questions", "LST-16"]
    order += ["## What could not be judged", "FUN-03", "## Steps that could not be done", "- use, as regular user:"]
    assert sorted(order, key=text.index) == order
    assert "- **Clause:** [all data \\<must\\> be erased](https://apidocs.bitrix24.com/market/" in text
    assert "- **Expected:** No data after removal" in text
    assert "- **Where:** install, as administrator" in text
    assert "- **What to do:** Erase it when ONAPPUNINSTALL comes" in text
    assert "```sh\npytest --solution=acme.score -k INS-08\ncurl -g " in text
    assert "Set `ACCESS_TOKEN_9F2C` first" in text
    assert "VER-02" not in text
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("region", ["ru", "by", "kz"])
def test_russian_regions_are_written_to_in_russian(make_verdict: Make, region: str) -> None:
    text = message(make_verdict(region))
    assert text.startswith("# Оценка (`acme.score`), версия 3: возвращено на доработку\n")
    assert "- **Увидели:** Осталось: " in text
    assert "- **Где:** установка, администратор" in text
    assert "- работа с решением, обычный пользователь:" in text
    assert "Стирайте по ONAPPUNINSTALL" in text


def test_an_approved_solution_gets_two_lines(make_verdict: Make) -> None:
    assert len(message(make_verdict(decision=Decision.APPROVE)).splitlines()) == 2
    assert "одобрено" in message(make_verdict("ru", Decision.APPROVE))


def test_no_verdict_blames_nobody_wrongly(make_verdict: Make) -> None:
    text = message(make_verdict(decision=Decision.NONE))
    assert "this is no verdict: 1 of the rules is broken: INS-08" in text
    assert "It is not the solution's fault." in text
    blamed = replace(make_verdict(decision=Decision.NONE), blame=Owner.SOLUTION)
    assert "It is not the solution's fault." not in message(blamed)


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["ru"].keys()
    assert STAGES["ru"].keys() == all_stages().keys()


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_escaped_text_is_one_line_without_markup(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    bare = shown.replace("\\\\", "")
    assert not [sign for sign in "<[`*_|#" if bare.replace("\\" + sign, "").count(sign)]


def test_starts_of_lists_are_escaped_and_fences_are_longer_than_what_they_hold() -> None:
    assert escaped("1. first") == "1\\. first"
    assert escaped("- item") == "\\- item"
    assert fenced("a ``` b", "sh") == "````sh\na ``` b\n````"
