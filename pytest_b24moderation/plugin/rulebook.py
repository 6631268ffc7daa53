"""Rules as the engine wants them: a decision (`.py`) and its texts (the YAML beside it) made one."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from pathlib import Path
from typing import Any

import yaml

from pytest_b24moderation import rules
from pytest_b24moderation.model import Clause, Rule, Severity


def load_rules() -> dict[str, Rule]:
    """Every rule of the house by its id, in the order of the ids."""
    found: dict[str, Rule] = {}
    for module in pkgutil.walk_packages(rules.__path__, rules.__name__ + "."):
        if not module.ispkg:
            rule = _read(module.name, _file_of(module.name))
            if rule.id in found:
                raise ValueError(f"two rules are called {rule.id}: the second is {module.name}")
            found[rule.id] = rule
    return dict(sorted(found.items()))


def load_rule(file: Path) -> Rule:
    """A rule from a `.py` anywhere, with its `.yaml` beside it: for a project's own rules."""
    spec = importlib.util.spec_from_file_location(f"b24_rule_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ValueError(f"not a Python file: {file}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _compose(module.decide, file.with_suffix(".yaml"))


def _file_of(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ValueError(f"rule module {name} has no file")
    return Path(spec.origin)


def _read(name: str, file: Path) -> Rule:
    return _compose(importlib.import_module(name).decide, file.with_suffix(".yaml"))


def _compose(decide: Any, texts: Path) -> Rule:
    data = yaml.safe_load(texts.read_text(encoding="utf-8"))
    clause = data.pop("clause")
    return Rule(
        id=data["id"],
        title=data["title"],
        clause=Clause(clause["page"], tuple(clause["heading"]), clause["quote"], clause["sha256"]),
        severity=Severity(data["severity"]),
        needs=tuple(data["needs"]),
        decide=decide,
        by=data.get("by", "A"),
        sees=tuple(data.get("sees", ())),
        texts=data["texts"],
        patterns=data.get("patterns", {}),
        wrong=data.get("wrong", {}),
    )
