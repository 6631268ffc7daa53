"""The forms in which one secret is met: escaped for URLs, forms, JSON, HTML, or inside base64."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
# What each encoder leaves alone beside letters, digits and _.-~ (which urllib always leaves).
_SAFE = ("", "/", "!*'()", "!*'();,/?:@&=+$#", "*")
_HTML_EXTRA = {"'": ("&#x27;", "&#39;", "&#039;", "&apos;"), '"': ("&quot;", "&#34;")}


def disguises(secret: str) -> frozenset[str]:
    """Every form of ``secret`` that is looked for, itself included."""
    if _PLAIN.fullmatch(secret):  # nothing in it is ever escaped: nearly all tokens are like this
        return frozenset((secret, *_base64(secret)))
    plain = {secret, *_json(secret), *_html(secret)}
    once = {form for text in plain for form in _percent(text)}
    twice = {form for text in _percent(secret) for form in _percent(text)}
    mixed = {form for text in _percent(secret) for form in (*_html(text), *_json(text))}
    coded = set(_base64(secret))
    coded |= {form for text in coded for form in (*_percent(text), *_json(text))}
    deeper = {form for text in _json(secret) for form in _json(text)}
    return frozenset(form for form in plain | once | twice | mixed | coded | deeper if form)


def _percent(text: str) -> set[str]:
    forms = set()
    for charset in ("utf-8", "cp1251"):
        try:
            rows = [quote(text, safe=safe, encoding=charset, errors="strict") for safe in _SAFE]
        except UnicodeEncodeError:  # a lone surrogate, or a character that this charset does not have
            continue
        rows += [row.replace("~", "%7E") for row in rows]
        rows += [row.replace("%20", "+") for row in rows]
        forms.update(rows)
    return forms | {_ESCAPE.sub(lambda match: match[0].lower(), form) for form in forms}


def _json(text: str) -> set[str]:
    rows = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    rows |= {row.replace("/", "\\/") for row in rows}
    for signs in ("<>", "<>&", "<>&'", "<>&+"):  # what JSON escapes when it is to stand inside HTML
        rows |= {_escaped(row, signs) for row in rows}
    upper = {re.sub(r"\\u[0-9a-f]{4}", lambda match: "\\u" + match[0][2:].upper(), row) for row in rows}
    return rows | upper


def _escaped(text: str, signs: str) -> str:
    return "".join(f"\\u{ord(char):04x}" if char in signs else char for char in text)


def _html(text: str) -> set[str]:
    base = html.escape(text, quote=False)
    rows = {base}
    for sign, names in _HTML_EXTRA.items():
        rows |= {row.replace(sign, name) for row in rows for name in names}
    rows |= {row.replace("/", "&#x2F;").replace("=", "&#x3D;").replace("`", "&#x60;") for row in rows}
    return rows


def _base64(secret: str) -> Iterator[str]:
    """The characters that are sure whatever stands before and after, at each of the three shifts."""
    data = secret.encode("utf-8", "surrogatepass")
    for shift in range(3):
        first, last = -(-8 * shift // 6), 8 * (shift + len(data)) // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * shift + data + b"\0\0")[first:last].decode("ascii")
