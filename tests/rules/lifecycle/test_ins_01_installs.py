from __future__ import annotations

from typing import Any

from pytest_b24moderation.model import WizardEnd


def test_installed(story: Any) -> None:
    story.at("install")
    story.opened("wizard")
    story.add(WizardEnd, how="finish", redirected=True)
    story.info()
    assert story.keys("INS-01") == []


def test_empty_frame_after_installation_is_another_rules(story: Any) -> None:
    story.at("install", failed="the frame stayed empty")
    story.opened("wizard")
    story.add(WizardEnd, how="finish", redirected=True)
    story.opened("app", "blank")
    assert story.keys("INS-01") == []


def test_blank_wizard(story: Any) -> None:
    story.at("install", failed="the wizard is empty")
    story.opened("wizard", "blank")
    story.add(WizardEnd, how="never", redirected=False, last_state="an empty page")
    story.info(False)
    assert story.keys("INS-01") == ["blank-wizard"]
    assert story.keys("INS-02") == []


def test_wizard_that_answers_500(story: Any) -> None:
    story.at("install", failed="never ended")
    story.page("Internal Server Error", 500, path="/install")
    story.opened("wizard", path="/install")
    story.info(False)
    found = story.judge("INS-01")
    assert [f.key for f in found] == ["wizard-not-shown"]
    assert found[0].values["state"] == "HTTP 500"
    assert found[0].values["url"].endswith("/install")


def test_wizard_that_takes_the_whole_page(story: Any) -> None:
    story.at("install", failed="it escaped")
    story.opened("wizard", "escaped")
    story.info(False)
    (found,) = story.judge("INS-01")
    assert "(it leaves its frame" in story.rules["INS-01"].text(found, "seen")
    assert "(решение выходит из фрейма" in story.rules["INS-01"].text(found, "seen", "ru")


def test_wizard_never_finished(story: Any) -> None:
    story.at("install", failed="the wizard did not end in 120 s")
    story.opened("wizard")
    story.add(WizardEnd, how="never", redirected=False, clicks=("Next",), took=120.3, last_state="{Choose} a list")
    story.info(False)
    assert story.keys("INS-01") == ["never-finished"]
    assert "{Choose} a list" in story.rules["INS-01"].text(story.judge("INS-01")[0], "seen")


def test_not_installed_for_another_reason(story: Any) -> None:
    story.at("install", failed="the licence box is missing")
    assert story.keys("INS-01") == ["not-installed"]


def test_a_long_log_is_told_by_its_beginning_and_its_end(story: Any) -> None:
    story.at("install", failed="the server ended\n" + "a line of the log\n" * 200 + "ValueError: no key")
    (found,) = story.judge("INS-01")
    state = found.values["state"]
    assert len(state) < 910
    assert state.startswith("the server ended")
    assert state.endswith("ValueError: no key")
