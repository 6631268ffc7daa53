"""Somebody is dismissed: what he connected stops, or a system user takes it over. restdocs: settings/system-user.md."""

from __future__ import annotations

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import SYSTEM, User
from pytest_b24moderation.emulator.portal import Portal


def dismiss(portal: Portal, user: User) -> None:
    """Nobody by that name may come in any more.

    Where the portal preserves integrations, applications go on with a user of their own each, and webhooks with one
    for all of them: with the rights of whoever left, seen in no list. Local applications stop in either case.
    """
    user.active = False
    if portal.profile.dismissal != "preserve":
        return
    for app in portal.apps.rows.values():
        if not app.local:
            _hand_over(portal, user, app)
    people = portal.people
    hooks = [key for key in people.webhooks if key[0] == user.id]
    if hooks:
        stand_in = _stand_in(portal, user, user.name, user.last_name)
        people.stand_ins |= dict.fromkeys(hooks, stand_in.id)


def _hand_over(portal: Portal, user: User, app: App) -> None:
    tokens = [
        token
        for token in (*portal.tokens.access.values(), *portal.tokens.refresh.values())
        if token.client_id == app.client_id and token.user_id == user.id and not token.dead
    ]
    handlers = [row for row in portal.bindings.handlers if row.app_id == app.id and row.user_id == user.id]
    if not tokens and not handlers:
        return
    stand_in = _stand_in(portal, user, app.title(user.language), "")
    for token in tokens:
        token.user_id = stand_in.id
    for row in handlers:
        row.user_id = stand_in.id


def _stand_in(portal: Portal, user: User, name: str, last_name: str) -> User:
    people = portal.people
    login = f"rest_system_{people.hexes(12)}"
    made = User(
        id=0, login=login, password=people.word(32), name=name, last_name=last_name, email="", gender="",
        admin=user.admin, registered=portal.clock.now(), language=user.language, extra={"EXTERNAL_AUTH_ID": SYSTEM},
    )  # fmt: skip
    return people.add_user(made)
