"""Opening an installed solution: its own page, or a path of the portal; what shows then."""

from __future__ import annotations

import time

from playwright.sync_api import Error

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.look import AppFrame
from pytest_b24moderation.clients.screens import app as screen
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import RESULTS, Actor, InfrastructureError, Note, Opened, StageFailed

BROKEN = "chrome-error://"
"""Address of the page that Chromium draws where a frame could not be loaded."""

BLOCKED = ("ERR_BLOCKED_BY_RESPONSE", "ERR_BLOCKED_BY_CSP", "csp")
"""What Chromium says of a document that X-Frame-Options or frame-ancestors keep out of a frame."""

APPEARS = 5.0
"""Seconds for which a tab or a menu item may be missing on a page that is there already."""

PASSES = 1.5
"""Seconds for which a solution may lead the whole page over its own address, as full authorization does."""

PATIENCE = 10.0
"""Seconds for which an empty frame may still be starting (cut by the deadline for pages)."""


def open_app(window: Window) -> Opened:
    """Open the solution's page by its address, and write down what came."""
    registration = window.portal.registration()
    if not registration.app_id:
        raise StageFailed("the solution is not on the portal, so there is nothing to open")
    window.goto(screen.path(registration.app_id))
    return arrive(window, "app")


def open_page(kit: Kit, actor: Actor | None) -> None:
    """Open the solution as that actor does; a solution without pages has nothing to open."""
    actor = actor or Actor.ADMIN
    if kit.version.api_only:
        kit.timeline.add(Note, about="open", text="the solution has no page: there is nothing to open")
        return
    window = kit.windows.of(actor)
    with kit.ending(actor, "open"):
        with kit.timeline.sentence("Open the solution"):
            opened = open_app(window)
        must_show(opened)


def open_path(window: Window, path: str) -> Opened | None:
    """Open a page of the portal; None when no solution is meant to show there."""
    window.goto(path)
    if path.startswith("/marketplace/"):
        return arrive(window, path)
    window.abroad = True
    return None


def arrive(window: Window, place: str, *, other_than: str = "", within: float | None = None) -> Opened:
    """Wait until the solution shows, or it is clear what shows instead, and write it down.

    ``other_than``: key of a frame that does not count, for one that must follow it.
    """
    app, result, text, escaped = None, "missing", "", time.monotonic()
    for _ in window.waiting(window.deadlines.page if within is None else within):
        if not window.tabs.left():
            escaped = time.monotonic()
        elif time.monotonic() - escaped > PASSES:
            _must_reach(window, window.page.url)
            return write_down(window, place, "escaped", text=window.state())
        seen = window.view.sight(window.page)
        if seen.upsell or seen.refusal:
            text = seen.refusal or "the portal's tariff does not allow it"
            return write_down(window, place, "stub" if screen.STUB.search(text) else "refused", text=text)
        app = seen.app if seen.app and seen.app.key != other_than else None
        if app is None:
            result = "timeout" if seen.hung else result
            continue
        result = "timeout"
        if app.frame.url.startswith(BROKEN):
            return write_down(window, place, *_broken(window), app=app)
        if not app.loading and app.frame.url not in ("", "about:blank"):
            return _drawn(window, place, app)
    return write_down(window, place, result, text=window.state(), app=app)


def _broken(window: Window) -> tuple[str, str]:
    """Why the frame could not be loaded: kept out of frames, or without any answer."""
    url, failure = next(reversed(window.watch.refused.items()), ("", "no answer"))
    kept_out = any(word in failure for word in BLOCKED)
    return ("unframed" if kept_out else "blank"), f"{look.brief(url, 200)}: {failure}"


def _must_reach(window: Window, url: str) -> None:
    """A host that this machine does not reach is nobody's fault."""
    if url in window.watch.unreached:
        raise InfrastructureError(
            f"the solution's page {look.brief(url.partition('?')[0], 200)} is not reached from this machine",
            "connect it to the network; if the scenario's server has that page, name that host in the version's url",
        )


def _drawn(window: Window, place: str, app: AppFrame) -> Opened:
    """The frame has loaded: wait until something is in it."""
    seen = None
    _must_reach(window, app.frame.url)
    for _ in window.waiting(min(PATIENCE, window.deadlines.page)):
        seen = window.view.read(app.frame)
        if app.frame.url.startswith(BROKEN):
            return write_down(window, place, *_broken(window), app=app)
        if seen and not seen.blank:
            window.calm(app.frame)
            return write_down(window, place, "shown", app=app)
        app = window.view.sight(window.page).app or app
    must_have_scripts(window, "the solution's frame stays empty", frame=app.frame.url)
    return write_down(window, place, "blank" if seen else "timeout", app=app)


def write_down(window: Window, place: str, result: str, text: str = "", app: AppFrame | None = None) -> Opened:
    """What came of an opening, as evidence; a frame that shows something tells its own text."""
    shown = [seen for seen in window.eyes.see() if app and seen.frame == app.frame]
    if result == "shown" and shown:
        text = shown[0].text
    try:
        frame_url = app.frame.url if app else ""
    except Error:
        frame_url = ""
    return window.recorder.add(
        Opened, place=place, url=window.page.url, result=result, frame_url=frame_url, text=look.brief(text, 2000)
    )


def must_have_scripts(window: Window, what: str, since: int = 0, frame: str = "") -> None:
    """What goes wrong on a page whose scripts this machine cannot load is nobody's fault: InfrastructureError.

    ``what``: what went wrong. ``since``: how many scripts were lacking before. ``frame``: only those of that page.
    """
    lacking = [script for asker, script in window.watch.lacking[since:] if not frame or asker == frame]
    if lacking:
        raise InfrastructureError(
            f"{what}, and this machine does not reach scripts of its page: "
            f"{', '.join(look.brief(url, 200) for url in dict.fromkeys(lacking))}",
            "connect it to the network, or let the scenario answer for them: services: "
            "[{host: …, stubs: [{path: …, file: …}]}]",
        )


def must_show(opened: Opened) -> None:
    """Raise StageFailed when the solution did not show."""
    if opened.result != "shown":
        raise StageFailed(f"the solution does not open ({opened.place}): {RESULTS[opened.result]['en']}", opened.text)
