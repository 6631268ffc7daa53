"""The drive: storages, folders, files, versions, sharing, and the bytes behind its addresses."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import httpx
import pytest

SCOPES = ("disk", "user")
NOT_FOUND = "Could not find entity with id `{}`"


def b64(text: str) -> list[str]:
    return ["any.txt", b64encode(text.encode()).decode()]


@pytest.fixture
def auth(portal: Any) -> str:
    return str(portal.installed(scopes=SCOPES).access)


@pytest.fixture
def user(portal: Any, auth: str) -> str:
    return str(portal.tokens(portal.state.app("acme.score"), portal.user_id).access)


def storage(portal: Any, auth: str, kind: str, entity: object) -> dict[str, Any]:
    rows = portal.result("disk.storage.getList", {"filter": {"ENTITY_TYPE": kind, "ENTITY_ID": entity}}, auth)
    return dict(rows[0])


@pytest.fixture
def mine(portal: Any, auth: str) -> dict[str, Any]:
    return storage(portal, auth, "user", 1)


def put(portal: Any, auth: str, where: dict[str, Any], name: str = "a.txt", text: str = "hello", **more: Any) -> Any:
    params = {"id": where["ID"], "data": {"NAME": name}, "fileContent": b64(text)} | more
    return portal.result("disk.storage.uploadFile", params, auth)


def folder(portal: Any, auth: str, parent: Any, name: str) -> Any:
    return portal.result("disk.folder.addSubFolder", {"id": parent, "data": {"NAME": name}}, auth)


def fetch(portal: Any, url: str) -> httpx.Response:
    return portal.http.get(httpx.URL(url).raw_path.decode(), headers={"Host": portal.state.host})


def test_storages(portal: Any, auth: str, user: str) -> None:
    body = portal.rest("disk.storage.getList", {"order": {"ID": "DESC"}}, auth).json()
    assert [row["ENTITY_TYPE"] for row in body["result"]] == ["user", "user", "common"]
    assert body["total"] == 3
    visible = portal.result("disk.storage.getList", {}, user)
    assert [(row["ENTITY_TYPE"], row["ENTITY_ID"]) for row in visible] == [
        ("common", "shared_files_s1"), ("user", str(portal.user_id)),
    ]  # fmt: skip
    boss = storage(portal, auth, "user", 1)
    assert boss["NAME"] == portal.state.people.users[1].full_name
    assert set(boss) == set(portal.result("disk.storage.getFields", {}, auth))
    assert portal.result("disk.storage.get", {"id": boss["ID"]}, auth) == boss
    assert portal.result("disk.storage.get", {"id": "x"}, auth) is None
    assert portal.result("disk.storage.getTypes", {}, auth) == ["user", "common", "group"]
    assert portal.refused("disk.storage.get", {"id": boss["ID"]}, user) == (403, "ACCESS_DENIED", "Access denied!")
    assert portal.refused("disk.storage.get", {}, user) == (
        400, "ERROR_ARGUMENT", "Invalid value of parameter {Parameter #0}",
    )  # fmt: skip
    assert portal.refused("disk.storage.getChildren", {"id": 99}, auth) == (
        400,
        "ERROR_NOT_FOUND",
        NOT_FOUND.format(99),
    )


def test_storage_of_the_application(portal: Any, auth: str, user: str, mine: dict[str, Any]) -> None:
    own = portal.result("disk.storage.getForApp", {}, auth)
    app_id = str(portal.state.app("acme.score").id)
    assert (own["NAME"], own["ENTITY_TYPE"], own["ENTITY_ID"]) == ("acme.score", "restapp", app_id)
    assert portal.result("disk.storage.getForApp", {}, auth) == own
    assert portal.refused("disk.storage.getForApp")[2] == "Access denied! Application context required"
    assert portal.refused("disk.storage.getForApp", {}, user)[1] == "ACCESS_DENIED"
    renamed = portal.result("disk.storage.rename", {"id": own["ID"], "newName": "Ours"}, auth)
    assert renamed == own | {"NAME": "Ours"}
    refusal = portal.refused("disk.storage.rename", {"id": mine["ID"], "newName": "Ours"}, auth)
    assert refusal == (400, "", "Access denied (invalid type of storage)")
    assert portal.result("disk.storage.getChildren", {"id": own["ID"]}, user) == []
    assert portal.refused("disk.storage.rename", {"id": 99, "newName": "x"}, auth)[1] == "ERROR_NOT_FOUND"


def test_folders(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    made = portal.result("disk.storage.addFolder", {"id": mine["ID"], "data": {"NAME": "Plans"}}, auth)
    assert made["ID"] == made["REAL_OBJECT_ID"]
    assert isinstance(made["ID"], int)
    assert (made["PARENT_ID"], made["DELETED_TYPE"], made["DELETED_BY"]) == (mine["ROOT_OBJECT_ID"], 0, None)
    host = portal.state.host
    assert made["DETAIL_URL"] == f"https://{host}/company/personal/user/1/disk/path/Plans"
    inner = folder(portal, auth, made["ID"], "Deep")
    assert inner["DETAIL_URL"].endswith("/path/Plans/Deep")
    read = portal.result("disk.folder.get", {"id": inner["ID"]}, auth)
    assert (read["ID"], read["DELETED_TYPE"], read["DELETED_BY"]) == (str(inner["ID"]), "0", "0")
    assert set(read) == {*portal.result("disk.folder.getFields", {}, auth), "DETAIL_URL"}
    again = {"id": made["ID"], "data": {"NAME": "Deep"}}
    exists = (400, "DISK_OBJ_22000", "A folder with this name already exists")
    assert portal.refused("disk.folder.addSubFolder", again, auth) == exists
    wrong = (400, "ERROR_ARGUMENT", "Invalid value of parameter {Parameter #1}")
    assert portal.refused("disk.folder.addSubFolder", {"id": made["ID"]}, auth) == wrong
    assert portal.refused("disk.folder.get", {}, auth) == wrong
    assert portal.refused("disk.folder.get", {"id": 999}, auth)[1:] == ("ERROR_NOT_FOUND", NOT_FOUND.format(999))
    renamed = portal.result("disk.folder.rename", {"id": inner["ID"], "newName": "Deeper"}, auth)
    assert renamed["NAME"] == "Deeper"
    assert portal.refused("disk.folder.rename", {"id": inner["ID"]}, auth) == wrong
    folder(portal, auth, made["ID"], "Other")
    assert portal.refused("disk.folder.rename", {"id": inner["ID"], "newName": "Other"}, auth) == exists
    wanted = {"id": made["ID"], "filter": {"NAME": "%ee%"}, "order": {"NAME": "DESC"}}
    body = portal.rest("disk.folder.getChildren", wanted, auth).json()
    assert ([row["NAME"] for row in body["result"]], body["total"]) == (["Deeper"], 1)


def test_copies_and_moves(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    one, two = (folder(portal, auth, mine["ROOT_OBJECT_ID"], name)["ID"] for name in ("one", "two"))
    file = portal.result(
        "disk.folder.uploadFile", {"id": one, "data": {"NAME": "f.txt"}, "fileContent": b64("x")}, auth
    )
    copy = portal.result("disk.folder.copyTo", {"id": one, "targetFolderId": two}, auth)
    assert (copy["NAME"], copy["PARENT_ID"]) == ("one", str(two))
    (inside,) = portal.result("disk.folder.getChildren", {"id": copy["ID"]}, auth)
    assert (inside["NAME"], inside["ID"] != str(file["ID"])) == ("f.txt", True)
    assert portal.refused("disk.folder.copyTo", {"id": one, "targetFolderId": two}, auth)[1] == "DISK_OBJ_22000"
    moved = portal.result("disk.folder.moveTo", {"id": copy["ID"], "targetFolderId": one}, auth)
    assert moved["PARENT_ID"] == one
    root = {"id": mine["ROOT_OBJECT_ID"], "targetFolderId": two}
    assert portal.refused("disk.folder.moveTo", root, auth) == (400, "", "Could not move root folder")
    assert portal.refused("disk.folder.moveTo", {"id": one, "targetFolderId": copy["ID"]}, auth)[0] == 400
    other = portal.result("disk.file.copyTo", {"id": file["ID"], "targetFolderId": two}, auth)
    assert (other["PARENT_ID"], other["GLOBAL_CONTENT_VERSION"]) == (str(two), 1)
    there = portal.refused("disk.file.copyTo", {"id": file["ID"], "targetFolderId": two}, auth)
    assert there == (400, "DISK_OBJ_22000", "A file with this name already exists")
    assert portal.refused("disk.file.moveTo", {"id": file["ID"], "targetFolderId": two}, auth) == there
    into_common = {
        "id": file["ID"],
        "targetFolderId": storage(portal, auth, "common", "shared_files_s1")["ROOT_OBJECT_ID"],
    }
    assert portal.refused("disk.file.moveTo", into_common, auth)[0] == 400
    target = {"id": file["ID"], "targetFolderId": mine["ROOT_OBJECT_ID"]}
    assert portal.result("disk.file.moveTo", target, auth)["PARENT_ID"] == int(mine["ROOT_OBJECT_ID"])
    assert portal.refused("disk.file.moveTo", {"id": file["ID"]}, auth)[1] == "ERROR_ARGUMENT"
    assert portal.refused("disk.file.copyTo", {"id": file["ID"], "targetFolderId": 99}, auth)[1] == "ERROR_NOT_FOUND"


def test_trash(portal: Any, auth: str, mine: dict[str, Any], user: str) -> None:
    one = folder(portal, auth, mine["ROOT_OBJECT_ID"], "one")["ID"]
    file = portal.result(
        "disk.folder.uploadFile", {"id": one, "data": {"NAME": "f.txt"}, "fileContent": b64("x")}, auth
    )
    gone = portal.result("disk.file.markDeleted", {"id": file["ID"]}, auth)
    assert (gone["DELETED_TYPE"], gone["DELETED_BY"]) == ("3", "1")
    assert gone["DELETE_TIME"]
    assert portal.result("disk.file.get", {"id": file["ID"]}, auth)["DELETED_TYPE"] == "3"
    assert portal.refused("disk.file.rename", {"id": file["ID"], "newName": "g"}, auth)[1] == "ERROR_NOT_FOUND"
    portal.result("disk.folder.uploadFile", {"id": one, "data": {"NAME": "f.txt"}, "fileContent": b64("y")}, auth)
    back = portal.result("disk.file.restore", {"id": file["ID"]}, auth)
    assert (back["NAME"], back["DELETED_TYPE"], back["DELETED_BY"]) == ("f (1).txt", 0, "1")
    assert portal.refused("disk.file.restore", {"id": file["ID"]}, auth)[1] == "ERROR_NOT_FOUND"
    assert portal.result("disk.folder.markDeleted", {"id": one}, auth)["DELETED_TYPE"] == 3
    assert portal.result("disk.folder.get", {"id": one}, auth)["DELETED_TYPE"] == "3"
    assert portal.result("disk.file.get", {"id": file["ID"]}, auth)["DELETED_TYPE"] != "0"
    assert portal.refused("disk.folder.restore", {"id": one}, user)[1] == "ACCESS_DENIED"
    assert portal.result("disk.folder.restore", {"id": one}, auth)["DELETED_TYPE"] == 0
    assert portal.result("disk.file.get", {"id": file["ID"]}, auth)["NAME"] == "f (1).txt"
    root = {"id": mine["ROOT_OBJECT_ID"]}
    refusal = (400, "DISK_OBJ_22000", "Could not delete root folder")
    assert portal.refused("disk.folder.markDeleted", root, auth) == refusal
    assert portal.refused("disk.folder.deleteTree", root, auth) == refusal
    assert portal.result("disk.file.delete", {"id": file["ID"]}, auth) is True
    assert portal.result("disk.folder.deleteTree", {"id": one}, auth) is True
    assert portal.result("disk.storage.getChildren", {"id": mine["ID"]}, auth) == []


def test_files_and_versions(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    made = put(portal, auth, mine)
    assert (made["TYPE"], made["SIZE"], made["GLOBAL_CONTENT_VERSION"]) == ("file", "5", 1)
    assert "REAL_OBJECT_ID" not in made
    assert fetch(portal, made["DOWNLOAD_URL"]).content == b"hello"
    key = {"id": made["ID"]}
    read = portal.result("disk.file.get", key, auth)
    assert set(read) == {*portal.result("disk.file.getFields", {}, auth), "DOWNLOAD_URL", "DETAIL_URL"}
    assert read["FILE_ID"] == str(made["FILE_ID"])
    newer = portal.result("disk.file.uploadVersion", key | {"fileContent": b64("bye")}, auth)
    assert (newer["GLOBAL_CONTENT_VERSION"], newer["SIZE"]) == (2, "3")
    body = portal.rest("disk.file.getVersions", key, auth).json()
    assert [row["GLOBAL_CONTENT_VERSION"] for row in body["result"]] == ["2", "1"]
    first = body["result"][1]
    assert fetch(portal, first["DOWNLOAD_URL"]).text == "hello"
    assert portal.result("disk.version.get", {"id": first["ID"]}, auth)["OBJECT_ID"] == str(made["ID"])
    assert len(portal.result("disk.file.getVersions", key | {"filter": {">SIZE": 3}}, auth)) == 1
    restored = portal.result("disk.file.restoreFromVersion", key | {"versionId": first["ID"]}, auth)
    assert (restored["GLOBAL_CONTENT_VERSION"], restored["SIZE"]) == (3, "5")
    other = put(portal, auth, mine, "b.txt")["ID"]
    refusal = portal.refused("disk.file.restoreFromVersion", {"id": other, "versionId": first["ID"]}, auth)
    assert refusal == (400, "DISK_FILE_22004", "Cannot restore version from another file")
    assert portal.refused("disk.file.restoreFromVersion", key, auth)[1] == "ERROR_ARGUMENT"
    assert portal.refused("disk.file.restoreFromVersion", key | {"versionId": 99}, auth)[1] == "ERROR_NOT_FOUND"
    assert portal.refused("disk.version.get", {"id": 99}, auth)[1] == "ERROR_NOT_FOUND"
    assert portal.refused("disk.version.get", {}, auth)[2] == "Invalid value of parameter `id`"
    assert portal.refused("disk.file.uploadVersion", key, auth)[1] == "ERROR_ARGUMENT"
    broken = portal.refused("disk.file.uploadVersion", key | {"fileContent": ["a", "%%"]}, auth)
    assert broken == (400, "DISK_FILE_22002", "Could not save file")
    assert portal.result("disk.file.rename", key | {"newName": "c.txt"}, auth)["NAME"] == "c.txt"
    assert portal.refused("disk.file.rename", key | {"newName": "b.txt"}, auth)[1] == "DISK_OBJ_22000"
    assert portal.refused("disk.file.rename", key | {"newName": ""}, auth) == (400, "0", "Empty name")
    assert portal.refused("disk.file.rename", key, auth)[1] == "ERROR_ARGUMENT"


def test_contents_are_decoded_as_php_does_it(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    """What is no base64 inside of a content is passed over."""
    params = {"id": mine["ID"], "data": {"NAME": "p.txt"}, "fileContent": "aG k*="}
    made = portal.result("disk.storage.uploadFile", params, auth)
    assert made["SIZE"] in (2, "2")


def test_what_uploads_refuse(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    put(portal, auth, mine)
    assert put(portal, auth, mine, generateUniqueName=True)["NAME"] == "a (1).txt"
    where = {"id": mine["ID"], "data": {"NAME": "z.txt"}, "fileContent": b64("x")}
    for change, error, text in (
        ({"data": {}}, "DISK_BASE_SERVICE_22001", "Error: required parameter NAME (DISK_BASE_SERVICE_22001)"),
        ({"fileContent": ["z", "%"]}, "ERROR_COULD_NOT_SAVE_FILE", "Could not save file"),
        ({"rights": [{"TASK_ID": 1}]}, "", "Invalid rights format"),
        ({"data": {"NAME": "a.txt"}}, "DISK_OBJ_22000", "A file with this name already exists"),
        ({"fileContent": None}, "ERROR_ARGUMENT", "Invalid value of parameter {Parameter #1}"),
        ({"id": None}, "ERROR_ARGUMENT", "Invalid value of parameter {Parameter #0}"),
    ):
        assert portal.refused("disk.storage.uploadFile", where | change, auth) == (400, error, text)


@pytest.mark.parametrize("hook", [False, True])
def test_upload_by_address(portal: Any, auth: str, mine: dict[str, Any], hook: bool) -> None:
    told = portal.result("disk.folder.uploadFile", {"id": mine["ROOT_OBJECT_ID"]}, "" if hook else auth)
    assert told["field"] == "file"
    url = httpx.URL(told["uploadUrl"])
    assert url.host == portal.state.host
    path = url.raw_path.decode()
    answer = portal.http.post(path, files={"file": ("pic é.png", b"\x89PNG\0", "image/png")})
    made = answer.json()["result"]
    assert (made["NAME"], made["SIZE"], made["PARENT_ID"]) == ("pic é.png", "5", mine["ROOT_OBJECT_ID"])
    got = fetch(portal, portal.result("disk.file.get", {"id": made["ID"]})["DOWNLOAD_URL"])
    assert (got.content, got.headers["content-type"]) == (b"\x89PNG\0", "image/png")
    assert portal.http.post(path).json()["error"] == "ERROR_ARGUMENT"
    assert portal.http.post(path.replace("upload", "download", 1), files={"file": b"x"}).status_code == 403
    assert portal.http.post(path[:-6], files={"file": b"x"}).status_code == 403


def test_download_needs_right_and_scope(portal: Any, auth: str, mine: dict[str, Any], user: str) -> None:
    made = put(portal, auth, mine)
    path = httpx.URL(made["DOWNLOAD_URL"]).raw_path.decode()
    assert portal.http.get(path.replace(auth, user)).status_code == 403
    assert portal.http.get(path.replace(auth, "f" * 70)).status_code == 401
    portal.result("disk.file.delete", {"id": made["ID"]}, auth)
    assert portal.http.get(path).status_code == 400
    token = portal.tokens(portal.install())
    portal.state.tokens.access[token.access].scopes = frozenset({"user"})
    assert portal.http.get(path.replace(auth, token.access)).json()["error"] == "insufficient_scope"


def test_rights(portal: Any, auth: str, mine: dict[str, Any], user: str) -> None:
    tasks = {row["NAME"]: row["ID"] for row in portal.result("disk.rights.getTasks", {}, auth)}
    assert tasks == {"disk_access_full": "79", "disk_access_edit": "75", "disk_access_read": "71"}
    made = put(portal, auth, mine, rights=[{"TASK_ID": tasks["disk_access_read"], "ACCESS_CODE": f"U{portal.user_id}"}])
    key = {"id": made["ID"]}
    assert portal.result("disk.file.get", key, user)["NAME"] == "a.txt"
    denied = (403, "ACCESS_DENIED", "Access denied!")
    assert portal.refused("disk.file.rename", key | {"newName": "b"}, user) == denied
    assert portal.refused("disk.file.delete", key, user) == denied
    assert [row["NAME"] for row in portal.result("disk.storage.getChildren", {"id": mine["ID"]}, user)] == ["a.txt"]
    one = folder(portal, auth, mine["ROOT_OBJECT_ID"], "one")["ID"]
    assert portal.refused("disk.folder.get", {"id": one}, user) == denied
    share = {"id": one, "userId": portal.user_id, "taskName": "disk_access_add"}
    assert portal.result("disk.folder.shareToUser", share, auth) is True
    up = {"id": one, "data": {"NAME": "n.txt"}, "fileContent": b64("n")}
    assert portal.result("disk.folder.uploadFile", up, user)["CREATED_BY"] == str(portal.user_id)
    assert portal.refused("disk.folder.rename", {"id": one, "newName": "x"}, user) == denied
    assert portal.refused("disk.folder.shareToUser", share | {"taskName": "disk_access_full"}, user) == denied
    assert portal.refused("disk.folder.shareToUser", share | {"taskName": "none"}, auth) == denied
    assert portal.refused("disk.folder.shareToUser", {"id": one}, auth)[1] == "ERROR_ARGUMENT"
    assert portal.refused("disk.storage.addFolder", {"id": mine["ID"], "data": {"NAME": "x"}}, user) == denied
    common = storage(portal, auth, "common", "shared_files_s1")
    assert put(portal, user, common)["DETAIL_URL"] == f"https://{portal.state.host}/docs/file/a.txt"


def test_storages_of_groups(portal: Any, auth: str, user: str) -> None:
    portal.result("sonet_group.create", {"NAME": "Team", "OPENED": "N", "VISIBLE": "N"})
    group = portal.result("sonet_group.create", {"NAME": "Mine", "OWNER_ID": portal.user_id})
    row = storage(portal, user, "group", group)
    assert (row["NAME"], row["ENTITY_TYPE"]) == ("Mine", "group")
    assert put(portal, user, row)["DETAIL_URL"].startswith(
        f"https://{portal.state.host}/workgroups/group/{group}/disk/file/"
    )
    kinds = [row["ENTITY_TYPE"] for row in portal.result("disk.storage.getList", {}, user)]
    assert kinds == ["common", "user", "group"]
    assert portal.result("disk.storage.getList", {"filter": {"NAME": "Team"}}, auth)[0]["ENTITY_TYPE"] == "group"


def test_public_links(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    file = {"id": put(portal, auth, mine)["ID"]}
    link = portal.result("disk.file.getExternalLink", file, auth)
    assert link.startswith(f"https://{portal.state.host}/~")
    assert portal.result("disk.file.getExternalLink", file, auth) == link
    assert fetch(portal, link).content == b"hello"
    assert fetch(portal, link[:-1]).status_code == 404
    assert portal.result("disk.folder.getExternalLink", {"id": mine["ROOT_OBJECT_ID"]}, auth) != link


def test_search(portal: Any, auth: str, mine: dict[str, Any], user: str) -> None:
    one = folder(portal, auth, mine["ROOT_OBJECT_ID"], "report folder")["ID"]
    up = {"id": one, "data": {"NAME": "q.txt"}, "fileContent": b64("the Report of March")}
    portal.result("disk.folder.uploadFile", up, auth)
    put(portal, auth, mine, "report.png")

    def found(token: str = auth, **params: Any) -> list[str]:
        return [row["NAME"] for row in portal.result("disk.file.search", {"QUERY": "report"} | params, token)]

    assert found() == ["q.txt", "report.png"]
    assert found(start=1) == ["report.png"]
    assert found(TYPE="folder") == ["report folder"]
    assert found(TYPE="all", FILTER={"STORAGE_ID": mine["ID"], "FOLDER_ID": one}) == ["q.txt"]
    assert found(user) == []
    for params, error in (
        ({}, "ERROR_ARGUMENT"),
        ({"QUERY": " a  b"[:3]}, "INVALID_QUERY"),
        ({"QUERY": "abc", "TYPE": "x"}, "INVALID_TYPE"),
        ({"QUERY": "abc", "FILTER": {"NAME": 1}}, "INVALID_FILTER"),
        ({"QUERY": "abc", "FILTER": "x"}, "NOT_FOUND"),
        ({"QUERY": "abc", "FILTER": {"STORAGE_ID": 99}}, "NOT_FOUND"),
        ({"QUERY": "abc", "FILTER": {"STORAGE_ID": 1, "FOLDER_ID": one}}, "NOT_FOUND"),
    ):
        assert portal.refused("disk.file.search", params, auth)[:2] == (400, error)


def test_attachments(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    file = put(portal, auth, mine)["ID"]
    admin = portal.state.people.users[1]
    facts = {"module": "tasks", "entity_type": "tasks_task", "entity": "7", "user": admin}
    key = portal.running.call(lambda: portal.state.ask("disk.attach", id=file, **facts))
    row = portal.result("disk.attachedObject.get", {"id": key}, auth)
    assert (row["OBJECT_ID"], row["MODULE_ID"], row["ENTITY_ID"], row["SIZE"]) == (str(file), "tasks", "7", "5")
    assert row["DOWNLOAD_URL"].startswith(
        f"https://{portal.state.host}/bitrix/tools/disk/uf.php?attachedId={key}&auth[auth]="
    )
    found = portal.running.call(lambda: portal.state.ask("disk.attached", id=key, user=admin))
    assert found["content"] == b"hello"
    assert portal.refused("disk.attachedObject.get", {"id": 99}, auth)[1] == "ERROR_NOT_FOUND"
    got = fetch(portal, row["DOWNLOAD_URL"])
    assert (got.status_code, got.content) == (200, b"hello")
    assert fetch(portal, row["DOWNLOAD_URL"].replace(auth, "0" * 64)).status_code == 404


def test_traces(portal: Any, auth: str, mine: dict[str, Any]) -> None:
    before = {(row.section, row.key) for row in portal.running.call(portal.state.fingerprint)}
    put(portal, auth, mine)
    folder(portal, auth, mine["ROOT_OBJECT_ID"], "one")
    rows = [row for row in portal.running.call(portal.state.fingerprint) if (row.section, row.key) not in before]
    assert [(row.section, row.owner, row.summary) for row in rows] == [
        ("disk files", "acme.score", "a.txt"), ("disk folders", "acme.score", "one"),
    ]  # fmt: skip
