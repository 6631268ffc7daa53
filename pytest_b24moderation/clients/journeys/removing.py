"""Uninstalling as an administrator does it, with or without "delete settings and data"."""

from __future__ import annotations

from pytest_b24moderation.clients import look
from pytest_b24moderation.clients.journeys.installing import answer_of, note_app
from pytest_b24moderation.clients.journeys.pressing import press, press_until
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.clients.screens import market
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Actor, InfrastructureError, StageFailed


def uninstall(kit: Kit, *, clean: bool) -> None:
    """Remove the solution, wait for its events, and write down what the portal says of it then."""
    window = kit.windows.of(Actor.ADMIN)
    kit.windows.park()  # a page of the solution that stays open would call with tokens that died under it
    with kit.ending(Actor.ADMIN, "uninstall"):
        _uninstall(window, clean)
    kit.settle()
    info = note_app(kit)
    if info.active or info.installed:
        raise StageFailed("the portal still has the solution after its removal")


def _uninstall(window: Window, clean: bool) -> None:
    code = window.portal.registration().code
    with window.recorder.sentence("Find the solution among the installed ones"):
        _choose(window, code)
    how = "with its settings and data" if clean else "and keep its settings and data"
    with window.recorder.sentence(f"Uninstall the solution {how}"):
        confirm = window.need(market.confirm_uninstall(code))
        box = window.need(market.clean_box(code))
        box.set_checked(clean, force=True, timeout=window.deadlines.page * 1000)
        with window.answer(market.UNINSTALL_AJAX) as answers:
            confirm.click(timeout=window.deadlines.page * 1000)
        if not answers:
            raise InfrastructureError(f"the portal did not answer the removal; last seen: {window.state()}")
        data = answer_of(answers[0])
        if data.get("error"):
            raise InfrastructureError(f"the portal refused the removal: {look.brief(str(data['error']))}")


def _choose(window: Window, code: str) -> None:
    """Press Uninstall: in the list of installed solutions, else on the solution's card."""
    window.goto(market.INSTALLED_LIST)
    window.find(market.LIST, within=window.deadlines.page)
    if old := window.find(market.old_uninstall(code)):
        press(window, old)
        return
    if entry := press_until(window, market.item_menu(code), market.item_uninstall(code)):
        press(window, entry)
        return
    window.goto(market.detail(code))
    press(window, window.need(market.CARD_UNINSTALL))
