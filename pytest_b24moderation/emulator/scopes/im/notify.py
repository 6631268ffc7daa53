"""Notifications to people. restdocs: api-reference/chats/notifications."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.messenger.persons import people
from pytest_b24moderation.emulator.messenger.rich import parsed
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.im.inputs import instant
from pytest_b24moderation.emulator.scopes.im.notices import PERSONAL, SYSTEM, Notice, Notices, notices, ring

PAGE = 50
DAY = 86400
MODULE, EVENT = "rest", "rest_notify"
TITLES = {"en": "Notifications of applications", "ru": "Уведомления приложений"}


@method("im.notify")
def im_notify(call: Call) -> int | bool:
    return _add(call, SYSTEM if call.text("TYPE", "USER").upper() == "SYSTEM" else PERSONAL)


@method("im.notify.personal.add")
def personal_add(call: Call) -> int | bool:
    return _add(call, PERSONAL)


@method("im.notify.system.add")
def system_add(call: Call) -> int | bool:
    return _add(call, SYSTEM)


@method("im.notify.delete")
def notify_delete(call: Call) -> bool:
    """One's own by ID; by TAG or SUB_TAG those of the calling application."""
    state, wanted = call.state(Notices), number(call.get("ID"))
    tag, sub = call.text("TAG"), call.text("SUB_TAG")
    if not (wanted or tag or sub) or (call.grant.kind == "session" and not wanted):
        raise RestError(400, "PARAMS_ERROR", "Incorrect params")
    client = _client(call)
    if not wanted and not client:
        raise access_denied("Client ID not specified")
    if wanted:
        gone = [key for key, row in state.rows.items() if key == wanted and _deletable(call, row, client)]
    else:
        rows = [(key, row) for key, row in state.rows.items() if row.client == client]
        gone = [key for key, row in rows if (tag and row.tag == tag) or (not tag and row.sub_tag == sub)]
    for key in gone:
        del state.rows[key]
    return bool(gone)


@method("im.notify.read")
def notify_read(call: Call) -> bool:
    """Mark the caller's notification as read, and unless ONLY_CURRENT is Y those after it too; ACTION=N unmarks."""
    if call.get("ID") is None:
        return True
    wanted, read = number(call.get("ID")), call.text("ACTION", "Y").upper() != "N"
    only = call.text("ONLY_CURRENT").upper() == "Y"
    for row in notices(call.portal, call.user.id):
        if row.id == wanted or (not only and row.id > wanted):
            row.read = read
    return True


@method("im.notify.read.list")
def read_list(call: Call) -> bool:
    """Mark those of IDS; the first id that is none ends it."""
    ids = call.get("IDS")
    if not isinstance(ids, list | dict):
        raise RestError(400, "PARAMS_ERROR", "No IDS param or it is not an array")
    rows = {row.id: row for row in notices(call.portal, call.user.id)}
    for one in as_list(ids):
        if number(one) <= 0:
            break
        if number(one) in rows:
            rows[number(one)].read = call.text("ACTION", "Y") == "Y"
    return True


@method("im.notify.read.all")
def read_all(call: Call) -> dict[str, Any]:
    for row in notices(call.portal, call.user.id):
        row.read = True
    return {"result": True, "newCounter": 0}


@method("im.notify.get")
def notify_get(call: Call) -> dict[str, Any]:
    """The caller's own notifications, newest first, from LAST_ID on."""
    last = _last(call)
    if (call.get("LAST_ID") is None) != (call.get("LAST_TYPE") is None):
        raise RestError(400, "LAST_ID_AND_LAST_TYPE", "Parameters LAST_ID and LAST_TYPE should be used together.")
    every = notices(call.portal, call.user.id)
    found = _page(call, [row for row in every if not last or row.id < last])
    if not every:
        return found
    counts = {"total_count": len(every), "total_unread_count": sum(not row.read for row in every)}
    return {**counts, "chat_id": _chat(call), **found}


@method("im.notify.history.search")
def history_search(call: Call) -> dict[str, Any]:
    """By text, kind, author and date."""
    last, text = _last(call), call.text("SEARCH_TEXT").casefold()
    kinds = {str(one) for one in (call.get("SEARCH_TYPE"), *as_list(call.get("SEARCH_TYPES"))) if one}
    authors = {number(one) for one in as_list(call.get("SEARCH_AUTHORS"))}
    dates = _dates(call)
    if not (kinds or authors or dates) and len(text) < 3:
        raise RestError(400, "SEARCH_TEXT_ERROR", "SEARCH_TEXT can't be less than 3 symbols")
    group = call.text("GROUP_TAG")
    rows = [
        row
        for row in notices(call.portal, call.user.id)
        if text in row.text.casefold()
        and (not kinds or kinds & {MODULE, f"{MODULE}|{EVENT}"})
        and (not authors or row.author in authors)
        and (not dates or dates[0] <= row.at < dates[1])
        and (not group or _tag(row, row.tag) == group)
    ]
    found = _page(call, [row for row in rows if not last or row.id < last])
    return {"chat_id": _chat(call)} | ({} if last else {"total_results": len(rows)}) | found


@method("im.notify.schema.get")
def schema(call: Call) -> dict[str, Any]:
    """The kinds of notifications that come on this portal: those of applications."""
    title = TITLES.get(call.portal.language, TITLES["en"])
    return {MODULE: {"NAME": title, "MODULE_ID": MODULE, "LIST": [{"ID": f"{MODULE}|{EVENT}", "NAME": title}]}}


@method("im.notify.confirm")
def confirm(call: Call) -> dict[str, Any]:
    """Press a button: notifications of applications have none that somebody would answer."""
    _noted(call)
    if not call.text("NOTIFY_VALUE"):
        raise RestError(400, "NOTIFY_VALUE_ERROR", "Notification Value can't be empty")
    return {"result_message": False}


@method("im.notify.answer")
def answer(call: Call) -> dict[str, Any]:
    """Answer quickly: nobody takes answers to notifications of applications."""
    _noted(call)
    if not call.text("ANSWER_TEXT"):
        raise RestError(400, "ANSWER_TEXT_ERROR", "ANSWER_TEXT can't be empty")
    return {"result_message": False}


def _add(call: Call, kind: int) -> int | bool:
    """The new notification's id; false where its addressee is nobody."""
    if call.grant.kind == "session":
        raise RestError(403, "WRONG_AUTH_TYPE", "Access for this method not allowed by session authorization.")
    user_id = number(call.get("USER_ID", call.get("TO")))
    if user_id <= 0:
        raise RestError(400, "USER_ID_EMPTY", "User ID can't be empty")
    text = call.text("MESSAGE").strip()
    if not text:
        raise RestError(400, "MESSAGE_EMPTY", "Message can't be empty")
    attach = call.get("ATTACH")
    rows = parsed("attach", attach) if attach else []
    if user_id not in call.portal.people.users:
        return False
    author = call.user.id if kind == PERSONAL else 0
    row = Notice(0, user_id, author, text, kind, call.maker, call.portal.clock.now(), _client(call), attach=rows)
    row.tag, row.sub_tag = call.text("TAG"), call.text("SUB_TAG")
    return ring(call.portal, row)


def _client(call: Call) -> str:
    """Whose tags the call means: the application's, or those of a webhook's CLIENT_ID."""
    return str(call.grant.app.id) if call.grant.app else call.text("CLIENT_ID")


def _deletable(call: Call, row: Notice, client: str) -> bool:
    return call.user.id in (row.user_id, row.author) or bool(client and row.client == client)


def _tag(row: Notice, tag: str) -> str:
    return f"MP|{row.client}|{tag}" if tag else ""


def _chat(call: Call) -> int:
    return call.state(Notices).chats.get(call.user.id, 0)


def _page(call: Call, rows: list[Notice]) -> dict[str, Any]:
    rows = rows[: min(max(number(call.get("LIMIT"), PAGE), 1), PAGE)]
    users = people(call.portal, [row.author for row in rows if row.author])
    return {"notifications": [_shown(call, row) for row in rows], "users": users}


def _shown(call: Call, row: Notice) -> dict[str, Any]:
    return {
        "id": row.id,
        "chat_id": _chat(call),
        "author_id": row.author,
        "date": call.portal.iso(row.at),
        "notify_type": row.kind,
        "notify_module": MODULE,
        "notify_event": EVENT,
        "notify_tag": _tag(row, row.tag),
        "notify_sub_tag": _tag(row, row.sub_tag),
        "notify_title": "",
        "setting_name": f"{MODULE}|{EVENT}",
        "text": row.text,
        "notify_read": "Y" if row.read else "N",
        "params": {"ATTACH": row.attach} if row.attach else None,
    }


def _noted(call: Call) -> int:
    """NOTIFY_ID of the documentation, or ID: the PHP SDK's name of it, and that of the error."""
    found = number(call.get("NOTIFY_ID", call.get("ID")))
    if found <= 0:
        raise RestError(400, "ID_ERROR", "Notification ID can't be empty")
    return found


def _last(call: Call) -> int:
    sent = call.get("LAST_ID")
    if sent is not None and not str(sent).strip().isdecimal():
        raise RestError(400, "LAST_ID_STRING", "Last notification ID can't be string")
    return number(sent)


def _dates(call: Call) -> tuple[float, float] | None:
    if day := instant(call, "SEARCH_DATE"):
        return day, day + DAY
    low, high = instant(call, "SEARCH_DATE_FROM"), instant(call, "SEARCH_DATE_TO")
    return (low, high) if low and high else None
