"""Serves a static solution: a folder, or the archive that its developer uploads."""

from __future__ import annotations

import http.server
import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import sweep
from pytest_b24moderation.model import StageFailed

_LARGEST = 200_000_000
_MOST_FILES = 10_000
_PIECE = 65_536
_KINDS = {
    ".html": "text/html", ".htm": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".map": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif",
    ".ico": "image/x-icon", ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf",
    ".wasm": "application/wasm", ".txt": "text/plain", ".xml": "application/xml", ".pdf": "application/pdf",
    ".mp4": "video/mp4", ".mp3": "audio/mpeg", ".webmanifest": "application/manifest+json",
}  # fmt: skip


@dataclass(frozen=True)
class Served:
    """A static solution that is served from ``work``; it has no server whose calls could be missed."""

    port: int
    work: Path
    way: str = "static"
    sees_all: bool = True


@contextmanager
def serve_folder(source: Path, *, hostnames: Sequence[str], gateway: Gateway, scratch: Path) -> Iterator[Served]:
    """Serve a copy of a folder, or of what a zip archive holds, under ``hostnames``.

    Raises StageFailed when the archive is broken, too large, or reaches outside itself.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    sweep.note(scratch)
    work = scratch / "work"
    try:
        if source.is_dir():
            shutil.copytree(source, work, symlinks=False, ignore=shutil.ignore_patterns(".git"))
        else:
            unpack(source, work)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, work.resolve())) as server:
            server.daemon_threads = True
            thread = threading.Thread(target=partial(server.serve_forever, 0.05), name="b24-static", daemon=True)
            thread.start()
            port = int(server.server_address[1])
            for hostname in hostnames:
                gateway.route(hostname, "solution", ("127.0.0.1", port))
            try:
                yield Served(port, work)
            finally:
                for hostname in hostnames:
                    gateway.forget(hostname)
                server.shutdown()
                thread.join(2)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def unpack(archive: Path, target: Path) -> None:
    """Unpack a zip archive. Raises StageFailed instead of writing outside ``target`` or more than 200 MB."""
    target.mkdir(parents=True)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            if len(entries) > _MOST_FILES:
                raise StageFailed(f"the archive {archive.name} holds {len(entries)} files, more than {_MOST_FILES}")
            if sum(entry.file_size for entry in entries) > _LARGEST:  # no entry unpacks to more than it declares
                raise StageFailed(f"the archive {archive.name} unpacks to more than {_LARGEST // 1_000_000} MB")
            for entry in entries:
                _unpack_one(opened, entry, target)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise StageFailed(f"the archive {archive.name} cannot be unpacked: {error}") from error


def _unpack_one(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in entry.filename or stat.S_ISLNK(entry.external_attr >> 16):
        raise StageFailed(f"the archive holds an entry that reaches outside itself: {entry.filename!r}")
    file = target / path
    if entry.is_dir():
        file.mkdir(parents=True, exist_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as packed, file.open("wb") as out:
        shutil.copyfileobj(packed, out, _PIECE)


class _Handler(http.server.BaseHTTPRequestHandler):
    """GET, HEAD, and the POST by which a portal opens a frame: all are answered with the file."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def __init__(self, root: Path, *given: object) -> None:
        self._root = root
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_POST(self) -> None:
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0 and (piece := self.rfile.read(min(left, _PIECE))):
            left -= len(piece)
        self._answer(body=True)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the gateway has recorded it."""

    def _answer(self, *, body: bool) -> None:
        wanted = unquote(urlsplit(self.path).path)
        file = (self._root / wanted.lstrip("/")).resolve() if "\0" not in wanted else self._root / "\0"
        if file.is_relative_to(self._root) and file.is_dir():
            if not wanted.endswith("/"):
                self._send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", body=body, location=f"{wanted}/")
                return
            file /= "index.html"
        if not file.is_relative_to(self._root) or "\0" in str(file) or not file.is_file():
            self._send(HTTPStatus.NOT_FOUND, b"not found\n", "text/plain", body=body)
            return
        kind = _KINDS.get(file.suffix.lower(), "application/octet-stream")
        self._send(HTTPStatus.OK, file.read_bytes(), kind, body=body)

    def _send(self, status: HTTPStatus, content: bytes, kind: str, *, body: bool, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if body:
            self.wfile.write(content)
