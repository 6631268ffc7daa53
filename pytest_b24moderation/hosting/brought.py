"""Authorities that a solution brings along: a `cacert.pem` in its folder, or its Python environment's certifi."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

_NAMES = re.compile(r"(?i)^(cacerts?|ca[-_.]?bundle|ca[-_.]?certificates|curl-ca-bundle)\.(pem|crt)$")
_MOST = 4_000_000
_FEWEST = 20
"""A file with fewer certificates is no copy of the world's authorities: what it pins stays pinned."""


def extend(work: Path, ca_pem: bytes) -> None:
    """Add our authority to the copies of the world's authorities in the copy of a solution's folder."""
    for file in _bundles(work):
        with file.open("ab") as stream:
            stream.write(b"\n" + ca_pem)


def covers(program: str, environment: Mapping[str, str], private: Path, bundle: bytes) -> tuple[tuple[str, str], ...]:
    """Private file → the certifi of the Python environment that a command is run from, outside the folder."""
    found = shutil.which(program, path=environment.get("PATH"))
    if not found:
        return ()
    source = private / "certifi.pem"
    source.write_bytes(bundle)
    sites = Path(found).parent.parent.glob("lib/python3*/site-packages/certifi/cacert.pem")
    return tuple((str(source), str(file)) for file in sites if file.is_file())


def _bundles(work: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(work):
        for name in filter(_NAMES.match, names):
            file = Path(folder, name)
            if file.is_symlink() or not file.is_file() or file.stat().st_size > _MOST:
                continue
            if file.read_bytes().count(b"-----BEGIN CERTIFICATE-----") >= _FEWEST:
                yield file
