"""The verbs of a scenario that are done in the browser, and the table of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pytest_b24moderation.clients.actions import calls
from pytest_b24moderation.clients.actions.conditions import expect
from pytest_b24moderation.clients.actions.doing import Doing
from pytest_b24moderation.clients.journeys import opening, placing
from pytest_b24moderation.clients.locate import WAYS, locate
from pytest_b24moderation.model import ScenarioError, StageFailed


def _open(doing: Doing) -> None:
    target = doing.action.target
    if placement := target.get("placement"):
        opened = placing.open_placement(
            doing.window, str(placement), target.get("options") or {}, place=doing.action.place
        )
    elif path := target.get("path"):
        opened_or_not = opening.open_path(doing.window, str(path))
        if opened_or_not is None:
            return
        opened = opened_or_not
    else:
        opened = opening.open_app(doing.window)
    opening.must_show(opened)


def _click(doing: Doing) -> None:
    doing.in_frame(lambda frame, left: _found(doing, frame).click(timeout=left * 1000))


def _fill(doing: Doing) -> None:
    value = str(doing.action.target["value"])
    doing.in_frame(lambda frame, left: _found(doing, frame, "value").fill(value, timeout=left * 1000))


def _select(doing: Doing) -> None:
    option = doing.action.target["option"]
    labels = [str(one) for one in option] if isinstance(option, list) else str(option)

    def select(frame: Any, left: float) -> None:
        _found(doing, frame, "option").select_option(label=labels, timeout=left * 1000)

    doing.in_frame(select)


def _check(doing: Doing) -> None:
    checked = bool(doing.action.target.get("checked", True))

    def check(frame: Any, left: float) -> None:
        _found(doing, frame, "checked").set_checked(checked, timeout=left * 1000)

    doing.in_frame(check)


def _press(doing: Doing) -> None:
    target = doing.action.target
    if isinstance(target, str):
        target = {"key": target}
    if any(target.get(way) is not None for way in WAYS):
        key = str(target["key"])
        doing.in_frame(lambda frame, left: _found(doing, frame, "key").press(key, timeout=left * 1000))
    elif doing.window.view.ask(doing.window.page.main_frame, "() => true") is None:  # the keyboard would wait for ever
        raise StageFailed(f"{doing.sentence}: the page gives no answer", doing.window.state())
    else:
        doing.window.page.keyboard.press(str(target["key"]))


def _upload(doing: Doing) -> None:
    given = doing.action.target["file"]
    files = [Path(one) for one in (given if isinstance(given, list) else [given])]
    for file in files:
        if not file.is_file():
            raise ScenarioError(f"there is no file {file.name}", doing.action.place, "a file beside the scenario")

    def upload(frame: Any, left: float) -> None:
        _found(doing, frame, "file").set_input_files(files, timeout=left * 1000)

    doing.in_frame(upload)


def _screenshot(doing: Doing) -> None:
    if doing.window.eyes.shot(str(doing.action.target)) is None:
        raise StageFailed("the page gives no picture: it hangs", doing.window.state())


def _wait(doing: Doing) -> None:
    expect(doing, doing.action.target["until"], doing.within)


def _expect(doing: Doing) -> None:
    limit = 10.0 if doing.action.within is None else doing.within
    expect(doing, doing.action.target, min(limit, doing.within))


def _found(doing: Doing, frame: Any, *also: str) -> Any:
    return locate(frame, doing.action.target, doing.action.place, also)


VERBS: Mapping[str, Callable[[Doing], None]] = {
    "rest": calls.rest,
    "http": calls.http,
    "portal": calls.portal,
    "open": _open,
    "click": _click,
    "fill": _fill,
    "fill_secret": _fill,
    "select": _select,
    "check": _check,
    "press": _press,
    "upload": _upload,
    "screenshot": _screenshot,
    "wait": _wait,
    "expect": _expect,
}
"""Every verb of format 1."""
