"""What every section is made of: a strict form, and texts that must mean something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo


class Form(BaseModel):
    """A mapping with known keys only; values are taken as written, never converted."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True, populate_by_name=True
    )


def _present(kind: str) -> Callable[[str, ValidationInfo], str]:
    def check(value: str, info: ValidationInfo) -> str:
        folder = info.context
        if isinstance(folder, Path) and not _is(folder / value if "\0" not in value else None, kind):
            raise ValueError(f"there is no {kind} {value}|a path relative to the scenario's folder")
        return value

    return check


def _is(path: Path | None, kind: str) -> bool:
    try:
        if path is None:
            return False
        return {"file": path.is_file, "folder": path.is_dir, "file or folder": path.exists}[kind]()
    except (OSError, ValueError):
        return False


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = bool(parts.hostname) if parts.scheme in ("http", "https") else value.startswith("/")
        _ = parts.port
    except ValueError:
        good = False
    if not good or any(sign.isspace() for sign in value):
        raise ValueError("not a URL|https://host/path, or /path on the solution's own host")
    return value


def _link(value: str) -> str:
    if not _url(value).startswith(("http://", "https://")):
        raise ValueError("not a link|https://host/path")
    return value


def _inside(value: str) -> str:
    if not value or value.startswith(("/", "\\")) or ".." in value.replace("\\", "/").split("/") or ":" in value:
        raise ValueError("not a path inside the server's folder|a relative path without `..`")
    return value


Text = Annotated[str, StringConstraints(min_length=1)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}([-_][A-Za-z]{2,4})?$")]
Texts = dict[Language, Text]
"""Language code → text."""

File = Annotated[str, AfterValidator(_present("file"))]
Folder = Annotated[str, AfterValidator(_present("folder"))]
FileOrFolder = Annotated[str, AfterValidator(_present("file or folder"))]
Url = Annotated[str, AfterValidator(_url)]
Link = Annotated[str, AfterValidator(_link)]
InnerPath = Annotated[str, AfterValidator(_inside)]
HostName = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$")]
Scalar = str | int | float | bool
Seconds = Annotated[float, Field(gt=0, le=900)]
Anything = Any
