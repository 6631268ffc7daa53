from __future__ import annotations

from typing import Any

import pytest


def kept(story: Any, first: list[Any], before: list[Any], after: list[Any], *calls: str) -> None:
    story.fingerprint("installed", *first)
    story.at("uninstall-keep")
    story.fingerprint("kept", *before)
    story.at("reinstall-kept")
    for call in calls:
        story.rest(call)
    story.info()
    story.opened()
    story.fingerprint("reinstalled-kept", *after)


def test_found_again(installed: Any, thing: Any) -> None:
    rows = [thing("entity items", "5", "rule", "aa"), thing("application options", "mode", "mode", "bb")]
    kept(installed, [], rows, [*rows, thing("placements", "9")], "entity.add")
    assert installed.keys("INS-14") == []


@pytest.mark.parametrize(("calls", "key"), [(["entity.delete", "entity.add"], "lost"), ([], "unexplained?")])
def test_lost(installed: Any, thing: Any, calls: list[str], key: str) -> None:
    kept(installed, [], [thing("entity items", "5", "rule")], [], *calls)
    assert installed.keys("INS-14") == [key]


def test_reset(installed: Any, thing: Any) -> None:
    fresh, used = thing("application options", "mode", "mode", "11"), thing("application options", "mode", "mode", "22")
    kept(installed, [fresh], [used], [fresh], "app.option.set")
    assert installed.keys("INS-14") == ["reset"]


def test_changed_is_asked(installed: Any, thing: Any) -> None:
    old, new = thing("application options", "at", "at", "11"), thing("application options", "at", "at", "33")
    kept(installed, [old], [old], [new], "app.option.set")
    assert installed.keys("INS-14") == ["changed?"]


def test_fails(installed: Any) -> None:
    installed.at("reinstall-kept", failed="the wizard did not end")
    assert installed.keys("INS-14") == ["failed"]


def test_does_not_open(installed: Any) -> None:
    installed.at("reinstall-kept")
    installed.info()
    installed.opened("app", "blank")
    assert installed.keys("INS-14") == ["not-opened"]


def test_never_opened_is_told_by_the_first_installation(story: Any) -> None:
    for stage in ("install", "reinstall-kept"):
        story.at(stage)
        story.info()
        story.opened("app", "blank")
    assert story.keys("INS-14") == []
