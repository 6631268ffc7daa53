"""Sites and their folders. restdocs: api-reference/landing/site."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.landing.state import (
    Piece,
    Sites,
    array,
    denied,
    listed,
    mark,
    may_edit,
    slug,
    stamp,
    stamps,
    wanted,
    write_texts,
)

TYPES = ("PAGE", "STORE", "SMN", "KNOWLEDGE", "GROUP", "MAINPAGE")
WRITABLE = ("TITLE", "TYPE", "DOMAIN_ID", "DESCRIPTION", "XML_ID", "LANDING_ID_INDEX", "LANDING_ID_404",
            "LANDING_ID_503")  # fmt: skip
ADDRESS = re.compile(r"[a-z0-9_-]+")


def site(call: Call, name: str = "id") -> Piece:
    """The site that the parameter names."""
    wanted(call, name)
    found = call.state(Sites).rows["site"].get(number(call.get(name)))
    if found is None:
        raise denied("Access denied")
    return found


def public_url(call: Call, row: Piece) -> str:
    """Where a site is on the web."""
    name = call.portal.host.partition(".")[0]
    return f"https://{name}{row.id}.bitrix24.site"


@method("landing.site.add")
def add(call: Call) -> int:
    wanted(call, "fields")
    may_edit(call)
    fields, state = array(call, "fields"), call.state(Sites)
    for name in ("TITLE", "CODE"):
        if not fields.get(name):
            raise RestError(400, "BX_EMPTY_REQUIRED", f'The field "{name}" is required')
    kind = str(fields.get("TYPE") or "PAGE").upper()
    if kind not in TYPES:
        raise denied("Access denied")
    values = {
        "TITLE": "", "CODE": _code(state, str(fields["CODE"])), "TYPE": kind, "ACTIVE": "N", "DELETED": "N",
        "DESCRIPTION": None, "XML_ID": None, "DOMAIN_ID": None, "LANDING_ID_INDEX": None, "LANDING_ID_404": None,
        "LANDING_ID_503": None, "TPL_ID": None, "LANG": None, **stamps(call),
    }  # fmt: skip
    row = state.put("site", values, call.maker)
    write_texts(row, fields, WRITABLE)
    row.values["TYPE"] = kind
    row.values["DOMAIN_ID"] = row.values["DOMAIN_ID"] or str(row.id)
    return row.id


def _code(state: Sites, code: str, own: Piece | None = None) -> str:
    inner = code.strip("/").lower()
    if "/" in inner:
        raise RestError(400, "SLASH_IS_NOT_ALLOWED", "Slash is not allowed in the site address.")
    if not ADDRESS.fullmatch(inner):
        text = 'You can only use the following characters: "a-z", "0-9", "-", "_".'
        raise RestError(400, "DOMAIN_IS_INCORRECT", f"The site address is entered incorrectly. {text}")
    taken = {row.values["CODE"] for row in state.rows["site"].values() if row is not own}
    found, n = inner, 1
    while f"/{found}/" in taken:
        found, n = f"{inner}{n}", n + 1
    return f"/{found}/"


@method("landing.site.getList")
def get_list(call: Call) -> list[dict[str, Any]]:
    return listed(call, [row.values for row in call.state(Sites).rows["site"].values()], trash=True)


@method("landing.site.update")
def update(call: Call) -> bool:
    wanted(call, "id", "fields")
    may_edit(call)
    row, fields = site(call), array(call, "fields")
    if "CODE" in fields:
        row.values["CODE"] = _code(call.state(Sites), str(fields["CODE"]), row)
    write_texts(row, fields, WRITABLE)
    stamp(call, row)
    return True


@method("landing.site.delete")
def delete(call: Call) -> bool:
    wanted(call, "id")
    may_edit(call)
    row, state = site(call), call.state(Sites)
    if state.below("page", "SITE_ID", row.id):
        raise RestError(400, "SITE_IS_NOT_EMPTY", "The site contains pages.")
    del state.rows["site"][row.id]
    for folder in state.below("folder", "SITE_ID", row.id):
        del state.rows["folder"][folder.id]
    return True


@method("landing.site.markDelete")
def mark_delete(call: Call) -> int:
    return _mark(call, DELETED="Y")


@method("landing.site.markUnDelete")
def mark_undelete(call: Call) -> int:
    return _mark(call, DELETED="N")


@method("landing.site.publication")
def publication(call: Call) -> int:
    return _mark(call, ACTIVE="Y")


@method("landing.site.unpublic")
def unpublic(call: Call) -> int:
    return _mark(call, ACTIVE="N")


def _mark(call: Call, **values: str) -> int:
    wanted(call, "id")
    may_edit(call)
    row = site(call)
    if "ACTIVE" in values:
        for page in call.state(Sites).below("page", "SITE_ID", row.id):
            page.values |= values
    return mark(call, row, **values)


@method("landing.site.getPublicUrl")
def get_public_url(call: Call) -> Any:
    """An address for one id, addresses by id for several."""
    wanted(call, "id")
    rows = call.state(Sites).rows["site"]
    found = {str(key): public_url(call, rows[key]) for key in map(number, as_list(call.get("id"))) if key in rows}
    return found if isinstance(call.get("id"), list | dict) else next(iter(found.values()), "")


@method("landing.site.addFolder")
def add_folder(call: Call) -> int:
    wanted(call, "siteId", "fields")
    may_edit(call)
    row, fields, state = _of(call), array(call, "fields"), call.state(Sites)
    if not fields.get("TITLE"):
        raise RestError(400, "BX_EMPTY_REQUIRED", 'The field "TITLE" is required')
    parent = number(fields.get("PARENT_ID"))
    values = {
        "PARENT_ID": str(parent) if parent else None, "SITE_ID": str(row.id), "INDEX_ID": None, "ACTIVE": "N",
        "DELETED": "N", "TITLE": str(fields["TITLE"]),
        "CODE": _folder_code(state, row.id, str(fields.get("CODE") or slug(str(fields["TITLE"])))), **stamps(call),
    }  # fmt: skip
    return state.put("folder", values, call.maker).id


def _of(call: Call) -> Piece:
    found = call.state(Sites).rows["site"].get(number(call.get("siteId")))
    if found is None:
        raise denied("Site not found or access to it is denied.")
    return found


def _folder_code(state: Sites, site_id: int, code: str, own: Piece | None = None) -> str:
    if "/" in code:
        raise RestError(400, "SLASH_IS_NOT_ALLOWED", "Slash is not allowed in the folder address.")
    if any(one.values["CODE"] == code and one is not own for one in state.below("folder", "SITE_ID", site_id)):
        raise RestError(400, "FOLDER_IS_NOT_UNIQUE", "A folder with this name is already defined.")
    return code


@method("landing.site.getFolders")
def get_folders(call: Call) -> list[dict[str, Any]]:
    wanted(call, "siteId")
    rows = call.state(Sites).below("folder", "SITE_ID", number(call.get("siteId")))
    filtered = array(call, "filter")
    trash = "DELETED" in filtered
    return [
        row.values
        for row in rows
        if (trash or row.values["DELETED"] == "N") and all(row.values.get(k) == str(v) for k, v in filtered.items())
    ]


@method("landing.site.updateFolder")
def update_folder(call: Call) -> bool:
    wanted(call, "siteId", "folderId", "fields")
    may_edit(call)
    row, fields = _of(call), array(call, "fields")
    folder = _folder(call, "folderId")
    if "CODE" in fields:
        folder.values["CODE"] = _folder_code(call.state(Sites), row.id, str(fields["CODE"]), folder)
    folder.values |= {name: str(fields[name]) for name in ("TITLE", "PARENT_ID", "INDEX_ID") if fields.get(name)}
    stamp(call, folder)
    return True


@method("landing.site.markFolderDelete")
def folder_delete(call: Call) -> bool:
    return _mark_folder(call, "id", DELETED="Y")


@method("landing.site.markFolderUnDelete")
def folder_undelete(call: Call) -> bool:
    return _mark_folder(call, "id", DELETED="N")


@method("landing.site.publicationFolder")
def folder_publication(call: Call) -> bool:
    return _mark_folder(call, "folderId", ACTIVE=yes_no(call.get("mark", True)))


@method("landing.site.unPublicFolder")
def folder_unpublic(call: Call) -> bool:
    return _mark_folder(call, "folderId", ACTIVE="N")


def _folder(call: Call, name: str) -> Piece:
    found = call.state(Sites).rows["folder"].get(number(call.get(name)))
    if found is None:
        raise denied("Folder not found or access to it is denied.")
    return found


def _mark_folder(call: Call, name: str, **values: str) -> bool:
    wanted(call, name)
    may_edit(call)
    folder = _folder(call, name)
    folder.values |= values
    stamp(call, folder)
    return True
