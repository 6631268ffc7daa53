"""Pages of sites. restdocs: api-reference/landing/page."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.landing.sites import public_url
from pytest_b24moderation.emulator.scopes.landing.state import (
    Piece,
    Sites,
    array,
    listed,
    mark,
    may_edit,
    slug,
    stamp,
    stamps,
    wanted,
    write_texts,
)

WRITABLE = ("TITLE", "DESCRIPTION", "XML_ID", "SITEMAP", "FOLDER", "TPL_ID")


def page(call: Call, name: str = "lid") -> Piece:
    """The page that the parameter names."""
    wanted(call, name)
    found = call.state(Sites).rows["page"].get(number(call.get(name)))
    if found is None:
        raise RestError(400, "LANDING_NOT_EXIST", "Landing not found")
    return found


@method("landing.landing.add")
def add(call: Call) -> int:
    wanted(call, "fields")
    may_edit(call)
    fields, state = array(call, "fields"), call.state(Sites)
    if not fields.get("TITLE"):
        raise RestError(400, "BX_EMPTY_REQUIRED", 'The field "TITLE" is required')
    site = _site(state, number(fields.get("SITE_ID")))
    values = {
        "TITLE": "", "CODE": "", "SITE_ID": str(site.id), "ACTIVE": "N", "DELETED": "N", "PUBLIC": "N",
        "DESCRIPTION": None, "XML_ID": None, "SITEMAP": "N", "FOLDER": "N", "FOLDER_ID": None, "TPL_ID": None,
        "DOMAIN_ID": site.values["DOMAIN_ID"], **stamps(call),
    }  # fmt: skip
    _check(state, site.id, fields)
    row = state.put("page", values, call.maker)
    _write(state, row, {"CODE": slug(str(fields["TITLE"])), **fields})
    if site.values["LANDING_ID_INDEX"] is None:
        site.values["LANDING_ID_INDEX"] = str(row.id)
    return row.id


def _site(state: Sites, key: int) -> Piece:
    found = state.rows["site"].get(key)
    if found is None:
        raise RestError(400, "SITE_NOT_FOUND", "Site not found")
    return found


def _check(state: Sites, site: int, fields: dict[str, Any]) -> None:
    if "/" in str(fields.get("CODE") or ""):
        raise RestError(400, "SLASH_IS_NOT_ALLOWED", "Slash is not allowed in the landing address.")
    if fields.get("CODE") == "":
        raise RestError(400, "CANT_BE_EMPTY", "The landing address cannot be empty.")
    folder = state.rows["folder"].get(number(fields.get("FOLDER_ID")))
    if number(fields.get("FOLDER_ID")) and (folder is None or folder.values["SITE_ID"] != str(site)):
        raise RestError(400, "FOLDER_NOT_FOUND", "Folder not found")


def _write(state: Sites, row: Piece, fields: dict[str, Any]) -> None:
    write_texts(row, fields, WRITABLE)
    if "FOLDER_ID" in fields:
        row.values["FOLDER_ID"] = str(number(fields["FOLDER_ID"])) if number(fields["FOLDER_ID"]) else None
    if "CODE" in fields:
        near = state.below("page", "SITE_ID", int(row.values["SITE_ID"]))
        taken = {one.values["CODE"] for one in near if one is not row}
        found, n = str(fields["CODE"]), 1
        while found in taken:
            found, n = f"{fields['CODE']}_{n}", n + 1
        row.values["CODE"] = found


@method("landing.landing.getList")
def get_list(call: Call) -> list[dict[str, Any]]:
    return listed(call, [row.values for row in call.state(Sites).rows["page"].values()], trash=True)


@method("landing.landing.update")
def update(call: Call) -> bool:
    wanted(call, "lid", "fields")
    may_edit(call)
    row, fields, state = page(call), array(call, "fields"), call.state(Sites)
    site = _site(state, number(fields.get("SITE_ID"), int(row.values["SITE_ID"])))
    _check(state, site.id, fields)
    row.values |= {"SITE_ID": str(site.id), "DOMAIN_ID": site.values["DOMAIN_ID"]}
    _write(state, row, fields)
    stamp(call, row)
    return True


@method("landing.landing.delete")
def delete(call: Call) -> bool:
    wanted(call, "lid")
    may_edit(call)
    row, state = page(call), call.state(Sites)
    for block in state.below("block", "LID", row.id):
        del state.rows["block"][block.id]
    del state.rows["page"][row.id]
    for site in state.rows["site"].values():
        if site.values["LANDING_ID_INDEX"] == str(row.id):
            site.values["LANDING_ID_INDEX"] = None
    return True


@method("landing.landing.copy")
def copy(call: Call) -> int:
    wanted(call, "lid")
    may_edit(call)
    row, state = page(call), call.state(Sites)
    site = _site(state, number(call.get("toSiteId")) or int(row.values["SITE_ID"]))
    values = {name: value for name, value in row.values.items() if name != "ID"} | stamps(call)
    made = state.put("page", values | {"SITE_ID": str(site.id), "ACTIVE": "N", "FOLDER_ID": None}, call.maker)
    _write(state, made, {"CODE": row.values["CODE"], "FOLDER_ID": call.get("toFolderId")})
    for block in state.below("block", "LID", row.id):
        facts = {name: value for name, value in block.values.items() if name != "ID"}
        state.put("block", facts | {"LID": str(made.id)}, call.maker)
    return made.id


@method("landing.landing.move")
def move(call: Call) -> bool:
    wanted(call, "lid")
    may_edit(call)
    row, state = page(call), call.state(Sites)
    site = _site(state, number(call.get("toSiteId")) or int(row.values["SITE_ID"]))
    folder = {"FOLDER_ID": call.get("toFolderId")} if call.get("toFolderId") is not None else {}
    _check(state, site.id, folder)
    row.values |= {"SITE_ID": str(site.id), "DOMAIN_ID": site.values["DOMAIN_ID"]}
    _write(state, row, folder)
    stamp(call, row)
    return True


@method("landing.landing.markDelete")
def mark_delete(call: Call) -> int:
    wanted(call, "lid")
    may_edit(call)
    row, state = page(call), call.state(Sites)
    site = state.rows["site"][int(row.values["SITE_ID"])]
    others = [one for one in state.below("page", "SITE_ID", site.id) if one is not row and one.values["DELETED"] == "N"]
    if site.values["LANDING_ID_INDEX"] == str(row.id) and others:
        raise RestError(400, "CANT_DELETE_MAIN", "The main page cannot be deleted while there are other pages")
    return _mark(call, DELETED="Y")


@method("landing.landing.markUnDelete")
def mark_undelete(call: Call) -> int:
    return _mark(call, DELETED="N")


@method("landing.landing.publication")
def publication(call: Call) -> bool:
    return bool(_mark(call, ACTIVE="Y", PUBLIC="Y"))


@method("landing.landing.unpublic")
def unpublic(call: Call) -> bool:
    return bool(_mark(call, ACTIVE="N"))


def _mark(call: Call, **values: str) -> int:
    wanted(call, "lid")
    may_edit(call)
    return mark(call, page(call), **values)


@method("landing.landing.getpublicurl")
def get_public_url(call: Call) -> str:
    row = page(call)
    return page_url(call, row)


@method("landing.landing.resolveIdByPublicUrl")
def resolve(call: Call) -> int | None:
    """The page of that site under that address."""
    wanted(call, "landingUrl", "siteId")
    for row in call.state(Sites).below("page", "SITE_ID", number(call.get("siteId"))):
        if call.text("landingUrl").strip("/") in (row.values["CODE"], page_url(call, row).strip("/")):
            return row.id
    return None


def page_url(call: Call, row: Piece) -> str:
    """Where a page is on the web."""
    state = call.state(Sites)
    site = state.rows["site"][int(row.values["SITE_ID"])]
    folder = state.rows["folder"].get(number(row.values["FOLDER_ID"]))
    inside = f"{folder.values['CODE']}/" if folder else ""
    index = site.values["LANDING_ID_INDEX"] == str(row.id)
    return f"{public_url(call, site)}/{inside}{'' if index else row.values['CODE'] + '/'}"
