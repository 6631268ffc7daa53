"""A body as a person reads it: text, or a note on what it is."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from pytest_b24moderation.record.charset import decoded, is_text, media_type
from pytest_b24moderation.record.content import unpack

_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;,]{1,200}))", re.I)
_PARAMETER = re.compile(r";\s*(name|filename)\*?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]*))", re.I)
_PARTS = 2000


class Readable(NamedTuple):
    """Text ("" for a binary body) and what else is to be said of it."""

    text: str
    note: str


def readable(body: bytes, headers: list[tuple[str, str]], *, size: int, limit: int) -> Readable:
    """``size``: the true length when ``body`` was cut (0: whole). ``limit``: most bytes to unpack."""
    if not body:
        return Readable("", f"cut: nothing of {size} bytes kept" if size else "")
    kind = encoding = ""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "content-type":
            kind = value
        elif lowered == "content-encoding":
            encoding = f"{encoding},{value}"
    notes = [f"cut: {len(body)} of {size} bytes kept"] if size > len(body) else []
    fault = ""
    if encoding:
        body, note = unpack(body, encoding, limit)
        notes.append(note)
        fault = note if note.startswith(("not ", "unknown ")) else ""
    if not fault and (form := _form(body, kind)):
        return Readable(form, _joined(notes))
    if fault or not is_text(body, kind):
        return Readable("", _joined([*notes, described(body, kind)]))
    text, note = decoded(body, kind)
    return Readable(text, _joined([*notes, note]))


def described(body: bytes, content_type: str) -> str:
    """A binary body in words: `image/png, 1234 bytes, sha256 …`."""
    return f"{media_type(content_type) or 'binary'}, {len(body)} bytes, sha256 {hashlib.sha256(body).hexdigest()}"


def _joined(notes: list[str]) -> str:
    return "; ".join(note for note in notes if note)


def _form(body: bytes, content_type: str) -> str:
    """A multipart form as `name=value&name=value`, so that `Exchange.form()` reads it like any form.

    Only the characters that would break that reading are escaped; a file becomes its description.
    """
    if media_type(content_type) != "multipart/form-data":
        return ""
    match = _BOUNDARY.search(content_type)
    if not match:
        return ""
    boundary = b"--" + (match[1] or match[2]).encode("latin-1", "replace")
    pairs = []
    for part in body.split(boundary, _PARTS)[1:]:
        if part.startswith(b"--"):
            break
        head, gap, value = part.partition(b"\r\n\r\n")
        if gap:
            pairs.append(_pair(head.decode("utf-8", "replace"), value.removesuffix(b"\r\n")))
    return "&".join(pairs)


def _pair(head: str, value: bytes) -> str:
    rows = dict(row.split(":", 1) for row in head.split("\r\n") if ":" in row)
    headers = {name.strip().lower(): text.strip() for name, text in rows.items()}
    kind = headers.get("content-type", "")
    fields = {m[1].lower(): m[2] or m[3] or "" for m in _PARAMETER.finditer(headers.get("content-disposition", ""))}
    if "filename" in fields:
        text = f"file {fields['filename']}, {described(value, kind)}"
    elif is_text(value, kind or "text/plain"):
        text = decoded(value, kind)[0]
    else:
        text = described(value, kind)
    return f"{_escaped(fields.get('name', '')).replace('=', '%3D')}={_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("&", "%26").replace("+", "%2B")
