"""Installing from the version's test link, as an administrator does it: card, terms, wizard, first look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Response

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.journeys import wizard
from pytest_b24moderation.clients.journeys.pressing import press, press_until
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.screens import app as app_screen
from pytest_b24moderation.clients.screens import market
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Actor, AppInfo, InfrastructureError, Note, StageFailed, WizardEnd

OPENS_BY_ITSELF = 5.0
"""Seconds in which a test link opens its popup without a click, on a machine that has much to do."""


@dataclass(frozen=True)
class Accepted:
    """The portal's answer to the installation: id of the solution, finished at once, has an interface."""

    app_id: int
    installed: bool
    interface: bool


def install(kit: Kit) -> None:
    """Install the version under moderation, walk its wizard, wait for its events; facts go to the timeline."""
    try:
        _install(kit)
    finally:
        info = note_app(kit)
    if not info.installed:
        raise StageFailed("the portal does not say that the solution is installed", f"active: {info.active}")


def _install(kit: Kit) -> None:
    window = kit.windows.of(Actor.ADMIN)
    with kit.ending(Actor.ADMIN, "install"):
        accepted = install_by_link(window, kit.version.number)
        if kit.version.api_only:
            _finish_without_pages(kit, window)
        else:
            _open_now(window, accepted)
            wizard.walk(kit, window, finished=accepted.installed)
    kit.settle()


def note_app(kit: Kit) -> AppInfo:
    """Write down what the portal says of the solution."""
    known = kit.portal.registration()
    return kit.timeline.add(
        AppInfo, installed=known.installed, active=known.active, version=known.version, app_id=known.app_id
    )


def install_by_link(window: Window, version: int) -> Accepted:
    """From the test link to the portal's answer: card, Install, every box that is there, confirmed."""
    with window.recorder.sentence("Open the test link of the version"):
        window.goto(window.portal.test_link(version))
        for _ in window.waiting(window.deadlines.page):
            if window.find(market.NAME):
                break
            if window.find(market.NOT_FOUND):
                raise StageFailed("the Market does not show the card of this version", window.state())
    with window.recorder.sentence("Accept the terms and install"):
        if not window.find(market.POPUP, within=OPENS_BY_ITSELF):
            window.need(market.INSTALL)
            if not press_until(window, market.INSTALL, market.POPUP):
                raise InfrastructureError(
                    f"the button Install of the card opens no window; last seen: {window.state()}",
                    "if the portal was redesigned, add the new selector to the screens",
                )
        for box in market.BOXES:
            if found := window.find(box):
                found.check(force=True, timeout=window.deadlines.page * 1000)
        with window.answer(market.INSTALL_AJAX) as answers:
            window.need(market.CONFIRM).click(timeout=window.deadlines.page * 1000)
        return _accepted(window, answers)


def _accepted(window: Window, answers: list[Response]) -> Accepted:
    if not answers:
        error = window.find(market.POPUP_ERROR)
        raise StageFailed("the portal did not answer the installation", error.inner_text() if error else window.state())
    data = answer_of(answers[0])
    if data.get("error") or not data.get("success", True):
        words = " ".join(str(data.get(key, "")) for key in ("error", "errorDescription"))
        raise StageFailed(f"the portal refused to install the solution: {look.brief(words)}", window.state())
    return Accepted(int(data.get("id") or 0), bool(data.get("installed")), bool(data.get("open", True)))


def answer_of(response: Response) -> dict[str, Any]:
    """The `data` of a portal's AJAX answer with its errors; empty when the page left before it could be read."""
    try:
        found = json.loads(response.text())
    except (Error, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    data = found.get("data", found)  # the older Market answers without an envelope
    result: dict[str, Any] = dict(data) if isinstance(data, dict) else {}
    if errors := found.get("errors"):
        result.setdefault("error", "; ".join(str(row.get("message", row)) for row in errors if row))
    return result


def _open_now(window: Window, accepted: Accepted) -> None:
    """Open the solution from the last step of the popup; by its address when the popup went away."""
    with window.recorder.sentence("Open the solution"):
        if found := window.find(market.OPEN_NOW, within=5.0):
            press(window, found)
        elif not window.app_frame():
            window.goto(app_screen.path(accepted.app_id or window.portal.registration().app_id))


def _finish_without_pages(kit: Kit, window: Window) -> None:
    """An API-only solution is told by ONAPPINSTALL; there is nothing to walk."""
    if found := window.find(market.OPEN_NOW, within=5.0):
        found.click(timeout=window.deadlines.page * 1000)
    kit.settle()
    for _ in window.waiting(kit.plan.deadlines.answer):
        if kit.portal.registration().installed:
            break
    kit.timeline.add(WizardEnd, how="api-only", redirected=False)
    if kit.version.event_url or kit.version.install_url:
        kit.timeline.add(Note, about="install", text="no pages: the portal told the solution by ONAPPINSTALL")
