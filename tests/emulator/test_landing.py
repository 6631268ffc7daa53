"""Sites, their pages and blocks, and what applications bring for them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.scopes.landing.repository import SPLITTER, sanitized

BLOCK = {"NAME": "Hero", "CONTENT": "<section>Hi</section>", "SECTIONS": "cover", "PREVIEW": "https://x.example/p.png"}
LOOKS = {"rootNode": ".w", "handler": "https://x.example/h", "demoData": {"a": "1"}}


@pytest.fixture
def auth(portal: Any) -> str:
    token: str = portal.installed(scopes=("landing", "placement")).access
    return token


def page(portal: Any, auth: str = "", **fields: Any) -> tuple[int, int]:
    site = portal.result("landing.site.add", {"fields": {"TITLE": "Shop", "CODE": "shop"}}, auth)
    given_fields = {"TITLE": "Spring Sale", "SITE_ID": site} | fields
    return site, portal.result("landing.landing.add", {"fields": given_fields}, auth)


def test_repository(portal: Any, auth: str) -> None:
    one = portal.result("landing.repo.register", {"code": "hero", "fields": BLOCK}, auth)
    assert portal.result("landing.repo.register", {"code": "hero", "fields": BLOCK | {"NAME": "New"}}, auth) == one
    (row,) = portal.result("landing.repo.getList", auth=auth)
    assert (row["ID"], row["XML_ID"], row["APP_CODE"], row["NAME"], row["ACTIVE"]) == (
        str(one), "hero", "acme.score", "New", "Y")  # fmt: skip
    some = {"params": {"select": ["NAME"], "filter": {"XML_ID": "hero"}, "order": {"ID": "DESC"}, "limit": 1}}
    assert portal.result("landing.repo.getList", some, auth) == [{"ID": str(one), "NAME": "New"}]
    bad = '<div style="color:red" onclick="alert(1)"><iframe src="//evil.com"></iframe></div>'
    found = portal.result("landing.repo.checkContent", {"content": bad, "splitter": "#AAA#"}, auth)
    split = '<div style="color:red" oncl#AAA#ick="alert(1)"><ifr#AAA#ame src="//evil.com"></iframe></div>'
    assert found == {"is_bad": True, "content": split}
    assert portal.result("landing.repo.checkContent", {"content": "<p>on it = fine</p>"}, auth)["is_bad"] is False
    assert portal.result("landing.repo.unregister", {"code": "hero"}, auth) is True
    assert portal.result("landing.repo.unregister", {"code": "hero"}, auth) is False


@pytest.mark.parametrize(("more", "code"), [
    ({"fields": None}, "MISSING_PARAMS"), ({"fields": "x"}, "ERROR_ARGUMENT"),
    ({"fields": {"NAME": "x"}}, "REQUIRED_FIELD_NO_EXISTS"),
    ({"fields": BLOCK | {"CONTENT": "<script>"}}, "CONTENT_IS_BAD"),
    ({"manifest": {"block": {"type": "mainpage"}}}, "UNSUPPORTED_BLOCK_TYPE"),
    ({"manifest": {"block": {"subtype": "widget"}}}, "UNSUPPORTED_BLOCK_SUBTYPE"),
    ({"manifest": {"nodes": {".a": {"type": "text"}}, "style": {".a": {"type": "background"}}}},
     "MANIFEST_INTERSECT_IMG"),
    ({"manifest": {"cards": {".a": {"presets": {"x": {"html": "<iframe>"}}}}}}, "PRESET_CONTENT_IS_BAD")])  # fmt: skip
def test_wrong_blocks(portal: Any, auth: str, more: dict[str, Any], code: str) -> None:
    sent = {key: value for key, value in ({"code": "b", "fields": BLOCK} | more).items() if value is not None}
    assert portal.refused("landing.repo.register", sent, auth)[:2] == (400, code)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.sampled_from(["<script>", '<a onclick="x">', "javascript:x", "<p>"]))
def test_splitting_hides_what_is_unsafe(text: str, part: str) -> None:
    found = sanitized(f"{text}{part}{text}", SPLITTER)
    assert found.replace(SPLITTER, "") == f"{text}{part}{text}".replace(SPLITTER, "")
    assert sanitized(found, SPLITTER) == found


def test_widgets(portal: Any, auth: str) -> None:
    fields = BLOCK | {"WIDGET_PARAMS": LOOKS}
    one = portal.result("landing.repowidget.register", {"code": "w", "fields": fields}, auth)
    (row,) = portal.result("landing.repowidget.getlist", {"params": {}}, auth)
    assert row["MANIFEST"]["block"] == {"type": ["mainpage"], "subtype": ["widgetvue"], "subtype_params": LOOKS}
    assert row["ID"] == str(one)
    assert portal.refused("landing.repowidget.register", {"code": "w", "fields": BLOCK}, auth)[1:] == (
        "REQUIRED_FIELD_NO_EXISTS", "The required field is missing: WIDGET_PARAMS")  # fmt: skip
    less = BLOCK | {"WIDGET_PARAMS": {"rootNode": ".w"}}
    assert portal.refused("landing.repowidget.register", {"code": "w", "fields": less}, auth)[1] == (
        "REQUIRED_PARAM_NO_EXISTS")  # fmt: skip
    assert portal.result("landing.repowidget.debug", {"enable": True}, auth) is True
    assert portal.result("landing.repowidget.debug", {"enable": False}, auth) is True
    assert portal.refused("landing.repowidget.debug")[1] == "APP_NOT_FOUND"
    assert portal.result("landing.repowidget.unregister", {"code": "w"}, auth) is True


def test_templates(portal: Any, auth: str) -> None:
    data = {"code": "tpl", "name": "Shop", "type": "page", "items": {"tpl/main": {"name": "Main"}}}
    ids = portal.result("landing.demos.register", {"data": data}, auth)
    assert len(ids) == 2
    assert portal.result("landing.demos.register", {"data": data}, auth) == ids
    rows = portal.result("landing.demos.getList", auth=auth)
    assert [(row["XML_ID"], row["TITLE"], row["TPL_TYPE"]) for row in rows] == [
        ("tpl", "Shop", "S"), ("tpl/main", "Main", "P")]  # fmt: skip
    for params, code in (({"data": "x"}, "ERROR_ARGUMENT"), ({"data": {}}, "REGISTER_ERROR_DATA"),
                         ({"data": {"name": "x"}}, "BX_EMPTY_REQUIRED"), ({}, "MISSING_PARAMS"),
                         ({"data": {"code": "x", "content": "<script>"}}, "CONTENT_IS_BAD")):  # fmt: skip
        assert portal.refused("landing.demos.register", params, auth)[:2] == (400, code)
    assert portal.refused("landing.demos.getList", {"params": "x"}, auth)[1] == "ERROR_ARGUMENT"
    assert portal.result("landing.demos.unregister", {"code": "tpl"}, auth) is True
    assert portal.result("landing.demos.unregister", {"code": "tpl"}, auth) is False


def test_embedded_places(portal: Any, auth: str) -> None:
    lacks = (400, "PLACEMENT_NO_EXIST", "Such embedding placement does not exist")
    assert portal.refused("landing.repo.unbind", {"code": "LANDING_SETTINGS"}, auth) == lacks
    handler = f"{portal.inbox.url}/w"
    fields = {"PLACEMENT": "landing_settings", "PLACEMENT_HANDLER": handler, "TITLE": "Mine"}
    assert portal.result("landing.repo.bind", {"fields": fields}, auth) is True
    assert [(row.code, row.title) for row in portal.state.bindings.placements] == [("LANDING_SETTINGS", "Mine")]
    other = {"fields": fields | {"PLACEMENT": "LEFT_MENU"}}
    assert portal.refused("landing.repo.bind", other, auth) == lacks
    assert portal.refused("landing.repo.bind", {"fields": {"PLACEMENT": "x"}}, auth)[1] == "REQUIRED_FIELD_NO_EXISTS"
    assert portal.refused("landing.repo.unbind", {"code": "LANDING_SETTINGS", "handler": "x"}, auth) == lacks
    assert portal.result("landing.repo.unbind", {"code": "LANDING_SETTINGS", "handler": handler}, auth) is True


def test_sites(portal: Any) -> None:
    site, _ = page(portal)
    (row,) = portal.result("landing.site.getList", {"params": {"select": ["ID", "CODE", "TYPE", "ACTIVE"]}})
    assert row == {"ID": str(site), "CODE": "/shop/", "TYPE": "PAGE", "ACTIVE": "N"}
    other = portal.result("landing.site.add", {"fields": {"TITLE": "B", "CODE": "shop", "TYPE": "STORE"}})
    assert portal.result("landing.site.update", {"id": other, "fields": {"TITLE": "C", "CODE": "c"}}) is True
    (row,) = portal.result("landing.site.getList", {"params": {"filter": {"TYPE": "STORE"}}})
    assert (row["TITLE"], row["CODE"]) == ("C", "/c/")
    for fields, code in (({"TITLE": "x", "CODE": "a/b"}, "SLASH_IS_NOT_ALLOWED"),
                         ({"TITLE": "x", "CODE": "д"}, "DOMAIN_IS_INCORRECT"), ({"CODE": "x"}, "BX_EMPTY_REQUIRED"),
                         ({"TITLE": "x", "CODE": "x", "TYPE": "Q"}, "ACCESS_DENIED")):  # fmt: skip
        assert portal.refused("landing.site.add", {"fields": fields})[1] == code
    assert portal.refused("landing.site.add")[1:] == ("MISSING_PARAMS", "Not enough call parameters, missing: fields")
    assert portal.refused("landing.site.add", {"fields": {}}, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    assert portal.result("landing.site.markDelete", {"id": other}) == other
    assert len(portal.result("landing.site.getList", user_id=portal.user_id)) == 1
    assert len(portal.result("landing.site.getList", {"params": {"filter": {"=DELETED": "Y"}}})) == 1
    assert portal.result("landing.site.markUnDelete", {"id": other}) == other
    assert portal.result("landing.site.publication", {"id": site}) == site
    url = portal.result("landing.site.getPublicUrl", {"id": site})
    assert portal.result("landing.site.getPublicUrl", {"id": [site]}) == {str(site): url}
    assert portal.result("landing.site.unpublic", {"id": site}) == site
    assert portal.refused("landing.site.delete", {"id": site})[1:] == ("SITE_IS_NOT_EMPTY", "The site contains pages.")
    assert portal.refused("landing.site.delete", {"id": 99})[1] == "ACCESS_DENIED"
    assert portal.result("landing.site.delete", {"id": other}) is True


def test_folders(portal: Any) -> None:
    site, _ = page(portal)
    one = portal.result("landing.site.addFolder", {"siteId": site, "fields": {"TITLE": "News", "CODE": "news"}})
    (row,) = portal.result("landing.site.getFolders", {"siteId": site})
    assert (row["ID"], row["CODE"], row["SITE_ID"], row["PARENT_ID"], row["ACTIVE"]) == (
        str(one), "news", str(site), None, "N")  # fmt: skip
    add = "landing.site.addFolder"
    for fields, code in (({"TITLE": "x", "CODE": "news"}, "FOLDER_IS_NOT_UNIQUE"), ({}, "BX_EMPTY_REQUIRED"),
                         ({"TITLE": "x", "CODE": "a/b"}, "SLASH_IS_NOT_ALLOWED")):  # fmt: skip
        assert portal.refused(add, {"siteId": site, "fields": fields})[1] == code
    assert portal.refused(add, {"siteId": 99, "fields": {"TITLE": "x"}})[1] == "ACCESS_DENIED"
    change = {"siteId": site, "folderId": one, "fields": {"TITLE": "Blog", "CODE": "blog"}}
    assert portal.result("landing.site.updateFolder", change) is True
    assert portal.result("landing.site.publicationFolder", {"folderId": one}) is True
    assert portal.result("landing.site.unPublicFolder", {"folderId": one}) is True
    assert portal.result("landing.site.markFolderDelete", {"id": one}) is True
    assert portal.result("landing.site.getFolders", {"siteId": site}) == []
    assert portal.result("landing.site.markFolderUnDelete", {"id": one}) is True
    assert portal.result("landing.site.getFolders", {"siteId": site, "filter": {"CODE": "blog"}})[0]["TITLE"] == "Blog"
    assert portal.refused("landing.site.markFolderDelete", {"id": 99})[1] == "ACCESS_DENIED"


def test_pages(portal: Any) -> None:
    site, one = page(portal)
    two = portal.result("landing.landing.add", {"fields": {"TITLE": "Spring Sale", "SITE_ID": site}})
    rows = portal.result("landing.landing.getList", {"params": {"filter": {"SITE_ID": site}}})
    assert [(row["ID"], row["CODE"]) for row in rows] == [(str(one), "spring-sale"), (str(two), "spring-sale_1")]
    index = portal.result("landing.landing.getpublicurl", {"lid": one})
    inner = portal.result("landing.landing.getpublicurl", {"lid": two})
    assert inner == f"{index}spring-sale_1/"
    found = {"landingUrl": "/spring-sale_1/", "siteId": site}
    assert portal.result("landing.landing.resolveIdByPublicUrl", found) == two
    assert portal.result("landing.landing.resolveIdByPublicUrl", {"landingUrl": "/no/", "siteId": site}) is None
    assert portal.result("landing.landing.update", {"lid": two, "fields": {"TITLE": "New", "CODE": "new"}}) is True
    add = "landing.landing.add"
    for fields, code in (({"SITE_ID": 99}, "SITE_NOT_FOUND"), ({"CODE": "a/b"}, "SLASH_IS_NOT_ALLOWED"),
                         ({"CODE": ""}, "CANT_BE_EMPTY"), ({"FOLDER_ID": 9}, "FOLDER_NOT_FOUND"),
                         ({"TITLE": ""}, "BX_EMPTY_REQUIRED")):  # fmt: skip
        assert portal.refused(add, {"fields": {"TITLE": "x", "SITE_ID": site} | fields})[1] == code
    for verb in ("update", "delete", "copy", "move", "publication", "getpublicurl", "markDelete"):
        given_params = {"lid": 99, "fields": {"TITLE": "x"}}
        assert portal.refused(f"landing.landing.{verb}", given_params)[1:] == ("LANDING_NOT_EXIST", "Landing not found")
    assert portal.result("landing.landing.publication", {"lid": two}) is True
    assert portal.result("landing.landing.unpublic", {"lid": two}) is True
    copy = portal.result("landing.landing.copy", {"lid": two})
    folder = portal.result("landing.site.addFolder", {"siteId": site, "fields": {"TITLE": "F"}})
    assert portal.result("landing.landing.move", {"lid": copy, "toFolderId": folder}) is True
    assert portal.result("landing.landing.getpublicurl", {"lid": copy}).endswith("/f/new_1/")
    assert portal.refused("landing.landing.markDelete", {"lid": one})[1] == "CANT_DELETE_MAIN"
    assert portal.result("landing.landing.markDelete", {"lid": two}) == two
    assert len(portal.result("landing.landing.getList")) == 2
    assert portal.result("landing.landing.markUnDelete", {"lid": two}) == two
    assert portal.result("landing.landing.delete", {"lid": two}) is True
    assert portal.refused("landing.landing.delete", {"lid": one}, user_id=portal.user_id)[1] == "ACCESS_DENIED"


def test_blocks(portal: Any, auth: str) -> None:
    _, lid = page(portal, auth)
    repo = portal.result("landing.repo.register", {"code": "hero", "fields": BLOCK}, auth)
    fields = {"CODE": f"repo_{repo}"}
    one = portal.result("landing.landing.addblock", {"lid": lid, "fields": fields}, auth)
    two = portal.result("landing.landing.addblock", {"lid": lid, "fields": fields}, auth)
    mid = portal.result("landing.landing.addblock", {"lid": lid, "fields": fields | {"AFTER_ID": one}}, auth)

    def line(**params: Any) -> list[int]:
        return [row["id"] for row in portal.result("landing.block.getlist", {"lid": lid, "params": params}, auth)]

    assert line() == [one, mid, two]
    for verb, after in (("downblock", [mid, one, two]), ("upblock", [one, mid, two])):
        assert portal.result(f"landing.landing.{verb}", {"lid": lid, "block": one}, auth) is True
        assert line() == after
    assert portal.refused("landing.landing.upblock", {"lid": lid, "block": one}, auth)[1] == "BLOCK_WRONG_SORT"
    assert portal.refused("landing.landing.addblock", {"lid": lid, "fields": {"CODE": "repo_99"}}, auth)[1] == (
        "BLOCK_CANT_BE_ADDED")  # fmt: skip
    assert portal.refused("landing.landing.addblock", {"lid": lid, "fields": {"CODE": "0.menu_02"}}, auth)[0] == 501
    unsafe = {"lid": lid, "fields": fields | {"CONTENT": "<script>"}}
    assert portal.refused("landing.landing.addblock", unsafe, auth)[1] == "CONTENT_IS_BAD"
    at = {"lid": lid, "block": mid}
    assert portal.result("landing.landing.hideblock", at, auth) is True
    assert portal.result("landing.block.getbyid", {"block": mid}, auth)["active"] is False
    assert portal.result("landing.landing.showblock", at, auth) is True
    assert portal.result("landing.block.updatecontent", at | {"content": "<b>x</b>"}, auth) is True
    assert portal.refused("landing.block.updatecontent", at | {"content": "<iframe>"}, auth)[1] == "CONTENT_IS_BAD"
    found = portal.result("landing.block.getbyid", {"block": mid, "params": {"get_content": 1}}, auth)
    assert "<b>x</b>" in found["content"]
    assert (found["lid"], found["meta"]["LID"], found["meta"]["SITE_TYPE"]) == (lid, str(lid), "PAGE")
    assert portal.result("landing.landing.markdeletedblock", at, auth) is True
    assert (line(), line(deleted=1)) == ([one, two], [mid])
    assert portal.refused("landing.landing.hideblock", at, auth)[1:] == (
        "BLOCK_NOT_FOUND", "Block not found in the landing")  # fmt: skip
    assert portal.refused("landing.block.getbyid", {"block": mid}, auth)[1] == "BLOCK_NOT_FOUND"
    assert portal.refused("landing.landing.copyblock", at, auth)[1] == "BLOCK_NOT_FOUND"
    assert portal.result("landing.landing.markundeletedblock", at, auth) is True
    copy = portal.result("landing.landing.copyblock", at, auth)
    assert line()[-1] == copy
    assert portal.result("landing.landing.deleteblock", {"lid": lid, "block": copy}, auth) is True
    assert portal.refused("landing.landing.deleteblock", {"lid": lid}, auth)[1] == "MISSING_PARAMS"


def test_what_goes_with_the_application(portal: Any, auth: str) -> None:
    page(portal, auth)
    portal.result("landing.repo.register", {"code": "hero", "fields": BLOCK}, auth)
    portal.result("landing.demos.register", {"data": {"code": "tpl"}}, auth)
    ours = {row.section for row in portal.state.fingerprint() if row.owner == "acme.score"}
    assert {"sites", "site pages", "site repository blocks", "site templates"} <= ours
    user = portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(portal.state.app("acme.score"), user, clean=True))
    left = {row.section for row in portal.state.fingerprint() if row.owner == "acme.score"}
    assert {"sites", "site pages"} <= left
    assert not {"site repository blocks", "site templates"} & left


def test_special_pages(portal: Any) -> None:
    site, one = page(portal)
    cart = {"id": site, "type": "cart"}
    assert portal.result("landing.syspage.set", cart | {"lid": one}) is True
    special = {"TYPE": "cart", "LANDING_ID": str(one), "TITLE": "Spring Sale", "DELETED": "N", "ACTIVE": "N"}
    assert portal.result("landing.syspage.get", {"id": site}) == {"cart": special}
    assert portal.result("landing.syspage.get", {"id": site, "active": True}) == []
    for params in ({"id": site, "type": "nonsense", "lid": one}, {"id": site, "type": "order", "lid": 99}):
        assert portal.result("landing.syspage.set", params) is True
    assert list(portal.result("landing.syspage.get", {"id": site})) == ["cart"]
    assert portal.result("landing.syspage.set", cart) is True
    for verb, key in (("deleteForSite", site), ("deleteForLanding", one)):
        portal.result("landing.syspage.set", cart | {"lid": one})
        assert portal.result(f"landing.syspage.{verb}", {"id": key}) is True
        assert portal.result("landing.syspage.get", {"id": site}) == []
        assert portal.refused(f"landing.syspage.{verb}")[1] == "MISSING_PARAMS"


def test_address_of_a_special_page(portal: Any) -> None:
    site, one = page(portal)
    method, wanted = "landing.syspage.getSpecialPage", {"siteId": site, "type": "cart"}
    assert portal.result(method, wanted) == ""
    portal.result("landing.syspage.set", {"id": site, "type": "cart", "lid": one})
    where = portal.result("landing.landing.getpublicurl", {"lid": one})
    assert portal.result(method, wanted, user_id=portal.user_id) == where
    more = {"SECTION": "private", "utm": "a b"}
    assert portal.result(method, wanted | {"additional": more}) == f"{where}?SECTION=private&utm=a+b"
    assert portal.result(method, wanted | {"type": " cart"}) == ""
    assert portal.result(method, wanted | {"type": True}) == ""
    assert portal.result(method, wanted | {"siteId": 99}) is None
    assert portal.refused(method, {"siteId": site}) == (
        400, "MISSING_PARAMS", "Not enough call parameters, missing: type"
    )  # fmt: skip
    for wrong in ({"type": ["cart"]}, {"siteId": [1]}, {"additional": "x"}):
        assert portal.refused(method, wanted | wrong)[1] == "ERROR_ARGUMENT"


def test_pages_in_the_areas_of_a_template(portal: Any) -> None:
    site, one = page(portal)
    for kind, key in (("Site", site), ("Landing", one)):
        reads, writes = f"landing.template.get{kind}Ref", f"landing.template.set{kind}Ref"
        assert portal.result(reads, {"id": key}) is True
        assert portal.result(writes, {"id": key, "data": {"2": one, "1": "614", "3": 0}}) is True
        assert portal.result(reads, {"id": key}, user_id=portal.user_id) == {"1": 614, "2": one}
        assert portal.result(writes, {"id": key, "data": {"1": 7}}, user_id=portal.user_id) is True
        assert portal.result(reads, {"id": key}) == {"1": 614, "2": one}
        assert [one.key for one in portal.state.fingerprint() if one.section == "site areas"] == [
            f"{'site' if kind == 'Site' else 'page'} {key}"
        ]
        assert portal.result(writes, {"id": key, "data": {"1": 7}}) is True
        assert portal.result(reads, {"id": key}) == {"1": 7}
        assert portal.result(writes, {"id": key}) is True
        assert portal.result(reads, {"id": key}) is True
        for method in (reads, writes):
            assert portal.refused(method, {"id": 99}) == (400, "ENTITY_NOT_FOUND", "Entity not found")
            assert portal.refused(method)[1:] == ("MISSING_PARAMS", "Not enough call parameters, missing: id")


def test_rights_to_a_site(portal: Any) -> None:
    site, _ = page(portal)
    method = "landing.site.getRights"
    assert portal.result(method, {"id": site}) == ["read", "edit", "sett", "public", "delete"]
    assert portal.result(method, {"id": str(site)}, user_id=portal.user_id) == ["read"]
    assert portal.result(method, {"id": 99}) == []
    assert portal.refused(method) == (400, "MISSING_PARAMS", "Not enough call parameters, missing: id")
