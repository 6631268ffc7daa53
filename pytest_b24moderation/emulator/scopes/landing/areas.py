"""Pages that fill the areas of a template beside the main one, of a whole site or of one page.

restdocs: api-reference/landing/template/landing-template-set-site-ref.md, landing-template-set-landing-ref.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.landing.state import Sites, array, wanted


@dataclass(slots=True)
class Filled:
    """Area → page."""

    areas: dict[int, int]
    maker: Maker


@dataclass
class Areas:
    """(site or page, its id) → what fills its areas."""

    rows: dict[tuple[str, int], Filled] = field(default_factory=dict)


@method("landing.template.getSiteRef")
def site_areas(call: Call) -> Any:
    return _shown(call, "site")


@method("landing.template.getLandingRef")
def page_areas(call: Call) -> Any:
    return _shown(call, "page")


@method("landing.template.setSiteRef")
def set_site_areas(call: Call) -> bool:
    return _put(call, "site")


@method("landing.template.setLandingRef")
def set_page_areas(call: Call) -> bool:
    return _put(call, "page")


def _key(call: Call, kind: str) -> tuple[str, int]:
    wanted(call, "id")
    key = number(call.get("id"))
    if key not in call.state(Sites).rows[kind]:
        raise RestError(400, "ENTITY_NOT_FOUND", "Entity not found")
    return kind, key


def _shown(call: Call, kind: str) -> Any:
    """True where nothing fills any area."""
    row = call.state(Areas).rows.get(_key(call, kind))
    return {str(area): page for area, page in row.areas.items()} if row else True


def _put(call: Call, kind: str) -> bool:
    """All areas anew; nothing changes, and nothing is said, where one may not change settings."""
    key, data, rows = _key(call, kind), array(call, "data"), call.state(Areas).rows
    if not call.user.admin:
        return True
    given = {number(area): number(page) for area, page in data.items()}
    areas = {area: page for area, page in sorted(given.items()) if area > 0 and page > 0}
    if not areas:
        rows.pop(key, None)
    elif key in rows:
        rows[key].areas = areas
    else:
        rows[key] = Filled(areas, call.maker)
    return True


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    """Those of sites and pages that still are there."""
    sites = portal.state(Sites).rows
    return [
        trace("site areas", f"{kind} {key}", row.maker, f"areas of {kind} {key}", row.areas)
        for (kind, key), row in portal.state(Areas).rows.items()
        if key in sites[kind]
    ]
