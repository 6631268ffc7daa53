"""Templates in values: `{{ … }}` only, in a sandbox that can neither loop nor grow nor reach out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pytest_b24moderation.model import Place, ScenarioError
from pytest_b24moderation.scenario.complaints import brief, nearest
from pytest_b24moderation.scenario.fake import Fake

LONGEST_EXPRESSION = 2_000
LARGEST = 1_000_000
"""Characters of a rendered text."""
DEEPEST = 30

NAMES: Mapping[str, tuple[str, ...]] = {
    "portal": ("host", "url", "member_id", "language", "webhook", "webhook_user", "webhook_code"),
    "actor": ("name", "user_id", "login"),
    "app": ("client_id", "client_secret", "code"),
    "work": (), "port": (), "url": (), "python": (), "fake": (),
}  # fmt: skip
"""Names that templates may use besides saved results, and what is known of them."""

_NEVER = "\ue000\ue001"
"""Stands where Jinja2 would look for statements and comments: no text holds it."""
_SINGLE = re.compile(r"\s*\{\{[-+]?(.*?)[-+]?\}\}\s*", re.DOTALL)
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Call,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat, nodes.List,
    nodes.Tuple, nodes.Dict, nodes.Pair, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod,
    nodes.Neg, nodes.Pos, nodes.Keyword, nodes.Slice,
)  # fmt: skip


class _RefusedError(Exception):
    """A template that is not allowed; the text says why."""


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise _RefusedError(f"`{operator}` is for numbers")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A mapping has its keys before its methods: `deal.items` is what was saved under `items`."""
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        found: Any = super().getattr(obj, attribute)
        return found


def _round(value: float, digits: int = 0) -> float:
    return round(value, max(-20, min(20, digits)))


def _join(values: Sequence[Any], between: str = "") -> str:
    texts = [str(value) for value in values]
    if sum(map(len, texts)) + len(between) * len(texts) > LARGEST:
        raise _RefusedError("the result is too large")
    return between.join(texts)


def _replace(value: Any, old: str, new: str) -> str:
    text = str(value)
    if len(text) + text.count(old) * len(new) > LARGEST:
        raise _RefusedError("the result is too large")
    return text.replace(old, new)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_JINJA_FILTERS = (
    "abs", "capitalize", "default", "first", "float", "int", "last", "length", "lower", "string", "title", "trim",
    "upper", "urlencode",
)  # fmt: skip
_FILTERS: Mapping[str, Callable[..., Any]] = {
    **{name: FILTERS[name] for name in _JINJA_FILTERS},
    "round": _round, "join": _join, "replace": _replace, "tojson": _json,
}  # fmt: skip


def _environment() -> _Sandbox:
    env = _Sandbox(
        undefined=StrictUndefined, autoescape=False, loader=None, optimized=False, keep_trailing_newline=True,
        block_start_string=_NEVER + "<", block_end_string=_NEVER + ">",
        comment_start_string=_NEVER + "(", comment_end_string=_NEVER + ")",
    )  # fmt: skip
    env.filters = dict(_FILTERS)
    env.globals = {}
    env.tests = {}
    return env


def is_template(text: str) -> bool:
    """Whether there is anything to fill in, or refuse."""
    return "{{" in text or "{%" in text


def check(text: str, saved: Sequence[str] = ()) -> None:
    """Raise ScenarioError (without a place) when the template is wrong: syntax, names, or not allowed."""
    for name, below in _names(_parse(_environment(), text)):
        _known(name, below, saved)


class Templates:
    """Fills templates; a value that is exactly one expression keeps its type.

    ``places``: where each template was written, for errors. ``fake`` speaks the language of the
    portal among the names (`portal.language`), and says the same for the same seed.
    """

    def __init__(self, seed: int = 0, places: Mapping[str, Place] | None = None) -> None:
        self._seed = seed
        self._places = places or {}
        self._env = _environment()
        self._compiled: dict[str, Callable[[Mapping[str, Any]], Any]] = {}
        self._fakes: dict[str, Fake] = {}

    def __call__(self, value: Any, names: Mapping[str, Any]) -> Any:
        """The value with its templates filled. Raises ScenarioError with the template's place."""
        if isinstance(value, str):
            return self._text(value, names) if is_template(value) else value
        if isinstance(value, Mapping):
            return {key: self(below, names) for key, below in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self(below, names) for below in value)
        return value

    def _text(self, text: str, names: Mapping[str, Any]) -> Any:
        try:
            fill = self._compiled.get(text)
            if fill is None:
                fill = self._compiled[text] = self._compile(text)
            result = fill({"fake": self._fake(names), **names} if "fake" in text else names)
            _bounded(result)
        except ScenarioError as error:
            raise ScenarioError(
                error.message, self._places.get(text), error.expected, error.found or brief(text), error.hint
            ) from None
        except Exception as error:  # noqa: BLE001 - whatever an author's expression does is the author's
            raise ScenarioError(
                f"the template cannot be filled: {brief(error)}", self._places.get(text),
                f"names: {', '.join(sorted({*names, 'fake'}))}", brief(text),
            ) from None  # fmt: skip
        return result

    def _fake(self, names: Mapping[str, Any]) -> Fake:
        portal = names.get("portal")
        language = portal.get("language") if isinstance(portal, Mapping) else getattr(portal, "language", "")
        return self._fakes.setdefault(str(language or "en"), Fake(self._seed, str(language or "en")))

    def _compile(self, text: str) -> Callable[[Mapping[str, Any]], Any]:
        body = _parse(self._env, text)
        parts = [part for output in body for part in output.nodes]
        if len(parts) == 1 and not isinstance(parts[0], nodes.TemplateData):
            inner = _SINGLE.fullmatch(text)
            expression = self._env.compile_expression(inner[1] if inner else text[2:-2], undefined_to_none=False)
            return lambda names: expression(dict(names))
        template = self._env.from_string(text)
        return lambda names: template.render(dict(names))


def _bounded(result: Any) -> None:
    if isinstance(result, Undefined):
        str(result)
    if isinstance(result, str) and len(result) > LARGEST:
        raise _RefusedError("the result is too large")


def _parse(env: _Sandbox, text: str) -> list[nodes.Output]:
    try:
        tree = env.parse(text)
    except TemplateError as error:
        raise ScenarioError(
            f"the template is wrong: {brief(error)}", None, "{{ an expression }}", brief(text)
        ) from None
    except (RecursionError, ValueError, MemoryError, OverflowError):
        raise ScenarioError(
            "the template is wrong: it cannot be read", None, "{{ an expression }}", brief(text)
        ) from None
    try:
        for output in tree.body:
            if not isinstance(output, nodes.Output):
                raise _RefusedError("only {{ expressions }} are allowed")  # noqa: TRY301
            for part in output.nodes:
                _allow(part, DEEPEST)
        _short(text)
    except _RefusedError as error:
        raise ScenarioError(f"the template is not allowed: {error}", None, "{{ an expression }}", brief(text)) from None
    return [output for output in tree.body if isinstance(output, nodes.Output)]


def _short(text: str) -> None:
    if any(len(piece.partition("}}")[0]) > LONGEST_EXPRESSION for piece in text.split("{{")[1:]):
        raise _RefusedError(f"an expression has at most {LONGEST_EXPRESSION} characters")


def _allow(node: nodes.Node, left: int) -> None:
    if left == 0:
        raise _RefusedError("it is too deep")
    if not isinstance(node, _ALLOWED):
        raise _RefusedError(f"{type(node).__name__.lower()} is not among what templates can do")
    if isinstance(node, nodes.TemplateData) and "{%" in node.data:
        raise _RefusedError("statements ({% … %}) do nothing here; to write the sign itself: {{ '{%' }}")
    if isinstance(node, nodes.Name) and node.name == "self":
        raise _RefusedError("self is nothing here")
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        meant = nearest(node.name, list(_FILTERS))
        raise _RefusedError(f"there is no filter {node.name}" + (f", is it {meant}?" if meant else ""))
    if isinstance(node, nodes.Call) and not _is_fake(node.node):
        raise _RefusedError("only fake.… can be called")
    for child in node.iter_child_nodes():
        _allow(child, left - 1)


def _is_fake(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "fake"


def _names(body: Sequence[nodes.Output]) -> Iterator[tuple[str, str]]:
    """Every name used, with the attribute asked of it where there is one; `default` excuses a name."""
    for output in body:
        excused = {
            id(name)
            for one in output.find_all(nodes.Filter)
            if one.name == "default"
            for name in one.find_all(nodes.Name)
        }
        for attribute in output.find_all(nodes.Getattr):
            if isinstance(attribute.node, nodes.Name):
                yield attribute.node.name, attribute.attr
        for name in output.find_all(nodes.Name):
            if id(name) not in excused:
                yield name.name, ""


def _known(name: str, below: str, saved: Sequence[str]) -> None:
    known = [*NAMES, *saved]
    if not below and name not in known:
        meant = nearest(name, known)
        raise ScenarioError(
            f"unknown name {brief(name)} in a template", None, ", ".join(known), hint=f"is it {meant}?" if meant else ""
        )
    if not below or name in saved or name not in NAMES:
        return
    parts = Fake.words() if name == "fake" else NAMES[name]
    if parts and below not in parts:
        meant = nearest(below, parts)
        expected = "" if name == "fake" else ", ".join(f"{name}.{part}" for part in parts)
        raise ScenarioError(
            f"{name} has no {brief(below)}", None, expected, hint=f"is it {name}.{meant}?" if meant else ""
        )
