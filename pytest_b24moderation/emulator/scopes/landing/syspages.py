"""Special pages of sites: a shop's cart, catalog, payment. restdocs: api-reference/landing/page/special-pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import argument_wrong
from pytest_b24moderation.emulator.rest.params import number, truth
from pytest_b24moderation.emulator.scopes.landing.pages import page_url
from pytest_b24moderation.emulator.scopes.landing.state import Sites, array, may_edit, wanted

PURPOSES = ("mainpage", "catalog", "personal", "cart", "order", "payment", "compare", "feedback")


@method("landing.syspage.set")
def put(call: Call) -> bool:
    """Make a page special, or with no `lid` end it; what does not fit changes nothing."""
    wanted(call, "id", "type")
    may_edit(call)
    state, key = call.state(Sites), (number(call.get("id")), call.text("type").strip())
    if key[0] not in state.rows["site"] or key[1] not in PURPOSES:
        return True
    if call.get("lid") is None:
        state.special.pop(key, None)
    elif number(call.get("lid")) in state.rows["page"]:
        state.special[key] = number(call.get("lid"))
    return True


@method("landing.syspage.get")
def get(call: Call) -> Any:
    wanted(call, "id")
    state, found = call.state(Sites), {}
    for (site, purpose), page_id in state.special.items():
        page = state.rows["page"].get(page_id)
        if page is None or site != number(call.get("id")):
            continue
        shown = {name: page.values[name] for name in ("TITLE", "DELETED", "ACTIVE")}
        if not truth(call.get("active")) or (shown["DELETED"], shown["ACTIVE"]) == ("N", "Y"):
            found[purpose] = {"TYPE": purpose, "LANDING_ID": str(page_id), **shown}
    return found or []


@method("landing.syspage.getSpecialPage")
def address(call: Call) -> str | None:
    """Where a site's special page is, with further parameters of the address; None without such a site."""
    wanted(call, "siteId", "type")
    if isinstance(call.get("siteId"), list | dict) or isinstance(call.get("type"), list | dict):
        name = "siteId" if isinstance(call.get("siteId"), list | dict) else "type"
        raise argument_wrong(f"The value of an argument '{name}' has an invalid type", name)
    more, state, site, purpose = (
        array(call, "additional"),
        call.state(Sites),
        number(call.get("siteId")),
        call.get("type"),
    )
    if site not in state.rows["site"]:
        return None
    page = state.rows["page"].get(state.special.get((site, purpose), 0)) if isinstance(purpose, str) else None
    if page is None:
        return ""
    return page_url(call, page) + (f"?{urlencode(more)}" if more else "")


@method("landing.syspage.deleteForSite")
def delete_for_site(call: Call) -> bool:
    wanted(call, "id")
    may_edit(call)
    state, site = call.state(Sites), number(call.get("id"))
    state.special = {key: page for key, page in state.special.items() if key[0] != site}
    return True


@method("landing.syspage.deleteForLanding")
def delete_for_page(call: Call) -> bool:
    wanted(call, "id")
    may_edit(call)
    state, gone = call.state(Sites), number(call.get("id"))
    state.special = {key: page for key, page in state.special.items() if page != gone}
    return True
