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

    line = line_dialog(visit, context.get("dialogId", "")) if kind == "lines" else None
    return visit.page(
        "mobile_chat.html" if mobile else "chat.html",
        title=visit.say("chat.title"),
        dialogs=dialogs,
        current=current,
        places=places,
        bots=_invitable(visit, current) if current and kind == "chat" else [],
        session=line["session"] if line else 0,
        of_message=of_message,
        author=lambda message: _author(visit, message),
    )


def line_dialog(visit: Visit, dialog: str) -> dict[str, Any] | None:
    """What the portal knows of a guest's dialog; None for dialogs of another kind."""
    number = dialog.removeprefix("chat")
    if number == dialog or not number.isdecimal():
        return None
    found: dict[str, Any] | None = visit.portal.ask("imopenlines.dialog", chat=int(number), user=visit.user)
    return found


async def send_message(visit: Visit) -> Any:
    """Something written in the messenger: a bot in the dialog hears it, an open line's guest gets it as an answer."""
    dialog, text = str(visit.data.get("dialog", "")), str(visit.data.get("text", ""))
    if line := line_dialog(visit, dialog):
        known = {name: line[name] for name in ("connector", "line", "chat")}
        return await visit.portal.perform("line-message", visit.user, {"text": text, **known})
    return await visit.portal.perform("write-message", visit.user, {"dialog": dialog, "text": text})


def _invitable(visit: Visit, chat: dict[str, Any]) -> list[dict[str, Any]]:
    """The bots that are not in a group chat yet."""
    inside = chat.get("members", [])
    return [bot for bot in visit.portal.ask("im.bots") or [] if bot["id"] not in inside]


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
