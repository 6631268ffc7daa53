from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from pytest_b24moderation.model import Exchange, InfrastructureError, Note
from pytest_b24moderation.record import RawExchange, Recorder, read_timeline

SECRET = "0123456789abcdef-secret"


def files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", "", "a/b\\c", "x\0y", ".hidden", "Сделка", "z" * 500]
)
def test_attached_files_have_safe_names_inside(recorder: Recorder, name: str) -> None:
    path = recorder.attach(name, b"\x89PNG\xff", "image/png")
    assert (recorder.folder / path).read_bytes() == b"\x89PNG\xff"
    assert files(recorder.folder.parent) == {"acme.score/timeline.jsonl", f"acme.score/{path}"}
    assert path.startswith("evidence/0001-")


def test_attached_files_are_called_what_they_show(recorder: Recorder) -> None:
    path = recorder.attach("Сделка № 1.png", b"\x89PNG\xff", "image/png")
    assert path == "evidence/0001-Сделка-1.png"


def test_attached_files_never_overwrite_each_other(recorder: Recorder) -> None:
    first, second = (recorder.attach("page", b"\xff", "image/png") for _ in range(2))
    assert first != second
    assert first.endswith(".png")


def test_attached_text_is_masked_in_any_charset(recorder: Recorder) -> None:
    recorder.learn("token", SECRET)
    path = recorder.attach("log.txt", f"Да {SECRET}".encode("cp1251"), "text/plain")
    text = (recorder.folder / path).read_bytes().decode("cp1251")
    assert text.startswith("Да «token:")
    assert recorder.scan() == []


def test_attached_text_is_learned_from(recorder: Recorder) -> None:
    path = recorder.attach("page.html", f"<input name=AUTH_ID value={SECRET}>".encode(), "text/html; charset=utf-8")
    assert "«access_token:" in (recorder.folder / path).read_text("utf-8")


def test_binary_evidence_with_a_secret_is_refused(recorder: Recorder) -> None:
    recorder.learn("token", SECRET)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("trace.txt", SECRET)
    for data in (b"\xff\xd8" + SECRET.encode(), packed.getvalue(), gzip.compress(SECRET.encode())):
        with pytest.raises(InfrastructureError, match="«token:"):
            recorder.attach("x.bin", data, "application/octet-stream")
    assert files(recorder.folder) == {"timeline.jsonl"}


def test_reports_are_masked_once_more_and_replaced_whole(recorder: Recorder) -> None:
    recorder.learn("token", SECRET)
    recorder.publish("har/install.har", "old")
    path = recorder.publish("har/install.har", f'{{"a": "{SECRET}"}}')
    assert path == recorder.folder / "har" / "install.har"
    assert path.read_text("utf-8").startswith('{"a": "«token:')
    recorder.publish("page.html", f"<b>{SECRET}".encode())
    assert recorder.scan() == []
    assert files(recorder.folder) == {"har/install.har", "page.html", "timeline.jsonl"}


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/x", "C:\\x", "C:x", "a\\..\\..\\x", "", ".", "x\0", "\\\\h\\s"]
)
def test_reports_stay_in_their_folder(recorder: Recorder, path: str) -> None:
    with pytest.raises(InfrastructureError, match="must stay in its folder"):
        recorder.publish(path, "x")


def test_the_timeline_is_nobody_elses(recorder: Recorder) -> None:
    with pytest.raises(InfrastructureError, match="written by the recorder alone"):
        recorder.publish("timeline.jsonl", "x")


def test_reports_do_not_follow_links_out(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (recorder.folder / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(InfrastructureError, match="through a link"):
        recorder.publish("link/deep/x.txt", "x")
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_new_run_removes_what_the_last_one_recorded(recorder: Recorder) -> None:
    recorder.add(Note, about="", text="old")
    recorder.attach("old", b"\xff", "image/png")
    recorder.publish("verdict.json", "{}")
    recorder.close()
    Recorder(recorder.folder).close()
    assert files(recorder.folder) == {"timeline.jsonl", "verdict.json"}
    assert (recorder.folder / "timeline.jsonl").read_bytes() == b""


def test_large_bodies_are_stored_once_and_read_back(recorder: Recorder) -> None:
    recorder.learn("token", SECRET)
    body = ("var ж = 1; // " * 10_000 + SECRET).encode()
    for _ in range(3):
        recorder.exchange(RawExchange("browser", "sdk", "GET", "https://api.test/", response_body=body, status=200))
    [stored] = files(recorder.folder / "evidence")
    assert stored.startswith("bodies/")
    assert (recorder.folder / "timeline.jsonl").stat().st_size < 3000
    first, second, _ = recorder.entries(Exchange)
    assert first.response_body is second.response_body
    assert first.response_body.endswith("»")
    assert tuple(read_timeline(recorder.folder / "timeline.jsonl")) == recorder.since(0)
    assert recorder.scan() == []
