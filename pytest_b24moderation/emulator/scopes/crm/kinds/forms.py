"""Which sections and fields a card shows. restdocs: crm/universal/item-details-configuration, crm/deals/custom-form"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm

Sections = list[dict[str, Any]]
EXTRAS = {2: "dealCategoryId", 1: "leadCustomerType"}
"""Owner type → the extra parameter that tells varieties of its card apart; smart processes have `categoryId`."""
COMMON = 0


def form_methods(name: str, type_id: int) -> list[Callable[[Call], Any]]:
    """get, set, reset, forceCommonScopeForAll; owner type 0: the call names it."""
    verbs = {"get": _get, "set": _set, "reset": _reset, "forceCommonScopeForAll": _force}
    return [
        method(f"crm.{name}.details.configuration.{verb}")(partial(act, type_id)) for verb, act in verbs.items()
    ]  # fmt: skip


def _get(type_id: int, call: Call) -> Sections | None:
    return call.state(Crm).forms.get(_key(type_id, call))


def _set(type_id: int, call: Call) -> bool:
    key = _key(type_id, call, write=True)
    call.state(Crm).forms[key] = _sections(call.get("data"))
    call.state(Crm).makers["form", key] = call.maker
    return True


def _reset(type_id: int, call: Call) -> bool:
    call.state(Crm).forms.pop(_key(type_id, call, write=True), None)
    return True


def _force(type_id: int, call: Call) -> bool:
    """Nobody keeps a card of his own."""
    owner, variety = _card(type_id, call)
    if not call.user.admin:
        raise classic("Access denied.")
    forms = call.state(Crm).forms
    for key in [one for one in forms if one[:2] == (owner, variety) and one[2] != COMMON]:
        del forms[key]
    return True


def _card(type_id: int, call: Call) -> tuple[int, str]:
    wanted = type_id or number(call.get("entityTypeId"))
    if not wanted:
        raise classic("Parameter 'entityTypeId' is not defined")
    if kind_of(call.state(Crm), wanted) is None:
        raise classic(f"The entity type '{wanted}' is not supported in current context.")
    variety = as_dict(call.get("extras")).get(EXTRAS.get(wanted, "categoryId"))
    return wanted, str(variety or "")


def _key(type_id: int, call: Call, *, write: bool = False) -> tuple[int, str, int]:
    owner, variety = _card(type_id, call)
    if call.text("scope").upper() == "C":
        if write and not call.user.admin:
            raise classic("Access denied.")
        return owner, variety, COMMON
    user_id = number(call.get("userId")) or call.user.id
    if user_id != call.user.id and not call.user.admin:
        raise classic("Access denied.")
    return owner, variety, user_id


def _sections(data: Any) -> Sections:
    if not isinstance(data, list | dict):
        raise classic("Parameter 'data' must be array.")
    if not data:
        raise classic("There are no data to write.")
    if isinstance(data, dict):
        raise classic("The data must be indexed array.")
    return [_section(n, as_dict(one)) for n, one in enumerate(data)]


def _section(n: int, given: dict[str, Any]) -> dict[str, Any]:
    if given.get("type") != "section":
        raise _wrong(n, f"have type '{given.get('type', '')}'. The expected type is 'section'.")
    for name in ("name", "title"):
        if not given.get(name):
            raise _wrong(n, f"does not have {name}.")
    elements = []
    for place, one in enumerate(map(as_dict, as_list(given.get("elements")))):
        if not one.get("name"):
            raise classic(f"Element at index {place} in section at index {n} does not have name.")
        element: dict[str, Any] = {"name": one["name"], "optionFlags": str(number(one.get("optionFlags")))}
        elements.append(element | ({"options": one["options"]} if one.get("options") else {}))
    return {"name": given["name"], "title": given["title"], "type": "section", "elements": elements}


def _wrong(n: int, text: str) -> RestError:
    return classic(f"Section at index {n} {text}")


METHODS = [
    *form_methods("item", 0),
    *form_methods("lead", 1),
    *form_methods("deal", 2),
    *form_methods("contact", 3),
    *form_methods("company", 4),
]
