"""Blocks, widgets and templates that applications bring. restdocs: api-reference/landing/user-blocks, demos, vibe."""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.bindings import Placement
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, truth
from pytest_b24moderation.emulator.rest.urls import check_handler
from pytest_b24moderation.emulator.scopes.landing.state import (
    Piece,
    Sites,
    array,
    code,
    listed,
    moment,
    stamp,
    stamps,
    wanted,
)

UNSAFE = re.compile(
    r"<(script|iframe|object|embed|applet|frame|base)\b|[\s\"'/](on[a-z]+)\s*=|(javascript):", re.IGNORECASE
)
REQUIRED = ("NAME", "CONTENT", "SECTIONS", "PREVIEW")
WRITABLE = ("NAME", "DESCRIPTION", "SECTIONS", "PREVIEW", "CONTENT", "SITE_TEMPLATE_ID")
IMAGES = ("background", "block-default", "block-border")
SPLITTER = "#SANITIZE#"


def sanitized(content: str, splitter: str) -> str:
    """The content with the splitter in the middle of every unsafe word."""

    def split(found: re.Match[str]) -> str:
        word = next(one for one in found.groups() if one)
        middle = (len(word) + 1) // 2
        return found[0].replace(word, f"{word[:middle]}{splitter}{word[middle:]}", 1)

    return UNSAFE.sub(split, content)


@method("landing.repo.checkContent")
def check_content(call: Call) -> dict[str, Any]:
    content = code(call, "content")
    found = sanitized(content, call.text("splitter") or SPLITTER)
    return {"is_bad": found != content, "content": found}


@method("landing.repo.register")
def register(call: Call) -> int:
    """A block of the calling application; the one with the same code is changed."""
    wanted(call, "code", "fields")
    key, fields, manifest = code(call), array(call, "fields"), array(call, "manifest")
    _check_fields(fields, REQUIRED)
    _check_safe(str(fields["CONTENT"]))
    _check_manifest(manifest)
    return _keep(call, "repo", key, fields, manifest)


@method("landing.repo.getList")
def repo_list(call: Call) -> list[dict[str, Any]]:
    return _own(call, "repo")


@method("landing.repo.unregister")
def unregister(call: Call) -> bool:
    return _drop(call, "repo", code(call))


@method("landing.repo.bind")
def bind(call: Call) -> bool:
    """Place the application in the settings of pages or in a block."""
    wanted(call, "fields")
    fields = array(call, "fields")
    _check_fields(fields, ("PLACEMENT", "PLACEMENT_HANDLER"))
    place, handler, bindings = str(fields["PLACEMENT"]).upper(), str(fields["PLACEMENT_HANDLER"]), call.portal.bindings
    if not place.startswith(("LANDING_SETTINGS", "LANDING_BLOCK_")):
        raise RestError(400, "PLACEMENT_NO_EXIST", "Such embedding placement does not exist")
    check_handler(call.portal, handler)
    if not any((row.app_id, row.code, row.handler) == (call.app.id, place, handler) for row in bindings.placements):
        title = str(fields.get("TITLE") or "")
        bindings.place(Placement(bindings.next_id(), call.app.id, place, handler, title))
    return True


@method("landing.repo.unbind")
def unbind(call: Call) -> bool:
    """Take away the application's own placements of that code."""
    wanted(call, "code")
    place, handler, bindings = call.text("code").upper(), call.text("handler"), call.portal.bindings
    mine = [row for row in bindings.placements if row.app_id == call.app.id and row.code == place]
    gone = [row for row in mine if not handler or row.handler == handler]
    if not gone or not place.startswith("LANDING"):
        raise RestError(400, "PLACEMENT_NO_EXIST", "Such embedding placement does not exist")
    bindings.placements = [row for row in bindings.placements if row not in gone]
    return True


@method("landing.repowidget.register")
def widget_register(call: Call) -> int:
    """A widget for the start page (Vibe), drawn by the portal with data of the application's handler."""
    wanted(call, "code", "fields")
    fields = array(call, "fields")
    _check_fields(fields, (*REQUIRED, "WIDGET_PARAMS"))
    facts = as_dict(fields["WIDGET_PARAMS"])
    for name in ("rootNode", "handler", "demoData"):
        if not facts.get(name):
            raise RestError(400, "REQUIRED_PARAM_NO_EXISTS", f"The required param is missing: {name}")
    manifest = {"block": {"type": ["mainpage"], "subtype": ["widgetvue"], "subtype_params": facts}}
    return _keep(call, "widget", code(call), fields, manifest)


@method("landing.repowidget.getlist")
def widget_list(call: Call) -> list[dict[str, Any]]:
    return _own(call, "widget")


@method("landing.repowidget.unregister")
def widget_unregister(call: Call) -> bool:
    return _drop(call, "widget", code(call))


@method("landing.repowidget.debug")
def widget_debug(call: Call) -> bool:
    """Log messages of the application's widgets, or stop it."""
    if call.grant.app is None:
        raise RestError(400, "APP_NOT_FOUND", "Cannot find REST application")
    debug = call.state(Sites).debug
    if truth(call.get("enable", True)):
        debug.add(call.app.code)
    else:
        debug.discard(call.app.code)
    return True


@method("landing.demos.register")
def demo_register(call: Call) -> list[int]:
    """Templates of an exported site: the site's own and one for each of its pages."""
    wanted(call, "data")
    data = array(call, "data")
    if not data:
        raise RestError(400, "REGISTER_ERROR_DATA", "Data is empty or incorrect")
    pieces = [as_dict(one) for one in ([data] if isinstance(call.get("data"), dict) else as_list(call.get("data")))]
    rows = []
    for one in pieces:
        items = one.get("items")
        rows.append({**one, "tpl_type": one.get("tpl_type") or ("S" if items else "P")})
        pages = items.items() if isinstance(items, dict) and one.get("tpl_type") != "P" else ()
        rows += [{"code": name, "type": one.get("type"), **as_dict(page), "tpl_type": "P"} for name, page in pages]
    for row in rows:
        if not row.get("code"):
            raise RestError(400, "BX_EMPTY_REQUIRED", 'Required field "External code" is not filled')
        if UNSAFE.search(str(row.get("content") or "")):
            raise RestError(400, "CONTENT_IS_BAD", "Content is defined as unsafe.")
    return [_demo(call, row) for row in rows]


@method("landing.demos.getList")
def demo_list(call: Call) -> list[dict[str, Any]]:
    return _own(call, "demo")


@method("landing.demos.unregister")
def demo_unregister(call: Call) -> bool:
    wanted(call, "code")
    return _drop(call, "demo", call.text("code"))


def _app(call: Call) -> str:
    return call.grant.app.code if call.grant.app else ""


def _own(call: Call, kind: str) -> list[dict[str, Any]]:
    """An application sees what it brought; a webhook sees everything."""
    rows = call.state(Sites).rows[kind].values()
    return listed(call, [row.values for row in rows if not _app(call) or row.values["APP_CODE"] == _app(call)])


def _find(call: Call, kind: str, key: str) -> list[Piece]:
    rows = call.state(Sites).rows[kind].values()
    return [row for row in rows if row.values["XML_ID"] == key and row.values["APP_CODE"] == _app(call)]


def _drop(call: Call, kind: str, key: str) -> bool:
    found = _find(call, kind, key)
    for row in found:
        del call.state(Sites).rows[kind][row.id]
    return bool(found)


def _keep(call: Call, kind: str, key: str, fields: dict[str, Any], manifest: dict[str, Any]) -> int:
    known = _find(call, kind, key)
    values = {name: str(fields[name]) for name in WRITABLE if fields.get(name) is not None}
    values["ACTIVE"] = "N" if fields.get("ACTIVE") == "N" else "Y"
    if known:
        known[0].values |= values | {"MANIFEST": manifest}
        stamp(call, known[0])
        return known[0].id
    blank = {"XML_ID": key, "APP_CODE": _app(call), "ACTIVE": "Y", "NAME": "", "DESCRIPTION": None, "SECTIONS": "",
             "SITE_TEMPLATE_ID": None, "PREVIEW": "", "MANIFEST": manifest, "CONTENT": ""}  # fmt: skip
    return call.state(Sites).put(kind, {**blank, **values, **stamps(call)}, call.maker).id


def _demo(call: Call, row: dict[str, Any]) -> int:
    known = _find(call, "demo", str(row["code"]))
    values = {
        "XML_ID": str(row["code"]), "APP_CODE": _app(call), "TITLE": str(row.get("name") or row["code"]),
        "TYPE": str(row.get("type") or "page").lower(), "TPL_TYPE": row["tpl_type"], "ACTIVE": "Y",
        "SHOW_IN_LIST": "N" if row.get("show_in_list") == "N" else "Y", "DESCRIPTION": row.get("description"),
        "PREVIEW": row.get("preview") or "", "PREVIEW2X": row.get("preview2x") or "",
        "PREVIEW3X": row.get("preview3x") or "", "PREVIEW_URL": row.get("preview_url") or "",
        "MANIFEST": row, "DATE_MODIFY": moment(call),
    }  # fmt: skip
    if known:
        known[0].values |= values
        return known[0].id
    return call.state(Sites).put("demo", {**values, **stamps(call)}, call.maker).id


def _check_fields(fields: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if not fields.get(name):
            raise RestError(400, "REQUIRED_FIELD_NO_EXISTS", f"The required field is missing: {name}")


def _check_safe(content: str, error: str = "CONTENT_IS_BAD") -> None:
    if UNSAFE.search(content):
        raise RestError(400, error, "Content is defined as unsafe.")


def _check_manifest(manifest: dict[str, Any]) -> None:
    block = as_dict(manifest.get("block"))
    kinds = [str(one).upper() for one in as_list(block.get("type"))]
    if "MAINPAGE" in kinds:
        raise RestError(400, "UNSUPPORTED_BLOCK_TYPE", "Unsupported block type")
    if "widget" in [str(one).lower() for one in as_list(block.get("subtype"))]:
        raise RestError(400, "UNSUPPORTED_BLOCK_SUBTYPE", "Unsupported block subtype")
    style = as_dict(manifest.get("style"))
    style = as_dict(style.get("nodes")) or style
    for selector in as_dict(manifest.get("nodes")):
        types = as_list(as_dict(style.get(selector)).get("type"))
        if any(one in IMAGES for one in types):
            text = f'The editable manifest element "{selector}" cannot have a style type of "Image".'
            raise RestError(400, "MANIFEST_INTERSECT_IMG", f"{text} Change the style type.")
    for card in as_dict(manifest.get("cards")).values():
        for preset in as_dict(as_dict(card).get("presets")).values():
            _check_safe(str(as_dict(preset).get("html") or ""), "PRESET_CONTENT_IS_BAD")
