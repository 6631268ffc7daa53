"""Templates as files: which placeholders a .docx has, and the same file with values in their place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

BODY = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
TAG = re.compile(r"<[^>]*>")
PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_.]*)(?:~[^{}]*)?\}")
LARGEST = 2**27


def placeholders(content: bytes) -> list[str]:
    """The codes in curly braces, in order; none for what is no .docx. Styles inside a code do not part it."""
    found: list[str] = []
    for text in _parts(content).values():
        for code in PLACEHOLDER.findall(TAG.sub("", text)):
            if code not in found:
                found.append(code)
    return found


def filled(content: bytes, values: Mapping[str, object]) -> bytes:
    """The file with values in the place of its codes; what has none becomes empty."""
    parts = _parts(content)
    if not parts:
        return content
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            text = parts.get(name)
            made.writestr(name, source.read(name) if text is None else _replaced(text, values).encode())
    return target.getvalue()


def _replaced(text: str, values: Mapping[str, object]) -> str:
    return PLACEHOLDER.sub(lambda match: escape(_printed(values.get(match[1]))), text)


def _printed(value: object) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _parts(content: bytes) -> dict[str, str]:
    """The texts of the file by their names."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            if sum(row.file_size for row in source.infolist()) > LARGEST:
                return {}
            rows = [row for row in source.infolist() if BODY.fullmatch(row.filename)]
            return {row.filename: source.read(row).decode("utf-8", "replace") for row in rows}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return {}
