"""Currencies and how they are written. restdocs: api-reference/crm/currency"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import classic, core
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number, truth
from pytest_b24moderation.emulator.scopes.crm.access import require_crm_admin
from pytest_b24moderation.emulator.scopes.crm.rows import real
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.selection import ordered

CODE = 3
FIELDS = {
    "CURRENCY": ("string", "Currency"), "AMOUNT_CNT": ("int", "Face value"), "AMOUNT": ("double", "Exchange rate"),
    "BASE": ("char", "Base currency"), "SORT": ("int", "Sorting"), "DATE_UPDATE": ("datetime", "Date modified"),
    "LID": ("string", "Website"), "FORMAT_STRING": ("string", "Currency output format string"),
    "FULL_NAME": ("string", "Name"), "DEC_POINT": ("string", "Decimal point for output"),
    "THOUSANDS_SEP": ("string", "Custom thousands separator for output"),
    "DECIMALS": ("int", "Number of decimal places"), "LANG": ("currency_localization", "Language binding"),
}  # fmt: skip
WRITABLE = ("CURRENCY", "AMOUNT_CNT", "AMOUNT", "SORT", "LANG")
LOCAL = {
    "FULL_NAME": ("string", "Name"), "FORMAT_STRING": ("string", "Currency output format string"),
    "DEC_POINT": ("string", "Decimal point for output"),
    "THOUSANDS_VARIANT": ("string", "Thousands separator for output"),
    "THOUSANDS_SEP": ("string", "Custom thousands separator for output"),
    "DECIMALS": ("int", "Number of decimal places"), "HIDE_ZERO": ("char", "Do not show insignificant zeros"),
}  # fmt: skip
SEPARATORS = {"N": "", "D": ".", "C": ",", "S": " ", "B": "&nbsp;"}
"""THOUSANDS_VARIANT → what it writes."""
NOBODY = "The parameter id is invalid or not defined."


@method("crm.currency.fields")
def currency_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {name: _described(*facts, read_only=name not in WRITABLE) for name, facts in FIELDS.items()}


@method("crm.currency.list")
def currency_list(call: Call) -> Listed:
    rows = list(call.state(Crm).currencies.values())
    return Listed(ordered(rows, as_dict(call.get("order")), "CURRENCY"), 0)


@method("crm.currency.get")
def currency_get(call: Call) -> dict[str, Any]:
    row = _find(call)
    return row | {"LANG": _localizations(call.portal, row)}


@method("crm.currency.add")
def currency_add(call: Call) -> str:
    require_crm_admin(call)
    given, crm = as_dict(call.get("fields")), call.state(Crm)
    for name in ("CURRENCY", "AMOUNT_CNT", "AMOUNT"):
        if name not in given:
            raise core(f'Undefined array key "{name}"')
    code = str(given["CURRENCY"]).upper()
    if len(code) != CODE or not code.isalpha():
        raise core("Currency identifier must consist of 3 letters")
    if code in crm.currencies:
        raise core(f"Currency {code} already exists")
    crm.currencies[code] = {
        "CURRENCY": code, "AMOUNT_CNT": "1", "AMOUNT": "1.0000", "SORT": "100", "BASE": "N", "FULL_NAME": code,
        "LID": call.portal.language, "FORMAT_STRING": f"# {code}", "DEC_POINT": ".", "THOUSANDS_SEP": "&nbsp;",
        "DECIMALS": "2", "DATE_UPDATE": call.portal.iso(),
    }  # fmt: skip
    crm.makers["currency", code] = call.maker
    _write(call, code, given)
    call.announce("ONCRMCURRENCYADD", {"FIELDS": {"ID": code}})
    return code


@method("crm.currency.update")
def currency_update(call: Call) -> bool:
    require_crm_admin(call)
    code = str(_find(call)["CURRENCY"])
    _write(call, code, as_dict(call.get("fields")))
    call.announce("ONCRMCURRENCYUPDATE", {"FIELDS": {"ID": code}})
    return True


@method("crm.currency.delete")
def currency_delete(call: Call) -> bool:
    require_crm_admin(call)
    code = str(_find(call)["CURRENCY"])
    if code == call.state(Crm).base_currency:
        raise classic("Cannot delete base currency.")
    del call.state(Crm).currencies[code]
    call.state(Crm).localizations.pop(code, None)
    call.announce("ONCRMCURRENCYDELETE", {"FIELDS": {"ID": code}})
    return True


@method("crm.currency.base.get")
def currency_base(call: Call) -> str:
    return call.state(Crm).base_currency


@method("crm.currency.base.set")
def currency_base_set(call: Call) -> bool:
    require_crm_admin(call)
    _set_base(call.state(Crm), str(_find(call)["CURRENCY"]))
    return True


@method("crm.currency.localizations.fields")
def localization_fields(call: Call) -> dict[str, Any]:  # noqa: ARG001
    return {name: _described(*facts) for name, facts in LOCAL.items()}


@method("crm.currency.localizations.get")
def localizations_get(call: Call) -> dict[str, Any]:
    return _localizations(call.portal, _named(call))


@method("crm.currency.localizations.set")
def localizations_set(call: Call) -> bool:
    require_crm_admin(call)
    return _localize(call, str(_named(call)["CURRENCY"]), as_dict(call.get("localizations")))


@method("crm.currency.localizations.delete")
def localizations_delete(call: Call) -> bool:
    require_crm_admin(call)
    kept = call.state(Crm).localizations.get(str(_named(call)["CURRENCY"]), {})
    gone = [kept.pop(str(language), None) for language in as_list(call.get("lids"))]
    return any(gone)


def _write(call: Call, code: str, given: Mapping[str, Any]) -> None:
    crm = call.state(Crm)
    row = crm.currencies[code]
    if "AMOUNT" in given:
        row["AMOUNT"] = f"{real(given['AMOUNT']):.4f}"
    row |= {name: str(number(given[name])) for name in ("AMOUNT_CNT", "SORT") if name in given}
    row["DATE_UPDATE"] = call.portal.iso()
    if truth(given.get("BASE")):
        _set_base(crm, code)
    _localize(call, code, as_dict(given.get("LANG")))


def _set_base(crm: Crm, code: str) -> None:
    crm.base_currency = code
    for row in crm.currencies.values():
        row["BASE"] = "Y" if row["CURRENCY"] == code else "N"
    crm.currencies[code]["AMOUNT"] = "1.0000"


def _localize(call: Call, code: str, given: Mapping[str, Any]) -> bool:
    """Write what is given of each language; the portal's own language shows in the currency itself."""
    crm = call.state(Crm)
    for language, sent in given.items():
        row = crm.localizations.setdefault(code, {}).setdefault(language, _first(crm.currencies[code]))
        row |= {name: str(value) for name, value in as_dict(sent).items() if name in LOCAL}
        if row["THOUSANDS_VARIANT"] in SEPARATORS:
            row["THOUSANDS_SEP"] = SEPARATORS[row["THOUSANDS_VARIANT"]]
        if language == call.portal.language:
            crm.currencies[code] |= {name: row[name] for name in LOCAL if name in crm.currencies[code]}
    return bool(given)


def _localizations(portal: Portal, row: Mapping[str, Any]) -> dict[str, Any]:
    kept = portal.state(Crm).localizations.get(str(row["CURRENCY"]), {})
    return {portal.language: _first(row)} | kept


def _first(row: Mapping[str, Any]) -> dict[str, Any]:
    common = {name: row[name] for name in ("FORMAT_STRING", "FULL_NAME", "DEC_POINT", "THOUSANDS_SEP", "DECIMALS")}
    return common | {"THOUSANDS_VARIANT": "B", "HIDE_ZERO": "Y"}


def _find(call: Call) -> dict[str, Any]:
    row = call.state(Crm).currencies.get(call.text("id"))
    if row is None:
        raise classic("Not found")
    return row


def _named(call: Call) -> dict[str, Any]:
    if not call.text("id"):
        raise classic(NOBODY)
    return _find(call)


def _described(kind: str, title: str, *, read_only: bool = False) -> dict[str, Any]:
    return {
        "type": kind, "isRequired": False, "isReadOnly": read_only, "isImmutable": False, "isMultiple": False,
        "isDynamic": False, "title": title,
    }  # fmt: skip
