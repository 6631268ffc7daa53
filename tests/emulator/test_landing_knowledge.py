"""Knowledge bases in groups and menus; blocks that move and go."""

from __future__ import annotations

from typing import Any

import pytest

BLOCK = {
    "NAME": "Hero", "DESCRIPTION": "d", "SECTIONS": "cover", "PREVIEW": "https://acme.example/p.png",
    "CONTENT": "<p>x</p>",
}  # fmt: skip


@pytest.fixture
def base(portal: Any) -> int:
    """A knowledge base."""
    fields = {"TITLE": "Rules", "CODE": "rules", "TYPE": "KNOWLEDGE"}
    return int(portal.result("landing.site.add", {"fields": fields}))


def test_bases_in_groups(portal: Any, base: int) -> None:
    group = int(portal.result("sonet_group.create", {"NAME": "Team"}))
    pair, reads = {"id": base, "groupId": group}, "landing.site.getGroupBindings"
    assert portal.result("landing.site.bindingToGroup", pair, user_id=portal.user_id) is False
    assert portal.result("landing.site.bindingToGroup", pair) is True
    assert portal.result("landing.site.bindingToGroup", pair) is False
    row = {
        "ENTITY_ID": str(base), "ENTITY_TYPE": "S", "BINDING_ID": str(group), "TITLE": "Rules",
        "PUBLIC_URL": f"https://{portal.state.host}/knowledge/rules/",
    }  # fmt: skip
    assert portal.result(reads, user_id=portal.user_id) == [row]
    assert portal.result(reads, {"groupId": str(group)}) == [row]
    assert portal.result(reads, {"groupId": 99}) == []
    shop = portal.result("landing.site.add", {"fields": {"TITLE": "Shop", "CODE": "shop"}})
    for wrong in ({"id": shop}, {"id": 99}, {"groupId": 99}):
        assert portal.result("landing.site.bindingToGroup", pair | wrong) is False
    assert portal.result("landing.site.unbindingFromGroup", pair, user_id=portal.user_id) is False
    assert portal.result("landing.site.unbindingFromGroup", pair) is True
    assert portal.result("landing.site.unbindingFromGroup", pair) is False
    assert portal.result(reads) == []
    text = "Bitrix\\Landing\\PublicAction\\Site::{}(): Argument #{} (${}) must be of type int, string given"
    for verb in ("bindingToGroup", "unbindingFromGroup"):
        method = f"landing.site.{verb}"
        assert portal.refused(method, {"id": base}) == (
            400, "MISSING_PARAMS", "Not enough call parameters, missing: groupId"
        )  # fmt: skip
        for place, name in enumerate(("id", "groupId"), 1):
            told = portal.refused(method, pair | {name: "x"})
            assert told == (400, "TYPE_ERROR", text.format(verb, place, name))
    assert portal.refused(reads, {"groupId": "x"})[1] == "TYPE_ERROR"


def test_bases_in_menus(portal: Any, base: int) -> None:
    pair, reads = {"id": base, "menuCode": "crm_switcher:deal"}, "landing.site.getMenuBindings"
    assert portal.result("landing.site.bindingToMenu", pair, user_id=portal.user_id) is False
    assert portal.result("landing.site.bindingToMenu", pair) is True
    (row,) = portal.result(reads, {"menuCode": "crm_switcher:deal"}, user_id=portal.user_id)
    assert (row["BINDING_ID"], row["ENTITY_ID"], row["TITLE"]) == ("crm_switcher:deal", str(base), "Rules")
    assert portal.result(reads) == [row]
    assert portal.result(reads, {"menuCode": "crm_switcher:lead"}) == []
    (bound,) = [one for one in portal.state.fingerprint() if one.section == "knowledge base bindings"]
    assert (bound.key, bound.owner) == (f"menu crm_switcher:deal {base}", "person")
    portal.result("landing.site.markDelete", {"id": base})
    assert portal.result(reads) == []
    assert portal.result("landing.site.unbindingFromMenu", pair, user_id=portal.user_id) is False
    assert portal.result("landing.site.unbindingFromMenu", pair) is True
    for verb in ("bindingToMenu", "unbindingFromMenu"):
        assert portal.refused(f"landing.site.{verb}", {"id": base})[1:] == (
            "MISSING_PARAMS", "Not enough call parameters, missing: menuCode"
        )  # fmt: skip
        assert portal.refused(f"landing.site.{verb}", pair | {"id": "x"})[1] == "TYPE_ERROR"
    assert portal.refused(reads, {"menuCode": ["x"]})[1] == "TYPE_ERROR"


def test_blocks_move_and_go(portal: Any) -> None:
    auth = portal.installed(scopes=("landing",)).access
    site = portal.result("landing.site.add", {"fields": {"TITLE": "Shop", "CODE": "shop"}}, auth)
    first, second = (
        portal.result("landing.landing.add", {"fields": {"TITLE": title, "SITE_ID": site}}, auth) for title in "AB"
    )
    repo = portal.result("landing.repo.register", {"code": "hero", "fields": BLOCK}, auth)
    added = {"lid": first, "fields": {"CODE": f"repo_{repo}"}}
    one, two, three = (portal.result("landing.landing.addblock", added, auth) for _ in range(3))

    def line(lid: int) -> list[int]:
        return [row["id"] for row in portal.result("landing.block.getlist", {"lid": lid}, auth)]

    move, remove = "landing.landing.moveblock", "landing.landing.removeEntities"
    assert portal.result(move, {"lid": first, "block": one}, auth) == one
    assert line(first) == [two, three, one]
    assert portal.result(move, {"lid": first, "block": three, "params": {"AFTER_ID": one}}, auth) == three
    assert line(first) == [two, one, three]
    assert portal.result(move, {"lid": second, "block": one, "params": {"AFTER_ID": two}}, auth) == one
    assert (line(first), line(second)) == ([two, three], [one])
    assert portal.refused(move, {"lid": first, "block": 99}, auth) == (
        400, "BLOCK_NOT_FOUND", "Block not found in the landing"
    )  # fmt: skip
    assert portal.refused(move, {"lid": 99, "block": one}, auth)[1] == "LANDING_NOT_EXIST"
    assert portal.refused(move, {"lid": first}, auth)[1] == "MISSING_PARAMS"
    assert portal.refused(move, {"lid": first, "block": one}, user_id=portal.user_id)[1] == "ACCESS_DENIED"
    drawn = {"lid": first, "block": one, "params": {"RETURN_CONTENT": "Y"}}
    assert portal.refused(move, drawn, auth)[0] == 501
    data = {"blocks": [two, one, 99], "images": [{"block": three, "image": 5}]}
    assert portal.result(remove, {"lid": first, "data": data}, auth) is True
    assert (line(first), line(second)) == ([three], [one])
    assert portal.refused(remove, {"lid": 99, "data": data}, auth) == (400, "LANDING_NOT_EXIST", "Landing not found")
    assert portal.refused(remove, {"lid": first}, auth)[1] == "MISSING_PARAMS"
    assert portal.result(remove, {"lid": first, "data": {"blocks": [three]}}, user_id=portal.user_id) is True
    assert line(first) == [three]


def test_anchor_of_a_block(portal: Any) -> None:
    auth = portal.installed(scopes=("landing",)).access
    site = portal.result("landing.site.add", {"fields": {"TITLE": "Shop", "CODE": "shop"}}, auth)
    lid = portal.result("landing.landing.add", {"fields": {"TITLE": "A", "SITE_ID": site}}, auth)
    repo = portal.result("landing.repo.register", {"code": "hero", "fields": BLOCK}, auth)
    one = portal.result("landing.landing.addblock", {"lid": lid, "fields": {"CODE": f"repo_{repo}"}}, auth)
    method, at = "landing.block.changeAnchor", {"lid": lid, "block": one}

    def content() -> str:
        params = {"lid": lid, "params": {"get_content": True}}
        return str(portal.result("landing.block.getlist", params, auth)[0]["content"])

    assert content().startswith(f'<div id="b{one}"')
    for anchor in ("about-us", "Section_A", "faq.v2", "Tab:1"):
        assert portal.result(method, at | {"data": anchor}, auth) is True
        assert content().startswith(f'<div id="{anchor}"')
    for anchor in ("a", "1st", "a b", "-a"):
        status, code, text = portal.refused(method, at | {"data": anchor}, auth)
        assert (status, code, text[:30]) == (400, "BAD_ANCHOR", "The anchor must start with a c")
    assert portal.result(method, at | {"data": ""}, auth) is True
    assert content().startswith(f'<div id="b{one}"')
    assert portal.refused(method, at, auth)[1] == "MISSING_PARAMS"
    assert portal.refused(method, at | {"data": "aa", "lid": 99}, auth)[1] == "LANDING_NOT_EXIST"
    assert portal.refused(method, at | {"data": "aa", "block": 99}, auth)[1] == "BLOCK_NOT_FOUND"
    assert portal.refused(method, at | {"data": "aa"}, user_id=portal.user_id)[1] == "ACCESS_DENIED"
