"""Static solutions: a folder or an archive."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.hosting import serve_folder
from pytest_b24moderation.hosting.static import unpack
from pytest_b24moderation.model import StageFailed

HOST = "acme-score.solution.test"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "js").mkdir(parents=True)
    (folder / "js/index.html").write_text("inner")
    (folder / "index.html").write_text("<h1>Score</h1>")
    (folder / "js/app.mjs").write_text("export default 1")
    (folder / "the file.css").write_text("a{}")
    (tmp_path / "secret.txt").write_text("outside")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def packed(target: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target


def test_files_are_served_by_their_kinds(stand: Any, site: Path) -> None:
    with serve_folder(site, hostnames=[HOST], gateway=stand.gateway, scratch=stand.scratch) as served:
        status, headers, body = stand.ask("/?DOMAIN=x")
        assert (status, headers["Content-Type"], body) == (200, "text/html", b"<h1>Score</h1>")
        assert stand.ask("/index.html", method="POST")[2] == b"<h1>Score</h1>"
        assert stand.ask("/js/app.mjs")[1]["Content-Type"] == "text/javascript"
        assert stand.ask("/the%20file.css?v=1")[1]["Content-Type"] == "text/css"
        status, headers, body = stand.ask("/js/app.mjs", method="HEAD")
        assert (status, headers["Content-Length"], body) == (200, "16", b"")
        assert stand.ask("/js")[0] == 301
        assert stand.ask("/js/")[2] == b"inner"
        assert served.sees_all
        for path in ("/nothing", "/../secret.txt", "/%2e%2e/secret.txt", "/%00", "//secret.txt"):
            assert stand.ask(path)[0] == 404
    assert not stand.scratch.exists()
    assert b"no network route" in stand.ask("/")[2]
    assert {seen.target for seen in stand.exchanges("browser")} == {"solution", "third-party"}


def test_an_archive_is_served(stand: Any, tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"index.html": b"hello", "deep/er/x.js": b"1"})
    with serve_folder(archive, hostnames=[HOST], gateway=stand.gateway, scratch=stand.scratch):
        assert stand.ask("/")[2] == b"hello"
        assert stand.ask("/deep/er/x.js")[2] == b"1"


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:/out.txt", "..\\out.txt"])
def test_an_archive_cannot_reach_outside_itself(stand: Any, tmp_path: Path, name: str) -> None:
    archive = packed(tmp_path / "a.zip", {name: b"x"})
    with pytest.raises(StageFailed, match="reaches outside itself"), served(stand, archive):
        pass
    assert not list(tmp_path.rglob("out.txt"))
    assert not stand.scratch.exists()


def test_an_archive_with_a_link_is_refused(stand: Any, tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(StageFailed, match="reaches outside itself"), served(stand, tmp_path / "a.zip"):
        pass


def test_a_bomb_is_not_unpacked(stand: Any, tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {f"{number}.txt": bytes(50_000_000) for number in range(5)})
    assert archive.stat().st_size < 1_000_000
    with pytest.raises(StageFailed, match="more than 200 MB"), served(stand, archive):
        pass
    assert not stand.scratch.exists()


def test_an_archive_that_lies_about_its_sizes_writes_no_more_than_it_declares(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {"a.txt": bytes(3_000_000)})
    true, lie = (3_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    archive.write_bytes(archive.read_bytes().replace(true, lie))
    with pytest.raises(StageFailed, match="cannot be unpacked"):
        unpack(archive, tmp_path / "out")
    assert (tmp_path / "out/a.txt").stat().st_size <= 1000


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(10)])
def test_a_broken_archive_is_told(stand: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(StageFailed, match=r"a\.zip cannot be unpacked"), served(stand, tmp_path / "a.zip"):
        pass


def served(stand: Any, archive: Path) -> Any:
    return serve_folder(archive, hostnames=[HOST], gateway=stand.gateway, scratch=stand.scratch)
