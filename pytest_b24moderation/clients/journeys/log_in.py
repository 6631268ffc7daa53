"""Logging in through the real pages: the passport's two steps, or the classic form."""

from __future__ import annotations

from pytest_b24moderation.clients.screens import login
from pytest_b24moderation.clients.spots import Spot
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Actor, InfrastructureError

WHO = {Actor.ADMIN: "the administrator", Actor.USER: "the regular user"}


def log_in(window: Window) -> None:
    """Log the window's actor in. A portal that does not let its own account in is our fault, not the solution's."""
    account = window.portal.accounts[window.actor]
    window.recorder.learn("password", account.password)
    with window.recorder.sentence(f"Log in as {WHO[window.actor]}"):
        window.goto("/")
        where = _first(
            window, login.INSIDE, login.LOGIN, login.CLASSIC_LOGIN, login.PASSWORD, login.OTHER_ACCOUNT, login.HUMAN
        )
        if where is login.OTHER_ACCOUNT:
            window.need(login.OTHER_ACCOUNT).click()
        if where is login.HUMAN:
            raise _refusal(window, "it asks for a captcha or a code, which only a person can give")
        if where is login.CLASSIC_LOGIN:
            window.need(login.CLASSIC_LOGIN).fill(account.login)
            window.need(login.CLASSIC_PASSWORD).fill(account.password)
            window.need(login.CLASSIC_SUBMIT).click()
        elif where is not login.INSIDE:
            window.need(login.LOGIN).fill(account.login)
            window.need(login.SUBMIT).click()
            _expect(window, login.PASSWORD)
            window.need(login.PASSWORD).fill(account.password)
            window.need(login.SUBMIT).click()
        _expect(window, login.INSIDE)


def _expect(window: Window, wanted: Spot) -> None:
    """Wait for the next thing of the login page; an error of the form, or a captcha, comes instead."""
    found = _first(window, wanted, login.ERROR, login.HUMAN)
    if found is not wanted:
        raise _refusal(window, window.state())


def _first(window: Window, *spots: Spot) -> Spot:
    for _ in window.waiting(window.deadlines.page):
        for one in spots:
            if window.find(one):
                return one
    raise _refusal(window, f"none of {', '.join(one.name for one in spots)} came; last seen: {window.state()}")


def _refusal(window: Window, why: str) -> InfrastructureError:
    login_name = window.portal.accounts[window.actor].login
    return InfrastructureError(
        f"{login_name} could not log in to {window.portal.host}: {why}", "look whether login and password are right"
    )
