from __future__ import annotations

import base64
import gzip
import io
import os
import zipfile
from pathlib import Path

from pytest_b24moderation.record import Recorder, scan

SECRET = "пароль-0123456789"


def packed(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_secrets_are_found_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.bin").write_bytes(b"\xff" * 100_000 + SECRET.encode())
    (tmp_path / "b.json").write_text(base64.b64encode(b"xy" + SECRET.encode()).decode())
    (tmp_path / "clean.txt").write_text("nothing here")
    found = {leak.file: leak for leak in scan(tmp_path, [SECRET])}
    assert found["deep/a.bin"].offset == 100_000
    assert found["b.json"].offset == 3
    assert found.keys() == {"deep/a.bin", "b.json"}
    assert "пароль" not in repr(found)


def test_archives_are_looked_into(tmp_path: Path) -> None:
    inner = gzip.compress(b"..." + SECRET.encode())
    (tmp_path / "trace.zip").write_bytes(packed(ok=b"fine", log=packed(deep=inner)))
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(SECRET.encode()))
    found = {(leak.file, leak.offset) for leak in scan(tmp_path, [SECRET])}
    assert found == {("trace.zip!log!deep!", 3), ("page.html.gz!", 0)}


def test_a_secret_in_a_name_is_found_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / f"{SECRET}.txt").write_text("")
    [leak] = scan(tmp_path, [SECRET])
    assert leak.offset == -1
    assert "0123456789" not in leak.file


def test_what_cannot_be_looked_through_is_a_leak_too(tmp_path: Path) -> None:
    (tmp_path / "half.zip").write_bytes(packed(a=os.urandom(5000))[:3000])
    [leak] = scan(tmp_path, [SECRET])
    assert leak.secret == "not looked through: BadZipFile"


def test_a_recorder_scans_any_folder_for_its_own_secrets(recorder: Recorder, tmp_path: Path) -> None:
    mark = tmp_path / "allure" / "x.txt"
    mark.parent.mkdir()
    mark.write_text(f"a {SECRET}")
    recorder.learn("password", SECRET)
    assert recorder.scan() == []
    [leak] = recorder.scan(mark.parent)
    assert leak.secret == recorder.mask(SECRET)
