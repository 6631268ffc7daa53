"""What pydantic says of a scenario, said to its author: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pytest_b24moderation.model import Place, ScenarioError
from pytest_b24moderation.scenario.source import Node
from pytest_b24moderation.scenario.steps import VERBS

MOST = 25
"""As many mistakes are told at once; the rest are counted."""

_TYPES = {
    "string_type": "a text", "int_type": "a whole number", "float_type": "a number", "bool_type": "true or false",
    "list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping", "model_attributes_type": "a mapping",
    "int_from_float": "a whole number",
}  # fmt: skip
_PATTERNS = {
    r"^[a-z]{2}([-_][A-Za-z]{2,4})?$": "a language code, such as en",
    r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$": "a code such as acme.score",
    r"^/": "a path that begins with /",
    r"^(/|log:.)": "a path that begins with /, or log: and a piece of the line",
    r"^[A-Z0-9_]+$": "a placement's code, such as CRM_DEAL_DETAIL_TAB",
    r"^[A-Za-z0-9_.]+$": "a REST method, such as crm.deal.get",
}


@dataclass(slots=True)
class _Fault:
    error: ErrorDetails
    path: tuple[str | int, ...]
    node: Node
    place: Place
    through_union: bool


def complain(error: ValidationError, root: Node, model: type[BaseModel]) -> list[ScenarioError]:
    """Every mistake that pydantic found, as an error with its place in the file."""
    faults = [_locate(details, root) for details in error.errors(include_url=False, include_input=False)[:2000]]
    told = []
    for group in _groups(faults):
        path = group[0].path
        below = any(len(f.path) > len(path) and f.path[: len(path)] == path for f in faults)
        if not (below and group[0].through_union):
            told.append(_tell(group, model))
    return told


def gather(errors: Sequence[ScenarioError]) -> ScenarioError:
    """All mistakes of a file as one error, in the order of the file."""
    ordered = sorted(errors, key=lambda e: (e.place.line, e.place.column) if e.place else (0, 0))
    if len(ordered) == 1:
        return ordered[0]
    rows = [f"{len(ordered)} mistakes in the scenario", *(str(error) for error in ordered[:MOST])]
    if len(ordered) > MOST:
        rows.append(f"… and {len(ordered) - MOST} more")
    return ScenarioError("\n".join(rows), ordered[0].place)


def nearest(word: str, words: Sequence[str]) -> str:
    """The word that was probably meant, "" when none is near."""
    return next(iter(get_close_matches(word[:60], words, 1, 0.6)), "")


def brief(value: Any) -> str:
    """A value as it is shown in an error."""
    text = (
        {None: "nothing", True: "true", False: "false"}.get(value)
        if value is None or value is True or value is False
        else None
    )
    if text is None:
        kind = {dict: "a mapping", list: "a list", int: "the number ", float: "the number "}.get(type(value), "")
        text = kind if isinstance(value, dict | list) else f"{kind}{value}"
    return text if len(text) <= 80 else f"{text[:80]}…"


def _groups(faults: Sequence[_Fault]) -> Iterator[list[_Fault]]:
    """Faults that are one mistake: the members of a union that refused one value."""
    unions: dict[tuple[str | int, ...], list[_Fault]] = {}
    for fault in faults:
        if fault.through_union:
            unions.setdefault(fault.path, []).append(fault)
        else:
            yield [fault]
    yield from unions.values()


def _locate(details: ErrorDetails, root: Node) -> _Fault:
    node, place, path, union = root, root.place, [], False
    for part in details["loc"]:
        below = node.child(part)
        if below is not None:
            place = node.keys.get(str(part), below.place) if isinstance(part, str) else below.place
            node = below
            path.append(part)
        elif part != "[key]" and not str(part).startswith("step:") and details["type"] != "missing":
            union = True
    if details["type"] not in ("extra_forbidden",) and details["loc"][-1:] != ("[key]",):
        place = node.place
    return _Fault(details, tuple(path), node, place, union)


def _tell(group: Sequence[_Fault], model: type[BaseModel]) -> ScenarioError:
    # A union's member that took the type and minded the value says more than the others.
    fault = next((f for f in group if f.error["type"] not in _TYPES), group[0])
    kind, context = fault.error["type"], fault.error.get("ctx", {})
    where = _name(fault.path)
    found = brief(fault.node.content)
    if kind == "extra_forbidden":
        return _unknown_key(fault, model)
    if kind == "missing":
        key = fault.error["loc"][-1]
        known = fault.node.content if isinstance(fault.node.content, dict) else {}
        meant = nearest(str(key), list(known))
        return ScenarioError(
            f"{key} is missing in {where}",
            fault.place,
            f"{key}: {_choices(model, fault.error['loc'])}".rstrip(),
            hint=f"is it {meant}?" if meant else "",
        )
    if kind.startswith("union_tag"):
        return _no_verb(fault)
    if kind == "value_error":
        message, _, expected = str(context.get("error", fault.error["msg"])).partition("|")
        return ScenarioError(f"{message} in {where}", fault.place, expected)
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        meant = nearest(str(fault.node.content), expected.replace("'", "").replace(" or ", ", ").split(", "))
        shown = expected if len(expected) < 200 else f"{expected[:200]}…"
        return ScenarioError(f"unknown value of {where}", fault.place, shown, found, f"is it {meant}?" if meant else "")
    if kind in _TYPES:
        types = list(dict.fromkeys(_TYPES[f.error["type"]] for f in group))
        quoted = "a text" in types and isinstance(fault.node.content, int | float)
        hint = "put it in quotes" if quoted else "a template needs quotes" if fault.node.content == {} else ""
        return ScenarioError(f"wrong type of {where}", fault.place, " or ".join(types), found, hint)
    return ScenarioError(f"wrong value of {where}", fault.place, _bound(kind, context, fault), found)


def _bound(kind: str, context: Mapping[str, Any], fault: _Fault) -> str:
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        return _PATTERNS.get(pattern, f"a text that fits {pattern}")
    if kind in ("too_short", "string_too_short"):
        return "something: it is empty"
    if kind == "string_too_long":
        return f"at most {context.get('max_length')} characters"
    bounds = {"greater_than": "more than", "greater_than_equal": "at least", "less_than_equal": "at most"}
    limit = next((context[name] for name in ("gt", "ge", "le") if name in context), "")
    return f"{bounds[kind]} {limit}" if kind in bounds else fault.error["msg"]


def _unknown_key(fault: _Fault, model: type[BaseModel]) -> ScenarioError:
    key = str(fault.path[-1]) if fault.path else ""
    known = _keys_at(model, fault.error["loc"][:-1])
    meant = nearest(key, known)
    hint = f"is it {meant}?" if meant else ""
    if not hint and key in VERBS and any(str(part).startswith("step:") for part in fault.error["loc"]):
        hint = "one step has one verb: begin a new line with `- `"
    where = _name(fault.path[:-1])
    return ScenarioError(f"unknown key {brief(key)} in {where}", fault.place, ", ".join(known), hint=hint)


def _no_verb(fault: _Fault) -> ScenarioError:
    content = fault.node.content
    if not isinstance(content, dict):
        return ScenarioError("a step that is no mapping", fault.place, "a verb and what it is done to", brief(content))
    keys = list(content)
    meant = next(filter(None, (nearest(key, list(VERBS)) for key in keys[:10])), "")
    found = brief(", ".join(keys))
    return ScenarioError(
        "a step without a verb", fault.place, ", ".join(VERBS), found, f"is it {meant}?" if meant else ""
    )


def _name(path: Sequence[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part[:60]}" if text else part[:60]
    return text or "the scenario"


def _keys_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that are known at a place."""
    forms = [one for one in _at(model, path) if isinstance(one, type) and issubclass(one, BaseModel)]
    return list(dict.fromkeys(info.alias or name for form in forms for name, info in form.model_fields.items()))


def _choices(model: type[BaseModel], path: Sequence[str | int]) -> str:
    """The words of which a key takes one; "" when it takes any value."""
    below = [option for one in _at(model, path[:-1]) for option in _below(one, path[-1])]
    return " | ".join(str(word) for option in below if get_origin(option) is Literal for word in get_args(option))


def _at(model: type[BaseModel], path: Sequence[str | int]) -> list[Any]:
    """What is declared at a place, found by walking the models."""
    here: list[Any] = [model]
    for part in path:
        if str(part).startswith("step:"):
            here = [VERBS[str(part).removeprefix("step:")]]
            continue
        below = [option for one in here for option in _below(one, part)]
        here = below or here
    return here


def _below(annotation: Any, part: str | int) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part == (info.alias or name):
                yield from _options(info.annotation)
    elif get_origin(annotation) is list and isinstance(part, int):
        yield from _options(get_args(annotation)[0])
    elif get_origin(annotation) is dict and isinstance(part, str):
        yield from _options(get_args(annotation)[1])


def _options(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for member in get_args(annotation):
            yield from _options(member)
    else:
        yield annotation
