"""The last look: does any finished file still hold a secret?"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pytest_b24moderation.record.content import gunzip
from pytest_b24moderation.record.index import Index
from pytest_b24moderation.record.masks import Masks

_UNPACKED = 200_000_000
_DEPTH = 3
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that was found. ``secret``: its fingerprint, never itself, or why the file could not be read.

    ``file``: relative to the folder, `archive.zip!member` inside archives; ``offset``: bytes from its
    start, -1 when the secret stands in the file's name.
    """

    file: str
    offset: int
    secret: str


def scan(folder: Path, secrets: Iterable[str]) -> list[Leak]:
    """Where files under ``folder`` hold any of ``secrets`` in any disguise, inside gzip and zip too."""
    masks = Masks()
    for secret in secrets:
        masks.learn("secret", secret)
    return leaks(folder, masks.in_bytes())


def leaks(folder: Path, index: Index) -> list[Leak]:
    """The same for secrets that are indexed already (over bytes read as latin-1)."""
    found: list[Leak] = []
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            file = Path(root, name)
            if not file.is_file():  # a socket, a pipe, a broken link
                continue
            shown = file.relative_to(folder).as_posix().encode("utf-8", "surrogateescape").decode("latin-1")
            safe = index.mask(shown)
            found += [Leak(safe, -1, secret) for _, secret in index.find(shown)]
            found += leaks_in(safe, file.read_bytes(), index)
    return found


def leaks_in(name: str, data: bytes, index: Index, depth: int = 0) -> Iterator[Leak]:
    """The leaks of one file's bytes, and of what is packed in it."""
    for offset, secret in index.find(data.decode("latin-1")):
        yield Leak(name, offset, secret)
    if depth >= _DEPTH:
        return
    if data.startswith(_GZIP):
        plain = gunzip(data, _UNPACKED)
        yield from leaks_in(f"{name}!", plain, index, depth + 1)
        if len(plain) >= _UNPACKED:
            yield Leak(name, 0, "not looked through: it unpacks to more than 200 MB")
    elif data.startswith(_ZIP):
        yield from _members(name, data, index, depth)


def _members(name: str, data: bytes, index: Index, depth: int) -> Iterator[Leak]:
    room = _UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                inner = f"{name}!{index.mask(member.filename)}"
                with archive.open(member) as file:
                    plain = file.read(room + 1)
                room -= len(plain)
                if room < 0:
                    yield Leak(inner, 0, "not looked through: the archive unpacks to more than 200 MB")
                    return
                yield from leaks_in(inner, plain, index, depth + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError, EOFError) as error:
        yield Leak(name, 0, f"not looked through: {type(error).__name__}")
