"""When a wizard has ended, what follows it, and what a developer is told of one that did not end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.controls import Button, Controls
from pytest_b24moderation.clients.journeys import opening
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.owners import SOLUTION
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Console, Dialog, Entry, PageError, Resource

T = TypeVar("T")

MOST = 3
"""How many of each kind of trouble are told."""


def how_ended(kit: Kit, window: Window, done: int) -> str:
    """How the portal learned of the end: finish, or callback; "" while it does not call the solution installed.

    ``done``: how many wizards had finished in this window before this one.
    """
    if window.watch.finishes > done and _installed_soon(kit, window):
        return "finish"
    if kit.portal.registration().installed:
        window.pause(0.3)
        return "finish" if window.watch.finishes > done else "callback"
    return ""


def _installed_soon(kit: Kit, window: Window) -> bool:
    """Whether the portal took the end of the wizard; a refusal (`access_denied`) leaves things as they are."""
    return any(kit.portal.registration().installed for _ in window.waiting(1.0))


def redirected(window: Window, key: str) -> bool:
    """Whether the solution's interface follows by itself, in a new frame; else it is opened by its address."""
    with window.recorder.sentence("Wait for the solution's interface"):
        for _ in window.waiting(window.deadlines.page):
            seen = window.view.sight(window.page)
            if seen.refusal or (seen.app and seen.app.key != key):
                return opening.arrive(window, "app", other_than=key).result == "shown"
    with window.recorder.sentence("Open the solution by hand"):
        opening.open_app(window)
    return False


def reason(window: Window, done: int, *, own_steps: int) -> str:
    """Why a wizard that did not end counts as such, in a sentence."""
    if window.watch.finishes > done:
        return (
            "the install wizard called installFinish, but the portal does not say that the solution is installed: "
            "it may have been refused"
        )
    words = "the install wizard did not end: the solution never called installFinish"
    return f"{words}, though all {own_steps} steps of the scenario were done" if own_steps else words


def story(window: Window, last: Controls, since: Sequence[Entry]) -> str:
    """What was seen at the end: the last screen, its buttons, what it waits for, and what went wrong since."""
    parts = [window.state()]
    if last.buttons:
        parts.append(f"buttons: {', '.join(_button(b) for b in _first(last.buttons, lambda b: b.label, 8))}")
    waiting = [one.name for one in last.fields if one.required and one.empty]
    if waiting:
        parts.append(f"still empty: {', '.join(look.brief(name, 40) for name in waiting[:8])}")
    if any(one.kind == "password" for one in last.fields):
        parts.append("it asks for a password: the scenario's install steps can give one")
    parts += _said(since)
    return "; ".join(parts)


def _said(since: Sequence[Entry]) -> list[str]:
    """Dialogs, errors of scripts, and files that did not come, newest first."""
    newest = list(reversed(since))
    dialogs = [f"{e.kind} “{look.brief(e.text, 120)}”" for e in newest if isinstance(e, Dialog)]
    errors = [
        look.brief(e.text, 200)
        for e in newest
        if isinstance(e, (Console, PageError)) and e.owner == SOLUTION and getattr(e, "level", "error") == "error"
    ]
    lost = [
        f"{look.brief(e.url.partition('?')[0], 120)} ({e.failure or e.status})"
        for e in newest
        if isinstance(e, Resource) and e.owner == SOLUTION and _lost(e)
    ]
    rows = (("dialogs", dialogs), ("errors of scripts", errors), ("did not load", lost))
    return [f"{name}: {', '.join(_first(found, str, MOST))}" for name, found in rows if found]


def _lost(load: Resource) -> bool:
    aborted = "ERR_ABORTED" in load.failure
    return bool(urlsplit(load.url).hostname) and not aborted and (bool(load.failure) or load.status >= 400)


def _first(things: Iterable[T], key: Callable[[T], str], most: int) -> list[T]:
    return list({key(thing): thing for thing in things if key(thing)}.values())[:most]


def _button(button: Button) -> str:
    return f"{button.label} (cannot be pressed)" if button.off or button.covered else button.label
