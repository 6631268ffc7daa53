"""Files in chats, of people and of bots."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

TEXT = base64.b64encode(b"report").decode()


def fetch(portal: Any, url: str, cookie: str = "") -> httpx.Response:
    parts = httpx.URL(url)
    found: httpx.Response = portal.http.get(parts.raw_path.decode(), headers={"Host": parts.host, "Cookie": cookie})
    return found


def test_files_of_people(portal: Any) -> None:
    to = {"dialogId": str(portal.user_id)}
    told = portal.result("im.v2.File.upload", to | {"fields": {"name": "a.PDF", "content": TEXT, "message": "See"}})
    file = told["file"]
    assert (file["name"], file["extension"], file["size"], file["type"]) == ("a.PDF", "pdf", 6, "file")
    assert (told["dialogId"], told["chatId"], file["chatId"]) == (str(portal.user_id), 1, 1)
    answer = portal.result("im.dialog.messages.get", {"DIALOG_ID": "1"}, user_id=portal.user_id)
    assert answer["files"] == [file]
    assert (answer["messages"][0]["id"], answer["messages"][0]["params"]) == (
        told["messageId"],
        {"FILE_ID": [file["id"]]},
    )
    assert portal.result("im.recent.get", user_id=portal.user_id)[0]["message"]["file"] is True
    wanted = {"dialogId": "1", "fileId": file["id"]}
    url = portal.result("im.v2.File.download", wanted, user_id=portal.user_id)["downloadUrl"]
    answer = fetch(portal, url)
    assert (answer.status_code, answer.content) == (200, b"report")
    assert fetch(portal, file["urlDownload"]).status_code == 401
    session = portal.state.people.open_session(portal.user_id)
    answer = fetch(portal, file["urlDownload"], f"PHPSESSID={session.key}")
    assert answer.content == b"report"
    portal.result("im.message.delete", {"MESSAGE_ID": told["messageId"]})
    assert portal.refused("im.v2.File.download", wanted, user_id=portal.user_id)[:2] == (400, "FILE_NOT_FOUND")
    assert fetch(portal, url).status_code == 400


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"fields": {"name": "a"}}, (400, "FILE_EMPTY")),
        ({"fields": {"name": "a", "content": "?"}}, (400, "FILE_INVALID_CONTENT")),
        ({"dialogId": "chat99"}, (400, "CHAT_NOT_FOUND")),
        ({"dialogId": "sg99"}, (403, "ACCESS_DENIED")),
    ],
)
def test_upload_errors(portal: Any, params: dict[str, Any], refusal: tuple[int, str]) -> None:
    sent = {"dialogId": "1", "fields": {"name": "a", "content": TEXT}}
    assert portal.refused("im.v2.File.upload", sent | params)[:2] == refusal


def test_download_errors(portal: Any) -> None:
    assert portal.refused("im.v2.File.download", {"dialogId": "chat9", "fileId": 1})[:2] == (403, "ACCESS_DENIED")


def test_files_of_the_drive(portal: Any) -> None:
    chat, mine = portal.result("im.chat.add", {"USERS": [portal.user_id]}), {"user_id": portal.user_id}
    folder = portal.result("im.disk.folder.get", {"CHAT_ID": chat}, **mine)["ID"]
    assert portal.result("im.disk.folder.get", {"DIALOG_ID": f"chat{chat}"}) == {"ID": folder}
    sent = {"id": folder, "data": {"NAME": "a.png"}, "fileContent": ["a.png", TEXT]}
    file = int(portal.result("disk.folder.uploadfile", sent, **mine)["ID"])
    told = portal.result("im.disk.file.commit", {"CHAT_ID": chat, "UPLOAD_ID": file, "MESSAGE": "See"}, **mine)
    assert told["DISK_ID"] == [str(file)]
    assert told["FILES"][f"upload{file}"]["type"] == "image"
    model = told["FILE_MODELS"][f"upload{file}"]
    assert (model["parentId"], model["typeFile"], model["size"], model["createdBy"]) == (
        folder, 2, 6, str(portal.user_id),
    )  # fmt: skip
    answer = portal.result("im.dialog.messages.get", {"DIALOG_ID": f"chat{chat}"})
    assert (answer["messages"][0]["id"], answer["files"][0]["id"]) == (told["MESSAGE_ID"], file)
    saved = portal.result("im.disk.file.save", {"FILE_ID": file})
    assert (saved["folder"]["name"], saved["file"]["name"]) == ("Saved Files", "a.png")
    assert portal.result("im.disk.file.save", {"FILE_ID": file})["file"]["name"] == "a (1).png"
    assert portal.refused("im.disk.file.save", {"FILE_ID": 9999})[:2] == (400, "FILE_SAVE_ERROR")
    assert portal.refused("im.disk.file.save")[:2] == (400, "FILE_ID_EMPTY")
    portal.result("im.disk.file.delete", {"CHAT_ID": chat, "FILE_ID": file}, **mine)
    assert portal.refused("disk.file.get", {"id": file})[:2] == (400, "ERROR_NOT_FOUND")
    assert "Chats" not in [row["NAME"] for row in portal.result("disk.storage.getlist")]
    named = {"DIALOG_ID": f"chat{chat}"}
    for params, refusal in (
        ({}, (400, "CHAT_ID_EMPTY")),
        ({"CHAT_ID": ""}, (400, "CHAT_ID_EMPTY")),
        ({"DIALOG_ID": "x"}, (400, "DIALOG_ID_EMPTY")),
        ({"DIALOG_ID": "chat99"}, (403, "ACCESS_ERROR")),
    ):
        assert portal.refused("im.disk.folder.get", params)[:2] == refusal
        assert portal.refused("im.disk.file.commit", params)[:2] == refusal
    assert portal.refused("im.disk.file.commit", named)[:2] == (400, "FILES_ERROR")
    assert portal.refused("im.disk.file.commit", named | {"FILE_ID": 9999})[:2] == (400, "SAVE_ERROR")


def test_a_file_is_deleted_by_who_sent_it(portal: Any) -> None:
    chat = portal.result("im.chat.add", {"USERS": [portal.user_id]})
    sent = {"dialogId": f"chat{chat}", "fields": {"name": "a", "content": TEXT}}
    file, mine = portal.result("im.v2.File.upload", sent)["file"]["id"], {"user_id": portal.user_id}
    params = {"CHAT_ID": chat, "FILE_ID": file}
    assert portal.result("im.disk.file.delete", params, **mine) is True
    assert portal.result("im.v2.File.download", {"dialogId": f"chat{chat}", "fileId": file})["downloadUrl"]
    assert portal.result("im.disk.file.delete", params) is True
    assert portal.refused("im.v2.File.download", {"dialogId": f"chat{chat}", "fileId": file})[1] == "FILE_NOT_FOUND"
    assert portal.result("im.disk.file.delete", params) is False
    for name, error in (("CHAT_ID", "CHAT_ID_EMPTY"), ("FILE_ID", "FILE_ID_EMPTY")):
        assert portal.refused("im.disk.file.delete", params | {name: ""})[:2] == (400, error)


def test_files_of_bots(portal: Any) -> None:
    auth = portal.installed(scopes=("im", "imbot")).access
    fields = {"code": "b", "properties": {"name": "B"}}
    bot = portal.result("imbot.v2.Bot.register", {"fields": fields}, auth)["bot"]["id"]
    me, to = {"botId": bot}, {"botId": bot, "dialogId": str(portal.user_id)}
    told = portal.result("imbot.v2.File.upload", to | {"fields": {"name": "a.png", "content": TEXT}}, auth)
    assert (told["file"]["type"], told["file"]["authorId"]) == ("image", bot)
    wanted = me | {"fileId": told["file"]["id"]}
    url = portal.result("imbot.v2.File.download", wanted, auth)["downloadUrl"]
    assert fetch(portal, url).content == b"report"
    foreign = portal.result("im.v2.File.upload", {"dialogId": "1", "fields": {"name": "a", "content": TEXT}}, auth)
    refusal = portal.refused("imbot.v2.File.download", me | {"fileId": foreign["file"]["id"]}, auth)
    assert refusal[:2] == (403, "FILE_ACCESS_ERROR")
    assert portal.refused("imbot.v2.File.download", me, auth)[:2] == (400, "FILE_NOT_FOUND")
    assert portal.refused("imbot.v2.File.upload", to, auth)[:2] == (400, "FILE_EMPTY")
