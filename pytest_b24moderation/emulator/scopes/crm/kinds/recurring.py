"""Templates that deals are made from again and again. restdocs: api-reference/crm/deals/recurring-deals"""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import Any

from pytest_b24moderation.emulator.fields import flagged, moment
from pytest_b24moderation.emulator.people import PORTAL
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, number, yes_no
from pytest_b24moderation.emulator.scopes.crm.access import may_read, may_write
from pytest_b24moderation.emulator.scopes.crm.inputs import given_fields
from pytest_b24moderation.emulator.scopes.crm.kind import Record
from pytest_b24moderation.emulator.scopes.crm.kinds.deal import KIND
from pytest_b24moderation.emulator.scopes.crm.records import create
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import matches, ordered

Template = dict[str, Any]
FIELDS = {
    "ID": ("integer", "r", "id"), "DEAL_ID": ("integer", "qi", "id of the recurring deal"),
    "BASED_ID": ("integer", "r", "Created based on"), "ACTIVE": ("char", "", "Active"),
    "NEXT_EXECUTION": ("datetime", "r", "Next execution date"),
    "LAST_EXECUTION": ("datetime", "r", "Last execution date"),
    "COUNTER_REPEAT": ("integer", "r", "Number of executions"),
    "START_DATE": ("date", "", "Start date for calculation"), "CATEGORY_ID": ("char", "", "Category of the new deal"),
    "IS_LIMIT": ("char", "", "Type of execution limits"),
    "LIMIT_REPEAT": ("integer", "", "Limit on the number of executions"), "LIMIT_DATE": ("date", "", "Limit by date"),
}  # fmt: skip
PARAMS = {
    "MODE": "Repetition mode", "SINGLE_BEFORE_START_DATE_VALUE": "Offset before the calculation date",
    "SINGLE_BEFORE_START_DATE_TYPE": "Type of offset before the calculation date",
    "MULTIPLE_TYPE": "Type of repetition", "MULTIPLE_INTERVAL": "Repetition interval",
    "OFFSET_BEGINDATE_TYPE": "Type of offset for the start date in the new deal",
    "OFFSET_BEGINDATE_VALUE": "Offset for the start date in the new deal",
    "OFFSET_CLOSEDATE_TYPE": "Type of offset for the completion date in the new deal",
    "OFFSET_CLOSEDATE_VALUE": "Offset for the completion date in the new deal",
}  # fmt: skip
NEVER_COPIED = (
    "ID", "DATE_CREATE", "DATE_MODIFY", "CREATED_BY_ID", "MODIFY_BY_ID", "CLOSED", "STAGE_ID", "IS_RECURRING"
)  # fmt: skip


@method("crm.deal.recurring.fields")
def recurring_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    found = {name: flagged(name, kind, title, flags).described() for name, (kind, flags, title) in FIELDS.items()}
    definition = {
        name: flagged(name, "integer" if name.endswith(("VALUE", "INTERVAL")) else "string", title).described()
        for name, title in PARAMS.items()
    }
    params = flagged("PARAMS", "recurring_params", "Parameters for calculating the next execution date").described()
    return found | {"PARAMS": params | {"definition": definition}}


@method("crm.deal.recurring.add")
def recurring_add(call: Call) -> int:
    """A template is a copy of the deal, and the settings by which it repeats."""
    given, crm = given_fields(call), call.state(Crm)
    source = crm.of("deal").get(number(given.get("DEAL_ID")))
    if source is None:
        raise classic("Deal id is empty.")
    if not may_write(call.portal, call.user, source):
        raise classic("Access denied.")
    if any(row["DEAL_ID"] == str(source.id) for row in crm.recurring.values()):
        raise classic("Deal already has recurring settings.")
    template = _copy(call, source, {"IS_RECURRING": "Y"})
    row: Template = {
        "ID": str(crm.next_id("recurring")), "DEAL_ID": str(template.id), "BASED_ID": str(source.id), "ACTIVE": "Y",
        "CATEGORY_ID": source.values["CATEGORY_ID"], "IS_LIMIT": "N", "COUNTER_REPEAT": None, "LIMIT_REPEAT": None,
        "LIMIT_DATE": "", "START_DATE": call.portal.iso(), "NEXT_EXECUTION": "", "LAST_EXECUTION": "",
        "PARAMS": {name: 0 if name.endswith(("VALUE", "INTERVAL")) else None for name in PARAMS},
    }  # fmt: skip
    crm.recurring[int(row["ID"])] = row
    crm.makers["recurring", int(row["ID"])] = call.maker
    _fill(call, row, given)
    _announce(call, row, "ADD", RECURRING_DEAL_ID=template.id)
    return int(row["ID"])


@method("crm.deal.recurring.get")
def recurring_get(call: Call) -> Template:
    return _find(call)


@method("crm.deal.recurring.list")
def recurring_list(call: Call) -> Listed:
    crm, wanted, order = call.state(Crm), call.get("filter"), call.get("order")
    for name, value in (("order", order), ("filter", wanted)):
        if value is not None and not isinstance(value, dict | list):
            raise classic(f"Parameter '{name}' must be array.")
    rows = [
        row for row in crm.recurring.values()
        if matches(row, as_dict(wanted), FIELDS.__contains__) and may_read(call.portal, call.user, _template(crm, row))
    ]  # fmt: skip
    return page(call, ordered(rows, as_dict(order)))


@method("crm.deal.recurring.update")
def recurring_update(call: Call) -> bool:
    row = _find(call, write=True)
    _fill(call, row, given_fields(call))
    _announce(call, row, "UPDATE", RECURRING_DEAL_ID=int(row["DEAL_ID"]))
    return True


@method("crm.deal.recurring.delete")
def recurring_delete(call: Call) -> bool:
    row, crm = _find(call, write=True), call.state(Crm)
    if int(row["DEAL_ID"]) in crm.of("deal"):
        raise classic("Deleting is impossible. Connected recurring deal exists.")
    del crm.recurring[int(row["ID"])]
    _announce(call, row, "DELETE", RECURRING_DEAL_ID=int(row["DEAL_ID"]))
    return True


@method("crm.deal.recurring.expose")
def recurring_expose(call: Call) -> dict[str, int]:
    """A deal from the template, now."""
    row = _find(call)
    template = call.state(Crm).of("deal").get(int(row["DEAL_ID"]))
    if template is None:
        raise classic("Recurring deal is not found.")
    deal = _copy(call, template, {"CATEGORY_ID": row["CATEGORY_ID"]} | _dates(call, row))
    row["COUNTER_REPEAT"] = str(number(row["COUNTER_REPEAT"]) + 1)
    row["LAST_EXECUTION"] = call.portal.iso()
    _announce(call, row, "EXPOSE", RECURRING_DEAL_ID=template.id, DEAL_ID=deal.id)
    return {"DEAL_ID": deal.id}


def _copy(call: Call, source: Record, more: dict[str, Any]) -> Record:
    values = {name: value for name, value in source.values.items() if name not in NEVER_COPIED}
    deal = create(call, KIND, values | {"CONTACT_IDS": [row["CONTACT_ID"] for row in source.contacts]} | more)
    deal.products = [row | {"OWNER_ID": str(deal.id)} for row in source.products]
    return deal


def _dates(call: Call, row: Template) -> dict[str, str]:
    found = {}
    for name in ("BEGINDATE", "CLOSEDATE"):
        unit, count = row["PARAMS"][f"OFFSET_{name}_TYPE"], number(row["PARAMS"][f"OFFSET_{name}_VALUE"])
        if unit:
            found[name] = shifted(datetime.fromisoformat(call.portal.iso()), unit, count).isoformat()
    return found


def shifted(day: datetime, unit: str, count: int) -> datetime:
    """That many days, weeks, months or years later; the last day of a month where it is shorter."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def _fill(call: Call, row: Template, given: dict[str, Any]) -> None:
    zone = call.portal.zone
    if "ACTIVE" in given:
        row["ACTIVE"] = yes_no(given["ACTIVE"])
    if "CATEGORY_ID" in given:
        row["CATEGORY_ID"] = str(number(given["CATEGORY_ID"]))
    if "IS_LIMIT" in given:
        row["IS_LIMIT"] = given["IS_LIMIT"] if given["IS_LIMIT"] in ("N", "D", "T") else "N"
    if "LIMIT_REPEAT" in given:
        row["LIMIT_REPEAT"] = str(number(given["LIMIT_REPEAT"])) if given["LIMIT_REPEAT"] else None
    for name in ("LIMIT_DATE", "START_DATE"):
        if given.get(name):
            row[name] = moment(str(given[name]), zone)
    sent = as_dict(given.get("PARAMS"))
    row["PARAMS"] |= {
        name: number(value) if name.endswith(("VALUE", "INTERVAL")) else str(value)
        for name, value in sent.items() if name in PARAMS
    }  # fmt: skip
    row["NEXT_EXECUTION"] = row["START_DATE"] if row["ACTIVE"] == "Y" else ""


def _find(call: Call, *, write: bool = False) -> Template:
    crm, wanted = call.state(Crm), number(call.get("id"))
    if wanted <= 0:
        raise classic("id is not defined or invalid.")
    row = crm.recurring.get(wanted)
    if row is None:
        raise classic("Recurring deal is not found.")
    if not (may_write if write else may_read)(call.portal, call.user, _template(crm, row)):
        raise classic("Access denied.")
    return row


def _template(crm: Crm, row: Template) -> Record:
    """The deal that is the template; an ownerless one where it is gone, which administrators alone may touch."""
    deals = crm.of("deal")
    known = deals.get(int(row["DEAL_ID"])) or deals.get(int(row["BASED_ID"]))
    return known or Record(0, {}, PORTAL)


def _announce(call: Call, row: Template, verb: str, **facts: int) -> None:
    call.announce(f"ONCRMDEALRECURRING{verb}", {"FIELDS": {"ID": int(row["ID"])} | facts})
