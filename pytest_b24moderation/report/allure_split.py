"""One folder of Allure results, taken apart: each solution's go to its own reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_CODE = re.compile(r"[\w-][\w.-]*")


@dataclass
class Split:
    """What was done: code → its new folder; ``left``: files that belong to no solution, or are cut short."""

    folders: dict[str, Path] = field(default_factory=dict)
    left: list[Path] = field(default_factory=list)


def split(results: Path, reports: Path) -> Split:
    """Move each solution's results to reports/<code>/allure-results, with their attachments and containers.

    Whose a result is says its label `b24.solution`; one that never came to be labelled (its fixtures failed)
    goes by the folder of its scenario.

    Attachments go first and results last, so that a split that was killed can be done again. Containers of
    fixtures that passed and show nothing are dropped: they would be empty boxes in the report.
    """
    done, owners = Split(), dict[str, str]()
    found: list[tuple[Path, str, dict[str, Any]]] = []
    for file, content in _read(results, "*-result.json"):
        code = _code(content)
        if code:
            found.append((file, code, content))
            owners[str(content.get("uuid", ""))] = code
    for code in sorted({code for _, code, _ in found}):
        done.folders[code] = reports / code / "allure-results"
        done.folders[code].mkdir(parents=True, exist_ok=True)
    for file, content in _read(results, "*-container.json"):
        _container(file, content, owners, done.folders)
    for file, code, content in found:
        _attachments(content, results, done.folders[code])
        file.replace(done.folders[code] / file.name)
    if results.is_dir():
        done.left = sorted(path for path in results.iterdir() if path.is_file())
    return done


def _read(folder: Path, pattern: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The files that hold a whole JSON object; a run that was killed may leave others."""
    for file in sorted(folder.glob(pattern)):
        try:
            content = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(content, dict):
            yield file, content


def _code(result: dict[str, Any]) -> str:
    labels = [label for label in result.get("labels") or () if isinstance(label, dict)]
    code = str(next((label.get("value") for label in labels if label.get("name") == "b24.solution"), ""))
    path = result.get("titlePath") or []
    if not code and len(path) > 1 and path[-1] == "scenario.yaml":
        code = str(path[-2])
    return code if _CODE.fullmatch(code) else ""


def _container(file: Path, content: dict[str, Any], owners: dict[str, str], folders: dict[str, Path]) -> None:
    """A container goes with its children; one that several solutions share is given to each with its own children."""
    children = [str(child) for child in content.get("children") or ()]
    codes = sorted({owners[child] for child in children if child in owners})
    fixtures = [*(content.get("befores") or ()), *(content.get("afters") or ())]
    shows = any(_shows(fixture) for fixture in fixtures if isinstance(fixture, dict))
    for code in codes if shows else ():
        if len(codes) == 1:
            _attachments(content, file.parent, folders[code])
        own = {**content, "children": [child for child in children if owners.get(child) == code]}
        (folders[code] / file.name).write_text(json.dumps(own, ensure_ascii=False), "utf-8")
    if all(child in owners for child in children) and (children or not shows):
        file.unlink()


def _shows(fixture: dict[str, Any]) -> bool:
    return fixture.get("status") not in (None, "passed") or bool(fixture.get("steps") or fixture.get("attachments"))


def _attachments(item: dict[str, Any], source: Path, target: Path) -> None:
    for name in _sources(item):
        file = source / Path(name).name
        if file.is_file():
            file.replace(target / file.name)


def _sources(item: dict[str, Any]) -> Iterator[str]:
    """The attachments of an item and of everything inside it."""
    for attachment in item.get("attachments") or ():
        if isinstance(attachment, dict):
            yield str(attachment.get("source", ""))
    for part in ("steps", "befores", "afters"):
        for inner in item.get(part) or ():
            yield from _sources(inner) if isinstance(inner, dict) else ()
