"""Knowledge Base 2.0."""

from __future__ import annotations

import base64
from typing import Any

import pytest

REQUEST, ENTITY = "VALIDATION_REQUESTVALIDATION", "VALIDATION_DTOVALIDATION"


@pytest.fixture
def base(portal: Any) -> int:
    made: int = portal.result3("note.collection.add", {"fields": {"name": "Rules", "position": 5}})["item"]["id"]
    return made


def page(portal: Any, base: int, title: str, **more: Any) -> int:
    made: int = portal.result3("note.document.add", {"fields": {"collectionId": base, "title": title} | more})["item"][
        "id"
    ]
    return made


def own(portal: Any, method: str, params: Any = None, user_id: int = 1) -> tuple[int, str]:
    """An error of the module's own."""
    answer = portal.hook3(method, params, user_id)
    return answer.status_code, answer.json()["error"]["code"]


def test_a_knowledge_base(portal: Any, base: int) -> None:
    item = portal.result3("note.collection.get", {"id": base})["item"]
    assert (item["name"], item["position"], item["policyLevel"], item["createdBy"]) == ("Rules", 5, "view", 1)
    assert item["createdAt"].endswith("Z")
    portal.cloud.clock.advance(60)
    later = portal.result3("note.collection.update", {"id": base, "fields": {"name": "Laws"}})["item"]
    assert later["name"] == "Laws"
    assert later["updatedAt"] > later["createdAt"]
    assert portal.refused3("note.collection.add") == (400, REQUEST, ["fields"])
    assert portal.refused3("note.collection.add", {"fields": {}}) == (400, ENTITY, ["name"])
    assert portal.refused3("note.collection.add", {"fields": {"name": " "}}) == (400, ENTITY, ["name"])
    assert portal.refused3("note.collection.add", {"fields": {"name": "x" * 256}}) == (400, ENTITY, ["name"])
    assert portal.refused3("note.collection.get", {"id": 99}) == (400, "ENTITYNOTFOUND", [])
    assert portal.refused3("note.collection.update", {"fields": {"name": "x"}})[2] == ["id"]
    mine = {"id": base, "fields": {"name": "x"}}
    assert portal.refused3("note.collection.update", mine, portal.user_id) == (403, "ACCESSDENIED", [])


def test_pages_of_knowledge_bases(portal: Any) -> None:
    ids = [
        portal.result3("note.collection.add", {"fields": {"name": name, "position": position}})["item"]["id"]
        for name, position in (("A", 2), ("B", 1), ("C", 2))
    ]
    first = portal.result3("note.collection.list", {"pagination": {"limit": 2}})
    assert [row["name"] for row in first["items"]] == ["B", "A"]
    assert first["nextCursor"] == {"position": 2, "id": ids[0]}
    then = portal.result3("note.collection.list", {"pagination": {"limit": 2, "afterCursor": first["nextCursor"]}})
    assert ([row["name"] for row in then["items"]], then["nextCursor"]) == (["C"], None)
    wrong = {"pagination": {"afterCursor": {"id": 1}}}
    assert portal.refused3("note.collection.list", wrong)[1] == "INVALIDPAGINATION"


def test_documents_as_a_tree(portal: Any, base: int) -> None:
    top = page(portal, base, "Top", markdown="# Top")
    below = page(portal, base, "Below", parentId=top)
    tree = portal.result3("note.document.tree.list", {"collectionId": base})
    assert (tree["truncated"], tree["items"][0]["children"][0]["id"]) == (False, below)
    portal.result3("note.document.update", {"id": below, "fields": {"markdown": "New"}, "overwrite": True})
    got = portal.result3("note.document.get", {"id": below})["item"]
    assert (got["title"], got["markdown"], got["parentId"]) == ("Below", "New", top)
    assert own(portal, "note.document.update", {"id": below, "fields": {}}) == (400, "NOTE_EMPTY_UPDATE")
    other = portal.result3("note.collection.add", {"fields": {"name": "Other"}})["item"]["id"]
    strange = {"fields": {"collectionId": other, "title": "x", "parentId": top}}
    assert own(portal, "note.document.add", strange) == (400, "NOTE_INVALID_PARENT")
    large = {"fields": {"collectionId": base, "title": "x", "markdown": "x" * 1_048_577}}
    assert own(portal, "note.document.add", large) == (400, "NOTE_MARKDOWN_TOO_LARGE")
    assert portal.refused3("note.document.add", {"fields": {"collectionId": base}}) == (400, ENTITY, ["title"])
    assert portal.refused3("note.document.add", {"fields": {"collectionId": 99, "title": "x"}})[1] == "ENTITYNOTFOUND"
    assert portal.refused3("note.document.delete", {"id": top}, portal.user_id)[1] == "ACCESSDENIED"
    assert portal.result3("note.document.delete", {"id": top}) == {"result": True}
    assert portal.refused3("note.document.get", {"id": below})[1] == "ENTITYNOTFOUND"


def test_the_archive_takes_what_is_below(portal: Any, base: int) -> None:
    top = page(portal, base, "Top")
    page(portal, base, "Below", parentId=top)
    assert portal.result3("note.document.archive", {"id": top}) == {"result": True}
    assert portal.result3("note.document.tree.list", {"collectionId": base})["items"] == []
    assert portal.refused3("note.document.archive", {"id": top})[1] == "ENTITYNOTFOUND"
    assert portal.result3("note.document.get", {"id": top})["item"]["id"] == top
    assert portal.result3("note.collection.archive", {"id": base}) == {"result": True}
    assert portal.result3("note.collection.list")["items"] == []
    assert portal.refused3("note.collection.archive", {"id": base})[1] == "ENTITYNOTFOUND"
    assert portal.result3("note.collection.delete", {"id": base}) == {"result": True}
    assert not [row for row in portal.state.fingerprint() if row.section.startswith("knowledge")]


def test_search(portal: Any, base: int) -> None:
    one = page(portal, base, "Recipe", markdown="A classic borscht, and borscht again")
    page(portal, base, "Other", markdown="Nothing")
    found = portal.result3("note.document.search.list", {"query": "BORSCHT classic"})
    assert ([row["documentId"] for row in found["items"]], found["hasMore"]) == ([one], False)
    assert "<b>borscht</b>" in found["items"][0]["snippet"]
    assert own(portal, "note.document.search.list", {"query": "ab"}) == (400, "NOTE_SEARCH_QUERY_TOO_SHORT")
    assert own(portal, "note.document.search.list", {"query": "a" * 201}) == (400, "NOTE_SEARCH_QUERY_TOO_LONG")
    assert portal.refused3("note.document.search.list")[2] == ["query"]


def test_files(portal: Any, base: int) -> None:
    document = page(portal, base, "Top")
    content = base64.b64encode(b"png").decode()
    given = {"documentId": document, "fileName": "a.png", "fileContent": content}
    item = portal.result3("note.file.add", given)["item"]
    assert (item["size"], item["mimeType"], item["assetType"]) == (3, "image/png", "image")
    assert item["assetMarkdown"] == f"[[image fileId={item['id']}]]"
    assert portal.result3("note.file.get", {"id": item["id"], "documentId": document}) == {"item": item}
    assert portal.refused3("note.file.get", {"id": 99, "documentId": document})[1] == "ENTITYNOTFOUND"
    assert portal.refused3("note.file.get", {"id": 1})[2] == ["documentId"]
    assert portal.refused3("note.file.add", {"documentId": document})[2] == ["fileName", "fileContent"]
    assert portal.refused3("note.file.add", given | {"fileContent": "?"})[2] == ["fileContent"]
    assert portal.refused3("note.file.add", given, portal.user_id)[1] == "ACCESSDENIED"
    assert own(portal, "note.file.add", given | {"fileName": "a.exe"}) == (400, "NOTE_FILE_TYPE_NOT_ALLOWED")
