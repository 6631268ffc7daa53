"""Pictures as facts, hostile ones too."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pytest_b24moderation.reading import Picture, read_picture


@pytest.mark.parametrize(
    ("mode", "suffix", "expected"),
    [
        ("RGB", "png", ("PNG", 50, 40, False)),
        ("RGBA", "png", ("PNG", 50, 40, True)),
        ("RGB", "jpg", ("JPEG", 50, 40, False)),
        ("P", "gif", ("GIF", 50, 40, False)),
    ],
)
def test_facts_of_a_picture(tmp_path: Path, mode: str, suffix: str, expected: tuple[Any, ...]) -> None:
    file = tmp_path / f"icon.{suffix}"
    Image.new(mode, (50, 40)).save(file)
    found = read_picture(file)
    assert found == Picture(*expected, size=file.stat().st_size)
    assert str(found).startswith(f"{expected[0]}, 50×40")


def test_the_format_is_read_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "icon.png"
    Image.new("RGB", (8, 8)).save(file, format="JPEG")
    found = read_picture(file)
    assert found is not None
    assert found.format == "JPEG"


def test_a_picture_of_a_hundred_thousand_pixels_a_side_costs_nothing(tmp_path: Path) -> None:
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    file = tmp_path / "huge.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk)
    assert read_picture(file) is None


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"%PDF-1.7", b"GIF89a"])
def test_what_is_no_picture(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "icon.png"
    file.write_bytes(content)
    assert read_picture(file) is None
    assert read_picture(tmp_path / "missing.png") is None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b"BM"]), st.binary(max_size=200))
def test_whatever_stands_in_a_file_is_read_or_not(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(head + rest)
    found = read_picture(file)
    assert found is None or found.width > 0
