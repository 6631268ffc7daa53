"""View templates, and the model by which rights to sites are given.

restdocs: api-reference/landing/template, api-reference/landing/rights.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.landing.state import Sites, listed, moment, wanted

SECTIONS = ("GROUP", "KNOWLEDGE", "MAINPAGE")
"""Kinds of sites with roles of their own; all others share those of sites and stores."""

TEMPLATES = (
    ("header_footer", "With header and footer", "С шапкой и подвалом", 2, "#AREA_1##CONTENT##AREA_2#"),
    ("sidebar_left", "With left sidebar", "С левой колонкой", 3, "#AREA_1##AREA_2##CONTENT##AREA_3#"),
    ("sidebar_right", "With right sidebar", "С правой колонкой", 3, "#AREA_1##CONTENT##AREA_2##AREA_3#"),
    ("header_only", "With header", "С шапкой", 1, "#AREA_1##CONTENT#"),
    ("empty", "Without header and footer", "Без шапки и подвала", 0, "#CONTENT#"),
)
"""The portal's own: code, titles in both languages, number of areas beside the main one, markup."""
ROLES = (("ADMIN", "Administrator", "Администратор"), ("MANAGER", "Manager", "Менеджер"))


@dataclass
class Rights:
    """``extended``: sections whose rights are given site by site, not by roles."""

    extended: set[str] = field(default_factory=set)


@method("landing.template.getlist")
def template_list(call: Call) -> list[dict[str, Any]]:
    """The portal's own templates: those with areas and the empty one."""
    since = moment(call, call.portal.people.users[1].registered)
    russian = call.portal.language == "ru"
    rows: list[dict[str, Any]] = [
        {
            "ID": str(n), "ACTIVE": "Y", "AREA_COUNT": str(areas), "SORT": str(n * 100),
            "TITLE": title_ru if russian else title, "XML_ID": code, "CONTENT": content, "CREATED_BY_ID": "1",
            "MODIFIED_BY_ID": "1", "DATE_CREATE": since, "DATE_MODIFY": since,
        }
        for n, (code, title, title_ru, areas, content) in enumerate(TEMPLATES, 1)
    ]  # fmt: skip
    return listed(call, rows)


@method("landing.role.isEnabled")
def role_enabled(call: Call) -> bool:
    """Rights are given by roles, until somebody turns that off."""
    _full(call)
    return _section(call) not in call.state(Rights).extended


@method("landing.role.enable")
def role_enable(call: Call) -> bool:
    wanted(call, "mode")
    _full(call)
    extended = call.state(Rights).extended
    (extended.discard if truth(call.get("mode")) else extended.add)(_section(call))
    return True


@method("landing.role.getList")
def role_list(call: Call) -> list[dict[str, str]]:
    """The standard roles of that kind of sites; ids go up by two."""
    _full(call)
    section = _section(call)
    first = 4 * (SECTIONS.index(section) + 1 if section else 0) + 1
    russian = call.portal.language == "ru"
    return [
        {"ID": str(first + 2 * n), "TITLE": title_ru if russian else title, "XML_ID": code}
        for n, (code, title, title_ru) in enumerate(ROLES)
    ]


@method("landing.site.getRights")
def site_rights(call: Call) -> list[str]:
    """What the caller may do with a site: administrators everything, others look. Empty without such a site."""
    wanted(call, "id")
    if number(call.get("id")) not in call.state(Sites).rows["site"]:
        return []
    return ["read", "edit", "sett", "public", "delete"] if call.user.admin else ["read"]


def _section(call: Call) -> str:
    named = call.text("scope").upper()
    return named if named in SECTIONS else ""


def _full(call: Call) -> None:
    if not call.user.admin:
        raise RestError(400, "IS_NOT_ADMIN", "To perform this action, you must be an administrator.")


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    extended = sorted(portal.state(Rights).extended)
    return [trace("site rights", one or "sites", PORTAL, "given site by site", one) for one in extended]
