"""The messenger: dialogs, messages, bots (docs: api-reference/widgets/im, api-reference/widgets/mobile-app.md)."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from pytest_b24moderation.emulator.pages.places import in_dialog
from pytest_b24moderation.emulator.pages.visit import Visit


def messenger(visit: Visit) -> Response:
    """`/online/?IM_DIALOG=<dialog>`: all dialogs, and the messages of one."""
    return _page(visit, mobile=False)


def mobile(visit: Visit) -> Response:
    """`/mobile/?IM_DIALOG=<dialog>`: a chat as the mobile application shows it."""
    return _page(visit, mobile=True)


def _page(visit: Visit, *, mobile: bool) -> Response:
    dialogs = _dialogs(visit)
    asked = str(visit.query.get("IM_DIALOG", ""))
    current = next((row for row in dialogs if str(row["id"]) == asked), dialogs[0] if dialogs else None)
    context = {"dialogId": str(current["id"])} if current else {}
    kind = str(current["kind"]) if current else ""

    def places(code: str) -> list[dict[str, Any]]:
        return in_dialog(visit, code, kind, context) if current else []

    def of_message(message: dict[str, Any]) -> list[dict[str, Any]]:
        return in_dialog(visit, "IM_CONTEXT_MENU", kind, {"messageId": str(message["id"]), **context})

    return visit.page(
        "mobile_chat.html" if mobile else "chat.html",
        title=visit.say("chat.title"),
        dialogs=dialogs,
        current=current,
        places=places,
        of_message=of_message,
        author=lambda message: _author(visit, message),
    )


def _dialogs(visit: Visit) -> list[dict[str, Any]]:
    """What there is, then every colleague and bot with whom nothing has been said yet."""
    found = list(visit.portal.ask("im.dialogs", user=visit.user) or [])
    known = {str(row["id"]) for row in found}
    for bot in visit.portal.ask("im.bots") or []:
        if str(bot["id"]) not in known:
            found.append({"id": str(bot["id"]), "title": bot["name"], "kind": "bot", "messages": []})
            known.add(str(bot["id"]))
    for user in visit.portal.people.users.values():
        if user.active and user is not visit.user and str(user.id) not in known:
            found.append({"id": str(user.id), "title": user.full_name, "kind": "user", "messages": []})
    return found


def _author(visit: Visit, message: dict[str, Any]) -> str:
    author = str(message.get("author") or "")
    person = visit.portal.people.users.get(int(author)) if author.isdecimal() else None
    return person.full_name if person else author
