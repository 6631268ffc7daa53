"""The stages of a solution's life: one file, one verb. Stages act; rules judge."""

from __future__ import annotations

import importlib
import pkgutil

from pytest_b24moderation.model import Stage


def all_stages() -> dict[str, Stage]:
    """Every stage of this package by name, in the order of a run. A new file with a `STAGE` is found by itself."""
    found: dict[str, Stage] = {}
    for module in pkgutil.iter_modules(__path__):
        stage: Stage = importlib.import_module(f"{__name__}.{module.name}").STAGE
        found[stage.name] = stage
    return _in_order(found)


def _in_order(stages: dict[str, Stage]) -> dict[str, Stage]:
    """Each behind the one that it names in ``after``."""
    ordered: dict[str, Stage] = {}
    left = dict(stages)
    while left:
        ready = [s for s in left.values() if not s.after or s.after in ordered or s.after not in stages]
        if not ready:
            raise ValueError(f"the stages {', '.join(left)} come after one another in a ring")
        for stage in ready:
            ordered[stage.name] = left.pop(stage.name)
    return ordered
