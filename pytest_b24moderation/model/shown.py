"""What the solution showed: whether a frame came up, and what texts stood in its pages and answers."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pytest_b24moderation.model.evidence import Entry, Exchange, Opened, PageText
from pytest_b24moderation.model.timeline import Evidence

PROSE = 40
"""Words around a block of code that make a page an article rather than the print of an error."""
LONGEST = 120
"""Characters of a reason that are told."""
LIMIT = 500_000
"""Characters of one answer that are looked at."""

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>|<!--")
_DROPPED = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template")}
_COMMENT = re.compile("-->")
_CODE = {"pre", "code", "samp", "blockquote", "textarea"}
_BREAK = re.compile("br|p|div|li|[udo]l|d[td]|tr|table|body|section|article|main|h[1-6]|" + "|".join(_CODE))
_BEFORE, _AFTER = 200, 300
_FAULT_KEYS = {"error", "error_description", "errors", "exception", "trace", "traceback", "stack", "stacktrace"}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A text that was looked for and found. ``quoted``: it may be an article's example, or data."""

    text: str
    where: tuple[Entry, ...]
    quoted: bool


def trouble(evidence: Evidence, opened: Opened) -> str:
    """Why an opening showed nothing of use; "" when it did show.

    A word of `Opened.result`, `HTTP 500`, or why no answer came.
    """
    if opened.result not in ("shown", "blank"):
        return opened.result
    page, shown = _address(opened.frame_url), "" if opened.result == "shown" else opened.result
    for exchange in reversed(evidence.of(Exchange, stage=opened.stage, actor=opened.actor)):
        aim = exchange.header("sec-fetch-dest", request=True)
        if exchange.source != "browser" or exchange.target != "solution" or aim not in ("", "iframe", "document"):
            continue
        if page and exchange.seq < opened.seq and _address(exchange.url) == page:
            return _refusal(exchange) if exchange.status >= 400 or exchange.error else shown
    return shown


def _refusal(exchange: Exchange) -> str:
    """A bad answer in words, or why there was none."""
    return exchange.error[:LONGEST] or f"HTTP {exchange.status}"


def sightings(evidence: Evidence, expressions: Iterable[str]) -> list[Sighting]:
    """Where any of the expressions matches what the solution's pages and answers showed, each text once."""
    compiled = [re.compile(expression, re.MULTILINE) for expression in expressions]
    found: dict[str, tuple[list[Entry], list[bool], bool]] = {}
    for text, entry, quoted in _passages(evidence):
        for match in (m for one in compiled for m in one.finditer(text)):
            words = " ".join(_line(text, match).split())
            entries, answers, _ = found.setdefault(words, ([], [], quoted))
            entries.append(entry)
            # What stands in a page came in an answer; the answer knows how it stood there.
            answers += [] if isinstance(entry, PageText) else [quoted]
    return [
        Sighting(words, tuple(dict.fromkeys(entries)), all(answers) if answers else first)
        for words, (entries, answers, first) in found.items()
    ]


def _passages(evidence: Evidence) -> Iterator[tuple[str, Entry, bool]]:
    for page in evidence.of(PageText):
        if page.owner == "solution":
            yield page.text, page, False
    for exchange in evidence.of(Exchange):
        if exchange.source == "browser" and exchange.target == "solution" and exchange.response_body:
            for text, quoted in _parts(exchange):
                yield text, exchange, quoted


def _parts(exchange: Exchange) -> Iterator[tuple[str, bool]]:
    """The texts of one answer, and whether each is quoted."""
    body, certain = exchange.response_body[:LIMIT], exchange.status >= 400
    kind = exchange.header("content-type").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml", ""):
        prose, code = _texts(body)
        yield prose, False
        yield code, not certain and len(prose.split()) >= PROSE
    elif kind == "application/json" or kind.endswith("+json"):
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            yield _texts(body)[0], False
            return
        yield from ((text, not (certain or fault)) for text, fault in _strings(value, False))
    elif kind == "text/plain":
        yield body, False


def _strings(value: Any, fault: bool) -> Iterator[tuple[str, bool]]:
    """Every string of a JSON value, and whether it stands under a key that tells of an error."""
    if isinstance(value, str):
        yield value, fault
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _strings(item, fault or str(key).lower() in _FAULT_KEYS)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item, fault)


def _line(text: str, match: re.Match[str]) -> str:
    """The match with what stands around it on its lines."""
    begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _BEFORE)
    end = text.find("\n", match.end())
    return text[begin : min(end if end >= 0 else len(text), match.end() + _AFTER)]


def _texts(markup: str) -> tuple[str, str]:
    """What a reader sees of a page: outside its blocks of code and quotations, and inside them."""
    parts: tuple[list[str], list[str]] = ([], [])
    position, depth = 0, 0
    while tag := _TAG.search(markup, position):
        parts[depth > 0].append(markup[position : tag.start()])
        name, position = (tag[2] or "").lower(), tag.end()
        if not name or (name in _DROPPED and not tag[1]):
            end = (_DROPPED[name] if name else _COMMENT).search(markup, position)
            position = end.start() if end else len(markup)
        if _BREAK.fullmatch(name):
            parts[depth > 0].append("\n")
        if name in _CODE:
            depth = max(0, depth - 1) if tag[1] else depth + 1
    parts[depth > 0].append(markup[position:])
    prose, code = (html.unescape("".join(part)).replace("\xa0", " ") for part in parts)
    return prose, code


def _address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/')}".lower()
