"""What connectors bring: words of guests, changes of them, marks of delivery. Asked by the scope of connectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.messenger import talk
from pytest_b24moderation.emulator.messenger.chats import LINES
from pytest_b24moderation.emulator.messenger.talk import By
from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.imopenlines.state import Dialog, Lines
from pytest_b24moderation.emulator.scopes.imopenlines.words import begin, chat_of, guest_said

OWNERS = ("contact", "company", "lead")


@answers("imopenlines.receive")
def receive(
    portal: Portal, connector: Mapping[str, Any], line: int, message: Mapping[str, Any], maker: Maker, hops: int
) -> dict[str, Any]:
    """A message from outside, as the row of the answer shows it."""
    user, words, chat = (as_dict(message.get(key)) for key in ("user", "message", "chat"))
    lines, text, files = portal.state(Lines), str(words.get("text") or ""), as_list(words.get("files"))
    shown = _shown(words, chat, {"text": text, "files": files})
    if not (str(user.get("id", "")) and str(chat.get("id", "")) and (text or files)):
        wrong = "A message needs user.id, chat.id, and a text or files"
        return {"user": "", **shown, "extra": [], "SUCCESS": False, "ERRORS": [wrong]}
    by, key = By(maker.user_id, maker, hops), str(user["id"])
    dialog = lines.dialog(connector["id"], line, str(chat["id"]), key)
    if dialog is None:
        dialog = _new(portal, connector, line, user, str(chat["id"]), by)
        begin(portal, dialog, by)
        _bind(portal, dialog, user)
    employee = portal.people.users.get(number(words.get("user_id")))
    if employee:
        made = talk.say(portal, chat_of(portal, dialog), employee.id, text, By(employee.id, maker, hops))
    else:
        made = guest_said(portal, dialog, text or ", ".join(_names(files)), by)
    if words.get("id"):
        dialog.inner[str(words["id"])] = made.id
    session = lines.session(dialog.chat_id)
    extra = {"skip_phone_validate": "Y"} if user.get("skip_phone_validate") == "Y" else {}
    extra |= {"disable_tracker": "Y"} if words.get("disable_crm") == "Y" else {}
    return {
        "user": str(dialog.user_id),
        **shown,
        "extra": extra or [],
        "SUCCESS": True,
        "session": {"ID": str(session.id if session else 0), "CHAT_ID": str(dialog.chat_id)},
    }


@answers("imopenlines.revise")
def revise(
    portal: Portal, connector: Mapping[str, Any], line: int, message: Mapping[str, Any], maker: Maker, remove: bool
) -> dict[str, Any]:
    """A change of, or the end of, a message that came before; the row of the answer."""
    user, words, chat = (as_dict(message.get(key)) for key in ("user", "message", "chat"))
    lines = portal.state(Lines)
    shown = _shown(words, chat, {} if remove else {"text": str(words.get("text") or "")}, dated=not remove)
    dialog = lines.dialog(connector["id"], line, str(chat.get("id", "")), str(user.get("id", "")))
    found = chat_of(portal, dialog).messages.get(dialog.inner.get(str(words.get("id")), 0)) if dialog else None
    if dialog is None or found is None:
        return {"user": "", **shown, "SUCCESS": False, "ERRORS": ["The message was not found"]}
    by = By(maker.user_id, maker)
    if remove:
        talk.erase(portal, chat_of(portal, dialog), found, by)
    else:
        talk.changed(portal, chat_of(portal, dialog), found, by, str(words.get("text") or ""))
    return {"user": str(dialog.user_id), **shown, "SUCCESS": True}


@answers("imopenlines.delivered")
def delivered(portal: Portal, connector: str, message: Mapping[str, Any]) -> None:
    """An employee's message reached the guest, and has these names there."""
    im, words = as_dict(message.get("im")), as_dict(message.get("message"))
    dialog = portal.state(Lines).dialogs.get(number(im.get("chat_id")))
    if dialog is None or dialog.connector != connector:
        return
    found = chat_of(portal, dialog).messages.get(number(im.get("message_id")))
    if found is not None:
        dialog.outer[found.id] = [str(one) for one in as_list(words.get("id"))]
        found.params["CONNECTOR_MID"] = dialog.outer[found.id]


@answers("imopenlines.rename")
def rename(portal: Portal, connector: str, line: int, chat: str, user: str, name: str) -> bool | None:
    """Another title of a guest's chat; None where there is no such dialog."""
    dialog = portal.state(Lines).dialog(connector, line, chat, user)
    if dialog is None or (not dialog.group and dialog.chat != chat):
        return None
    chat_of(portal, dialog).title = name
    return True


def _new(
    portal: Portal, connector: Mapping[str, Any], line_id: int, user: Mapping[str, Any], chat_key: str, by: By
) -> Dialog:
    lines, key = portal.state(Lines), str(user["id"])
    line = lines.rows[line_id]
    guest, group = lines.guest(connector["id"], key), bool(connector["group"])
    name = " ".join(str(user[part]) for part in ("name", "last_name") if user.get(part)) or f"Guest {guest}"
    chat = talk.make(portal, LINES, f"{name} - {line.name}", 0, [], by, "LIME")
    dialog = Dialog(chat.id, connector["id"], line_id, chat_key, key, guest, name, group)
    chat.entity = ("LINES", dialog.code)
    lines.dialogs[chat.id] = dialog
    return dialog


def _bind(portal: Portal, dialog: Dialog, user: Mapping[str, Any]) -> None:
    """The client of the CRM with the guest's phone or e-mail; a new lead for a stranger, where the line makes them."""
    line, session = portal.state(Lines).rows[dialog.line_id], portal.state(Lines).session(dialog.chat_id)
    employee = portal.people.users.get(session.operator if session else 0) or portal.people.users[1]
    if dialog.group or line.facts["CRM"] != "Y":
        return
    ways = {kind: str(user[key]) for kind, key in (("PHONE", "phone"), ("EMAIL", "email")) if user.get(key)}
    for owner in OWNERS if ways else ():
        for card in portal.ask("crm.cards", type=owner, user=employee) or ():
            for kind, value in ways.items():
                if any(_bare(row["VALUE"]) == _bare(value) for row in card["fields"].get(kind, ())):
                    dialog.crm[owner.upper()] = card["id"]
                    return
    if line.facts["CRM_CREATE"] == "lead":
        make_lead(portal, dialog, employee.id, ways)


def make_lead(portal: Portal, dialog: Dialog, user_id: int, ways: Mapping[str, str]) -> int:
    """A lead of the portal's own making for this dialog; 0 where none was made."""
    title = chat_of(portal, dialog).title
    fields: dict[str, Any] = {"TITLE": title, "NAME": dialog.name, "ASSIGNED_BY_ID": user_id}
    fields |= {kind: [{"VALUE": value, "VALUE_TYPE": "WORK"}] for kind, value in ways.items()}
    user = portal.people.users[user_id]
    made = portal.ask("crm.add", type="lead", fields=fields, maker=Maker(), user=user) or 0
    if made:
        dialog.crm["LEAD"] = made
    return int(made)


def _shown(
    words: Mapping[str, Any], chat: Mapping[str, Any], more: Mapping[str, Any], *, dated: bool = True
) -> dict[str, Any]:
    message: dict[str, Any] = {"id": str(words.get("id", ""))} | ({"date": {}} if dated else {}) | dict(more)
    place: dict[str, Any] = {"id": str(chat.get("id", ""))}
    if chat.get("name"):
        place["name"] = str(chat["name"])
    if chat.get("url"):
        place["description"] = f"Link to the original post: {chat['url']}"
    return {"message": message, "chat": place}


def _names(files: list[Any]) -> list[str]:
    return [str(as_dict(one).get("name") or as_dict(one).get("url") or "") for one in files]


def _bare(text: str) -> str:
    return (
        "".join(char for char in text.casefold() if char.isalnum() or char in "@.")
        if "@" in text
        else "".join(char for char in text if char.isdigit())
    )
