"""The folder of one solution's reports: the only writer of evidence, and only inside it."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from pytest_b24moderation.model import InfrastructureError

TIMELINE = "timeline.jsonl"
EVIDENCE = "evidence"
BODIES = "evidence/bodies"
LARGE = 65536
"""Characters from which a text is a file of its own."""

_UNSAFE = re.compile(r"[^\w.-]+")
_BODY = re.compile(r"evidence/bodies/[0-9a-f]{64}\.txt")


class Folder:
    """``path`` is made, and what an earlier run recorded there is removed."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path.resolve()
        evidence = self.path / EVIDENCE
        if evidence.is_symlink():
            evidence.unlink()
        elif evidence.exists():
            shutil.rmtree(evidence)
        timeline = self.path / TIMELINE
        timeline.unlink(missing_ok=True)
        self.timeline = timeline.open("wb")
        self._attached = 0

    def go_on(self) -> None:
        """Go on with a timeline that was closed."""
        self.timeline = (self.path / TIMELINE).open("ab")

    def attach(self, name: str, data: bytes, media_type: str) -> str:
        """Write a file of evidence under a safe, unused name; its path relative to the folder."""
        self._attached += 1
        stem = _UNSAFE.sub("-", name).strip("-.")[-60:] or "file"
        if not PurePosixPath(stem).suffix:
            stem += mimetypes.guess_extension(media_type.partition(";")[0].strip()) or ".bin"
        relative = f"{EVIDENCE}/{self._attached:04d}-{stem}"
        self.write(relative, data)
        return relative

    def body(self, text: str) -> str:
        """Write a large text once, by its digest; its path relative to the folder."""
        data = text.encode("utf-8", "surrogatepass")
        relative = f"{BODIES}/{hashlib.sha256(data).hexdigest()}.txt"
        if not (self.path / relative).exists():
            self.write(relative, data)
        return relative

    def write(self, relative: str, data: bytes) -> Path:
        """Write a file at once or not at all.

        Raises InfrastructureError for a path that is absolute, climbs out, or leaves by a link.
        """
        target = self._inside(relative)
        if not target.parent.resolve().is_relative_to(self.path):
            raise InfrastructureError(f"{relative!r} leads out of {self.path} through a link", "remove the link")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
        try:
            part.write_bytes(data)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return target

    def rewrite(self, file: Path, change: Callable[[str], str]) -> None:
        """Put every line of a text file of ours through ``change``, at once or not at all."""
        part, changed = file.with_name(f".{file.name}.part"), False
        with file.open("rb") as rows, part.open("wb") as target:
            for row in rows:
                before = row.decode("utf-8", "surrogatepass")
                after = change(before)
                changed = changed or after != before
                target.write(row if after == before else after.encode("utf-8", "surrogatepass"))
        if changed:
            part.replace(file)
        else:
            part.unlink()

    def _inside(self, relative: str) -> Path:
        parts = PurePosixPath(relative).parts
        windows = PureWindowsPath(relative)
        wrong = not parts or "\0" in relative or PurePosixPath(relative).is_absolute() or bool(windows.anchor)
        if wrong or ".." in parts or ".." in windows.parts:
            raise InfrastructureError(
                f"a report must stay in its folder: expected a relative path inside {self.path}, found {relative!r}",
                "give the report a plain name such as verdict.json",
            )
        if parts == (TIMELINE,):
            raise InfrastructureError(f"{TIMELINE} is written by the recorder alone", "give the report another name")
        return self.path.joinpath(*parts)


def stored_body(folder: Path, relative: str) -> str:
    """A large text read back. Raises InfrastructureError when it is not there."""
    if not _BODY.fullmatch(relative):
        raise InfrastructureError(f"the timeline names {relative!r} as a body: expected a file in {BODIES}")
    try:
        return (folder / relative).read_bytes().decode("utf-8", "surrogatepass")
    except FileNotFoundError:
        raise InfrastructureError(
            f"the timeline names {relative}, which is not in {folder}", "keep timeline.jsonl together with evidence/"
        ) from None
