"""What the public documentation names: REST methods and events, with the permission that each wants, and who may.

`methods.tsv`, `methods3.tsv` (REST 3.0) and `events.tsv` are written by `tools/documented_methods.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

SAME = {
    "sonet": ("sonet_group", "socialnetwork", "sonet"),
    "tasks": ("task", "tasks"),
    "imconnector": ("imopenlines", "imconnector"),
}
"""Words of the pages → the permissions they mean (restdocs: scopes/permissions.md).

The pages of a connector's events name `imconnector`, those of its methods `imopenlines`, which is what applications of
connectors ask for (restdocs: api-reference/imopenlines/imconnector/index.md).
"""


@dataclass(frozen=True, slots=True)
class Documented:
    """A name of the documentation; any of ``scopes`` grants it (none named: not known).

    ``who``: any, administrator, crm administrator, bot owner, permission (some right), depends; "" where unsaid.
    """

    name: str
    scopes: tuple[str, ...]
    page: str
    who: str


@lru_cache(maxsize=1)
def documented_methods() -> dict[str, Documented]:
    """Lower-case name → fact."""
    return {key.lower(): row for key, row in _read("methods.tsv").items()}


@lru_cache(maxsize=1)
def documented_methods3() -> dict[str, Documented]:
    """Lower-case name → fact, of the methods of REST 3.0."""
    return {key.lower(): row for key, row in _read("methods3.tsv").items()}


@lru_cache(maxsize=1)
def documented_events() -> dict[str, Documented]:
    """Upper-case name → fact."""
    return _read("events.tsv")


def _read(name: str) -> dict[str, Documented]:
    text = files("pytest_b24moderation.emulator").joinpath(name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {name: Documented(name, _permissions(scopes), *more) for name, scopes, *more in rows}


def _permissions(text: str) -> tuple[str, ...]:
    return tuple(one for word in text.split(",") if word for one in SAME.get(word, (word,)))
