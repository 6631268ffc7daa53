"""card: the card's texts and files become facts; no portal is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Note, Stage
from pytest_b24moderation.reading import read_picture


def act(kit: Kit, actor: Actor | None) -> None:  # noqa: ARG001 - nobody acts
    """Write down every field of the card and of the version's own."""
    with kit.timeline.sentence("Read the card of the solution"):
        for about, text in _facts("card", kit.scenario.card):
            kit.timeline.add(Note, about=about, text=text)
        for about, text in _facts("version.whats_new", kit.version.whats_new):
            kit.timeline.add(Note, about=about, text=text)


def _facts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _facts(f"{name}.{key}", below)
    elif isinstance(value, list | tuple):
        for index, below in enumerate(value):
            yield from _facts(f"{name}.{index}", below)
    elif isinstance(value, Path):
        yield name, f"{value.name}: {_file(value)}"
    elif value not in (None, ""):
        yield name, str(value)


def _file(file: Path) -> str:
    if not file.is_file():
        return "missing"
    return str(read_picture(file) or f"no picture, {file.stat().st_size} bytes")


STAGE = Stage("card", act, portal=False)
