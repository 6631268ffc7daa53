"""Knowledge bases in groups and in menus. restdocs: api-reference/landing/embedding/knowledge-base."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.landing.state import Piece, Sites, wanted

BASES = {"KNOWLEDGE": "/knowledge", "GROUP": "/knowledge/group"}
"""Kinds of sites that are knowledge bases → where the portal shows them."""
GROUP, MENU = "group", "menu"


@dataclass
class Bound:
    """(group or menu, its id or code, site) → who bound them."""

    rows: dict[tuple[str, str, int], Maker] = field(default_factory=dict)


@method("landing.site.bindingToGroup")
def to_group(call: Call) -> bool:
    """False where there is no such knowledge base or group, where one may not, and where they are bound already."""
    site, group = _integers(call, "bindingToGroup", "id", "groupId")
    known = {int(row["id"]) for row in call.portal.ask("sonet.groups", user=call.user) or []}
    return group in known and _bind(call, GROUP, str(group), site)


@method("landing.site.unbindingFromGroup")
def from_group(call: Call) -> bool:
    site, group = _integers(call, "unbindingFromGroup", "id", "groupId")
    return _unbind(call, GROUP, str(group), site)


@method("landing.site.bindingToMenu")
def to_menu(call: Call) -> bool:
    wanted(call, "id", "menuCode")
    (site,) = _integers(call, "bindingToMenu", "id")
    return _bind(call, MENU, call.text("menuCode"), site)


@method("landing.site.unbindingFromMenu")
def from_menu(call: Call) -> bool:
    wanted(call, "id", "menuCode")
    (site,) = _integers(call, "unbindingFromMenu", "id")
    return _unbind(call, MENU, call.text("menuCode"), site)


@method("landing.site.getGroupBindings")
def of_groups(call: Call) -> list[dict[str, str]]:
    if call.get("groupId") is None:
        return _listed(call, GROUP)
    (group,) = _integers(call, "getGroupBindings", "groupId")
    return _listed(call, GROUP, str(group))


@method("landing.site.getMenuBindings")
def of_menus(call: Call) -> list[dict[str, str]]:
    if isinstance(call.get("menuCode"), list | dict):
        raise _mistyped("getMenuBindings", 1, "menuCode", "string", "array")
    return _listed(call, MENU, None if call.get("menuCode") is None else call.text("menuCode"))


def _integers(call: Call, verb: str, *names: str) -> list[int]:
    wanted(call, *names)
    for place, name in enumerate(names, 1):
        given = call.get(name)
        if isinstance(given, list | dict) or not str(given).strip().lstrip("-").isdecimal():
            raise _mistyped(verb, place, name, "int", "array" if isinstance(given, list | dict) else "string")
    return [number(call.get(name)) for name in names]


def _mistyped(verb: str, place: int, name: str, kind: str, found: str) -> RestError:
    where = f"Bitrix\\Landing\\PublicAction\\Site::{verb}(): Argument #{place} (${name})"
    return RestError(400, "TYPE_ERROR", f"{where} must be of type {kind}, {found} given")


def _base(call: Call, site: int) -> Piece | None:
    row = call.state(Sites).rows["site"].get(site)
    return row if row and row.values["TYPE"] in BASES and row.values["DELETED"] == "N" else None


def _bind(call: Call, kind: str, to: str, site: int) -> bool:
    rows, key = call.state(Bound).rows, (kind, to, site)
    if not call.user.admin or _base(call, site) is None or key in rows:
        return False
    rows[key] = call.maker
    return True


def _unbind(call: Call, kind: str, to: str, site: int) -> bool:
    return call.user.admin and call.state(Bound).rows.pop((kind, to, site), None) is not None


def _listed(call: Call, kind: str, to: str | None = None) -> list[dict[str, str]]:
    found = []
    for of, bound_to, site in call.state(Bound).rows:
        row = _base(call, site)
        if row and of == kind and to in (None, bound_to):
            place = f"https://{call.portal.host}{BASES[row.values['TYPE']]}{row.values['CODE']}"
            found.append(
                {
                    "ENTITY_ID": str(site), "ENTITY_TYPE": "S", "BINDING_ID": bound_to, "TITLE": row.values["TITLE"],
                    "PUBLIC_URL": place,
                }
            )  # fmt: skip
    return found


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    """Bindings of the sites that still are there."""
    sites = portal.state(Sites).rows["site"]
    return [
        trace("knowledge base bindings", f"{kind} {to} {site}", maker, f"site {site} in {kind} {to}", "")
        for (kind, to, site), maker in portal.state(Bound).rows.items()
        if site in sites
    ]
