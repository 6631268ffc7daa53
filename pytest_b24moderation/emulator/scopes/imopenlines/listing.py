"""Whether the parameters of `imopenlines.config.list.get` are such as it takes; INVALID_FORMAT otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.selection import split_key

PARAMS = ("select", "filter", "order", "limit", "offset")
OPTIONS = ("QUEUE", "CONFIG_QUEUE", "CHECK_PERMISSION")
ACTIONS = ("view", "modify", "perform", "delete")


def check_params(params: Mapping[str, Any], fields: frozenset[str]) -> None:
    if strange := [name for name in params if name not in PARAMS]:
        raise _wrong(f"Unsupported PARAMS fields are passed: {', '.join(strange)}")
    for name, kinds in (("select", (list,)), ("order", (dict, list)), ("filter", (dict, list))):
        value = params.get(name)
        if value is None:
            continue
        if not isinstance(value, kinds) or (isinstance(value, list) and value and name != "select"):
            raise _wrong(f"A wrong format for the PARAMS field '{name}' is passed")
        for one in value:
            _check_field(name, one, fields)
    for way in dict(params.get("order") or {}).values():
        if str(way).upper() not in ("ASC", "DESC"):
            raise _wrong("A wrong sorting direction is passed in the PARAMS field 'order'")
    for name in ("limit", "offset"):
        if name in params and not str(params[name]).isdecimal():
            raise _wrong(f"A non-negative integer is expected in the PARAMS field '{name}'")


def check_options(options: Mapping[str, Any]) -> None:
    if strange := [name for name in options if name not in OPTIONS]:
        raise _wrong(f"Unsupported OPTIONS fields are passed: {', '.join(strange)}")
    for name in ("QUEUE", "CONFIG_QUEUE"):
        if isinstance(options.get(name), list | dict):
            raise _wrong(f"A wrong format for the OPTIONS field '{name}' is passed")
    if "CHECK_PERMISSION" in options and options["CHECK_PERMISSION"] not in ACTIONS:
        raise _wrong("An unknown value for the OPTIONS field 'CHECK_PERMISSION' is passed")


def _check_field(where: str, value: Any, fields: frozenset[str]) -> None:
    field = split_key(str(value))[1] if where == "filter" else str(value)
    if not isinstance(value, str) or not field:
        raise _wrong(f"A wrong field name is passed in the PARAMS field '{where}'")
    if field not in fields and not (where == "select" and field == "*"):
        raise _wrong(f"An unknown field '{field}' is passed in the PARAMS field '{where}'")


def _wrong(text: str) -> RestError:
    return RestError(400, "INVALID_FORMAT", text)
