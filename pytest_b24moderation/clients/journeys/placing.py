"""Opening a placement as a person does: to its page, and through what is pressed there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from playwright.sync_api import Frame

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.journeys.opening import APPEARS, BROKEN, arrive, write_down
from pytest_b24moderation.clients.journeys.pressing import press, press_until
from pytest_b24moderation.clients.journeys.resting import PATIENCE, Resting, find
from pytest_b24moderation.clients.screens import app as screen
from pytest_b24moderation.clients.screens import places
from pytest_b24moderation.clients.spots import Spot
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Opened, Place, ScenarioError

DEFAULTS = {"entity": "deal", "line": "", "dialogId": "", "searchQuery": "Acme"}
"""Names of ways that a scenario may leave out."""

FRAMES = """() => [...document.querySelectorAll('.rest-background-worker iframe[id^="appframe_"]')].map((e) => e.id)"""
"""The frames that nobody sees."""


def open_placement(window: Window, code: str, options: Mapping[str, Any], place: Place | None = None) -> Opened:
    """Open a placement. ``options``: what the place is about (ID of a card, taskId, dialogId, …), the item's ``title``.

    Raises ScenarioError for a code that has no way, and for options that its way needs.
    """
    title = str(options.get("title", ""))
    if path := screen.card_path(code, options.get("ID", "")):
        return _open_tab(window, code, path, title, place)
    if code == "LEFT_MENU":
        return _open_menu(window, code, title)
    if code == "REST_APP_URI":
        window.goto(screen.uri_path(window.portal.registration().code, options))
        return arrive(window, code)
    found = places.way(code)
    if found is None:
        raise ScenarioError(
            f"there is no way to the placement {code}",
            place,
            "a code of the placement catalogue, such as CRM_DEAL_DETAIL_TAB, TASK_VIEW_TAB or IM_TEXTAREA",
            code,
            "open {path: /…} reaches any page of the portal",
        )
    way, names = found
    return _go(window, way, _Names(code, DEFAULTS | names | _told(window, options), place), title)


class _Names(dict[str, str]):
    """The names of a way's selectors; one that the scenario must give, and does not, is the author's fault."""

    def __init__(self, code: str, names: Mapping[str, str], place: Place | None) -> None:
        super().__init__(names)
        self._code, self._place = code, place

    def __missing__(self, name: str) -> str:
        wanted = {"entry": "ASSOCIATED_ENTITY_ID"}.get(name, name)
        found = ", ".join(self) or "nothing"
        raise ScenarioError(f"{self._code} is opened for something", self._place, f"options: {{{wanted}: …}}", found)


def _told(window: Window, options: Mapping[str, Any]) -> dict[str, str]:
    told = {str(key): str(value) for key, value in options.items() if key != "title"}
    names = {"user": str(window.portal.accounts[window.actor].user_id), **told}
    for key in reversed(places.MAIN_ID):
        if key in told:
            names["ID"] = told[key]
    for name, key in (("line", "LINE"), ("entry", "ASSOCIATED_ENTITY_ID")):
        if key in told:
            names[name] = told[key]
    return names


def _go(window: Window, way: places.Way, names: Mapping[str, str], title: str) -> Opened:
    code = names["code"]
    item = places.filled(places.item(title), names)
    steps = [places.filled(step, names) for step in way.steps]
    window.goto(way.path.format_map(names))
    if way.hidden:
        return _arrive_hidden(window, code)
    if way.inline:
        return arrive(window, code)
    if way.typed:
        _type(window, places.filled(way.typed[0], names), names[way.typed[1]])
    for step, following in pairwise([*steps, item]):
        if not find(window, step):
            return write_down(window, code, "missing", text=f"the page shows no {step.name}: {window.state()}")
        if press_until(window, step, following, PATIENCE if following is item else None) is None:
            return write_down(
                window, code, "missing", text=f"{step.name} leads to no {following.name}: {window.state()}"
            )
    found = find(window, item)
    if found is None:
        return write_down(window, code, "missing", text=f"the page has no item of the solution: {window.state()}")
    press(window, found)
    return arrive(window, code)


def _type(window: Window, field: Spot, text: str) -> None:
    found = window.find(field, within=window.deadlines.page)
    if found is not None:
        found.fill(text, timeout=window.deadlines.page * 1000)


def _arrive_hidden(window: Window, code: str) -> Opened:
    """Wait until the frame that nobody sees has loaded; it need not show anything."""
    resting = Resting(window)
    for _ in window.waiting(window.deadlines.page):
        frame = _hidden(window)
        if frame is not None and frame.url.startswith(BROKEN):
            return write_down(window, code, "unframed", text=look.brief(frame.url, 200))
        if frame is not None and frame.url not in ("", "about:blank"):
            return write_down(window, code, "shown", text=frame.url)
        if frame is None and resting.over():
            break
    return write_down(window, code, "missing", text="the page loads no hidden frame of the solution")


def _hidden(window: Window) -> Frame | None:
    for outer in window.view.portal_frames(window.page):
        keys = [str(one).removeprefix("appframe_") for one in window.view.ask(outer, FRAMES) or []]
        for inner in outer.child_frames:
            if any(inner.name.endswith(key) for key in keys if key):
                return inner
    return None


def _open_tab(window: Window, code: str, path: str, title: str, place: Place | None) -> Opened:
    window.goto(path)
    if not window.find(screen.ANY_TAB, within=window.deadlines.page):
        raise ScenarioError(
            f"the portal shows no card at {path}", place, "the ID of a card that this person may see", window.state()
        )
    tab = screen.tab(title)
    found = window.find(tab, within=APPEARS)
    if found is None and (more := window.find(screen.MORE)):
        more.click(timeout=window.deadlines.page * 1000)
        tab = screen.hidden_tab(title)
        found = window.find(tab, within=APPEARS)
    if found is None:
        return write_down(window, code, "missing", text=f"the card has no tab of the solution: {window.state()}")
    press_until(window, tab, screen.PANE)
    return arrive(window, code)


def _open_menu(window: Window, code: str, title: str) -> Opened:
    window.goto("/")
    spots = screen.menu_items(window.portal.registration().app_id, title)
    found = _any(window, spots, APPEARS)
    if found is None and (more := window.find(screen.LEFT_MENU_MORE)):
        more.click(timeout=window.deadlines.page * 1000)
        found = _any(window, spots, APPEARS)
    if found is None:
        return write_down(window, code, "missing", text="the left menu has no item of the solution")
    press(window, found)
    return arrive(window, code)


def _any(window: Window, spots: tuple[Spot, ...], within: float) -> Any:
    for _ in window.waiting(within):
        for one in spots:
            if found := window.find(one):
                return found
    return None
