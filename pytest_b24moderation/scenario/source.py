"""A file of YAML read into nodes that know their line: bounded, without tags, without surprises.

The dialect is YAML 1.2's core with less magic: only `true` and `false` are booleans, dates and
numbers with leading zeros stay texts, keys are always texts. No tag is ever acted upon.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pytest_b24moderation.model import Place, ScenarioError

LARGEST = 1_000_000 if yaml.__with_libyaml__ else 100_000
"""Bytes; PyYAML without its C library reads ten times slower."""
DEEPEST = 50
MOST_NODES = 50_000
MOST_DIRECTIVES = 10

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_TEXT_TAGS = ("tag:yaml.org,2002:str", "!")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

Value = str | int | float | bool | None


@dataclass(slots=True)
class Node:
    """A scalar, a list or a mapping and where it stands; ``keys`` are the places of a mapping's keys."""

    place: Place
    content: Value | list[Node] | dict[str, Node]
    keys: dict[str, Place] = field(default_factory=dict)
    size: int = 1
    height: int = 0

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    def child(self, part: str | int) -> Node | None:
        """What stands under that key or index, if anything does."""
        if isinstance(self.content, dict) and isinstance(part, str):
            return self.content.get(part)
        if isinstance(self.content, list) and isinstance(part, int) and 0 <= part < len(self.content):
            return self.content[part]
        return None

    def texts(self) -> Iterator[tuple[str, Place]]:
        """Every text in it, keys aside, with its place."""
        if isinstance(self.content, str):
            yield self.content, self.place
        elif isinstance(self.content, list | dict):
            for node in self.content.values() if isinstance(self.content, dict) else self.content:
                yield from node.texts()


def read(file: Path) -> tuple[Node, list[ScenarioError]]:
    """The file's only document, and the mistakes that did not keep it from being read.

    Raises ScenarioError for a file that cannot be read at all: missing, too large, another
    encoding, broken YAML, too deep, too many nodes.
    """
    text = _text(file)
    if len(re.findall(r"^%", text, re.MULTILINE)) > MOST_DIRECTIVES:
        raise ScenarioError("too many YAML directives", Place(file, 1), f"at most {MOST_DIRECTIVES}")
    reader = _Reader(file, text)
    try:
        return reader.document(), reader.mistakes
    except yaml.MarkedYAMLError as error:
        raise _broken(file, error) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise ScenarioError(f"this is not YAML: {error}", Place(file, 1)) from None


def _text(file: Path) -> str:
    try:
        if not file.is_file():
            raise ScenarioError(f"there is no file {file}", hint="the scenario is scenarios/<code>/scenario.yaml")
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{file} cannot be read: {error}") from None
    if len(data) > LARGEST:
        raise ScenarioError("the file is too large", Place(file, 1), f"at most {LARGEST:,} bytes")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ScenarioError("wrong encoding", Place(file, 1), "UTF-8", "UTF-16", "save the file as UTF-8")
    zero = data.find(b"\0")
    if zero >= 0:
        raise ScenarioError("a NUL byte", _at(file, data, zero), "text in UTF-8", hint="save the file as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {data[error.start]:#04x}, which UTF-8 does not have there"
        raise ScenarioError(
            "wrong encoding", _at(file, data, error.start), "UTF-8", found, "save the file as UTF-8"
        ) from None


def _at(file: Path, data: bytes, offset: int) -> Place:
    before = data[:offset]
    return Place(file, before.count(b"\n") + 1, offset - before.rfind(b"\n"))


def _broken(file: Path, error: yaml.MarkedYAMLError) -> ScenarioError:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1)
    what = ", ".join(part for part in (error.context, error.problem) if part)
    hint = ""
    if "\\t" in what or "tab character" in what:
        hint = "YAML is indented with spaces, not tabs"
    elif "mapping values are not allowed" in what or "expected <block end>" in what:
        hint = "check the indentation; a text that holds `: ` or begins with a sign needs quotes"
    elif "could not find expected ':'" in what:
        hint = "after a key come a colon and a space"
    return ScenarioError(f"this is not YAML: {what}", place, hint=hint)


class _Reader:
    """Builds nodes from the parser's events, so that nothing is built that is out of bounds."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._events = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, Node | None] = {}
        self._nodes = 0
        self.mistakes: list[ScenarioError] = []

    def document(self) -> Node:
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise ScenarioError("the file is empty", Place(self._file, 1), "a scenario, beginning with `schema: 1`")
        node = self._node(next(self._events), 1)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise ScenarioError("a second document", self._place(event), "one document in a file")
        return node

    def _place(self, event: Any) -> Place:
        return Place(self._file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _count(self, event: Any, nodes: int, depth: int) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            raise ScenarioError(
                "too many values",
                self._place(event),
                f"at most {MOST_NODES:,}, aliases written out",
                hint="use fewer aliases",
            )
        if depth > DEEPEST:
            raise ScenarioError("too deep", self._place(event), f"at most {DEEPEST} levels, aliases written out")

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        self._count(event, 1, depth)
        if event.tag and event.tag not in _TEXT_TAGS:
            self._mistake(
                f"the tag {_brief(event.tag)}", event, "a plain value", hint="tags do nothing here: leave it out"
            )
        if event.anchor:
            self._anchors[event.anchor] = None
        if isinstance(event, yaml.ScalarEvent):
            node = Node(self._place(event), _scalar(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event, depth)
        else:
            node = self._mapping(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, depth: int) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            inside = event.anchor in self._anchors
            raise ScenarioError(
                f"the alias *{_brief(event.anchor)} {'is part of itself' if inside else 'names no anchor'}",
                self._place(event),
                f"an anchor &{_brief(event.anchor)} that ends before it",
            )
        self._count(event, node.size, depth + node.height)
        return node

    def _sequence(self, start: Any, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return _parent(Node(self._place(start), items), items)

    def _mapping(self, start: Any, depth: int) -> Node:
        rows: dict[str, Node] = {}
        node = Node(self._place(start), rows)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, depth + 1)
            below = self._node(next(self._events), depth + 1)
            if key in rows:
                self._mistake(
                    f"the key {_brief(key)} stands here twice", event, "each key once",
                    f"the first at line {node.keys[key].line}",
                )  # fmt: skip
            elif key is not None:
                rows[key] = below
                node.keys[key] = self._place(event)
        return _parent(node, list(rows.values()))

    def _key(self, event: Any, depth: int) -> str | None:
        node = self._node(event, depth)
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style:
            self._mistake(
                "a merge key (<<)", event, "the keys written out", hint="an alias of a whole value works: `key: *name`"
            )
        elif isinstance(event, yaml.ScalarEvent) and event.value:
            return str(event.value)
        else:
            inner = isinstance(node.content, dict)
            hint = 'a template needs quotes: "{{ … }}"' if inner else ""
            self._mistake("a key that is no text", event, "a text before the colon", hint=hint)
        return None

    def _mistake(self, message: str, event: Any, expected: str, found: str = "", hint: str = "") -> None:
        self.mistakes.append(ScenarioError(message, self._place(event), expected, found, hint))


def _parent(node: Node, below: list[Node]) -> Node:
    node.size += sum(child.size for child in below)
    node.height = 1 + max((child.height for child in below), default=0)
    return node


def _scalar(event: Any) -> Value:
    text = str(event.value)
    if event.style or event.tag:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if len(text) < 40 and _NUMBER.fullmatch(text) and not text.lstrip("+-").isdigit() else text


def _brief(text: Any) -> str:
    shown = str(text)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
