"""The REST methods and inner answers of all scopes, found by importing the folders under `scopes`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.rest.call import Call

F = TypeVar("F", bound=Callable[..., Any])
_METHOD = "__rest_methods__"
_METHOD3 = "__rest3_methods__"
_ANSWER = "__answers__"
_ACT = "__acts__"


@dataclass(frozen=True, slots=True)
class Method:
    """A REST method. ``scopes``: any of them grants it. ``app_only``: refuses webhooks and sessions.

    ``refusal``: what it refuses them with, WRONG_AUTH_TYPE or ACCESS_DENIED.
    """

    name: str
    act: Callable[[Call], Any]
    scopes: tuple[str, ...]
    app_only: bool = False
    refusal: str = "WRONG_AUTH_TYPE"
    writes: bool = False
    """REST 3.0: it makes or changes something, so an idempotency key holds for it."""


def method(
    name: str, *, app_only: bool = False, refusal: str = "WRONG_AUTH_TYPE", also: tuple[str, ...] = ()
) -> Callable[[F], F]:
    """Make a function ``(call) -> JSON`` the REST method of that name; its folder is its scope.

    ``also``: further permissions, any of which grants this one method.
    """

    def mark(function: F) -> F:
        rows = [*getattr(function, _METHOD, ()), (name, app_only, refusal, also)]
        setattr(function, _METHOD, tuple(rows))
        return function

    return mark


def method3(name: str, *, writes: bool = False, also: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Make a function ``(call) -> JSON`` the REST 3.0 method of that name; see `method`."""

    def mark(function: F) -> F:
        setattr(function, _METHOD3, (*getattr(function, _METHOD3, ()), (name, writes, also)))
        return function

    return mark


def answers(kind: str) -> Callable[[F], F]:
    """Make a function ``(portal, **facts)`` answer that kind of question; see `Portal.ask` and `Portal.tell`."""

    def mark(function: F) -> F:
        setattr(function, _ANSWER, (*getattr(function, _ANSWER, ()), kind))
        return function

    return mark


def act(verb: str) -> Callable[[F], F]:
    """Make a function ``(portal, user, **params)``, plain or async, what a person or the portal does by that verb.

    Scenarios reach it by `portal: verb`, the portal's pages by `Portal.perform`. It raises ActError.
    """

    def mark(function: F) -> F:
        setattr(function, _ACT, (*getattr(function, _ACT, ()), verb))
        return function

    return mark


@lru_cache(maxsize=1)
def acts() -> dict[str, Callable[..., Any]]:
    """The functions of all verbs."""
    return {verb: value for _, value in _members() for verb in getattr(value, _ACT, ())}


@lru_cache(maxsize=1)
def methods() -> dict[str, Method]:
    """Every emulated method by its lower-case name."""
    found: dict[str, Method] = {}
    for scopes, value in _members():
        for name, app_only, refusal, also in getattr(value, _METHOD, ()):
            found[name.lower()] = Method(name, value, (*scopes, *also), app_only, refusal)
    return found


@lru_cache(maxsize=1)
def methods3() -> dict[str, Method]:
    """Every emulated method of REST 3.0 by its lower-case name."""
    found: dict[str, Method] = {}
    for scopes, value in _members():
        for name, writes, also in getattr(value, _METHOD3, ()):
            found[name.lower()] = Method(name, value, (*scopes, *also), writes=writes)
    return found


@lru_cache(maxsize=1)
def answerers() -> dict[str, tuple[Callable[..., Any], ...]]:
    """The functions that answer each kind of question."""
    found: dict[str, tuple[Callable[..., Any], ...]] = {}
    for _, value in _members():
        for kind in getattr(value, _ANSWER, ()):
            found[kind] = (*found.get(kind, ()), value)
    return found


@lru_cache(maxsize=1)
def scopes() -> dict[str, tuple[str, ...]]:
    """Folder → the permissions any of which opens it (`GRANTED_BY` of the folder, else its name)."""
    package = importlib.import_module("pytest_b24moderation.emulator.scopes")
    found: dict[str, tuple[str, ...]] = {}
    for folder in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(folder.name)
        name = folder.name.rpartition(".")[2]
        found[name] = tuple(getattr(module, "GRANTED_BY", (name,)))
    return found


@lru_cache(maxsize=1)  # methods, acts and answers are all found among the same hundreds of modules
def _members() -> list[tuple[tuple[str, ...], Any]]:
    """(permissions, member) of all that the scopes' modules define, generated methods (`METHODS`) included."""
    members: list[tuple[tuple[str, ...], Any]] = []
    for folder, granted in scopes().items():
        package = importlib.import_module(f"pytest_b24moderation.emulator.scopes.{folder}")
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            own = [v for v in vars(module).values() if getattr(v, "__module__", "") == module.__name__]
            members += [(granted, value) for value in [*own, *getattr(module, "METHODS", ())] if callable(value)]
    return members
