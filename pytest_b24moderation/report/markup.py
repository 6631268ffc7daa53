"""HTML that cannot be broken into: every text is escaped unless it was made here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from pytest_b24moderation.report.telling import plain


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Iterable["Html | str"]

_VOID = frozenset({"img", "meta", "br"})


def tag(name: str, /, *children: Child, **attributes: str) -> Html:
    """An element. `class_` means class; an underscore in other attribute names means a hyphen; "" leaves one out."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value}
    head = "".join(f' {key}="{escape(value)}"' for key, value in named.items())
    if name in _VOID:
        return Html(f"<{name}{head}>")
    return Html(f"<{name}{head}>{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """The children one after another, escaped where they are plain text."""
    return Html("".join(_one(child) for child in children))


def link(url: str, text: str) -> Html:
    """A link; an address that is no web address is shown as text, for `javascript:` must not get in."""
    if not url.lower().startswith(("https://", "http://")):
        return join([text])
    return tag("a", text, href=url, rel="noopener noreferrer")


def fold(summary: Child, *children: Child, open_: bool = False) -> Html:
    """A part that opens when its summary is touched."""
    inside = tag("summary", summary) + join(children)
    return Html(f"<details{' open' if open_ else ''}>{inside}</details>")


def _one(child: Child) -> str:
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(plain(child, lines=True))
    return "".join(_one(part) for part in child)
