"""Decides, with proof, whether a solution may enter Bitrix24 Market.

The public door, for `conftest.py` files that bring rules, stages or drivers of their own. Lazy (PEP
562), because pytest imports this package in every run on the machine.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_b24moderation.model import Actor as Actor
    from pytest_b24moderation.model import Clause as Clause
    from pytest_b24moderation.model import Decision as Decision
    from pytest_b24moderation.model import Driver as Driver
    from pytest_b24moderation.model import Evidence as Evidence
    from pytest_b24moderation.model import Exchange as Exchange
    from pytest_b24moderation.model import Finding as Finding
    from pytest_b24moderation.model import InfrastructureError as InfrastructureError
    from pytest_b24moderation.model import LeaseFailed as LeaseFailed
    from pytest_b24moderation.model import NotEmulated as NotEmulated
    from pytest_b24moderation.model import Portal as Portal
    from pytest_b24moderation.model import Question as Question
    from pytest_b24moderation.model import Rule as Rule
    from pytest_b24moderation.model import RuleBroken as RuleBroken
    from pytest_b24moderation.model import Scenario as Scenario
    from pytest_b24moderation.model import ScenarioError as ScenarioError
    from pytest_b24moderation.model import Severity as Severity
    from pytest_b24moderation.model import Stage as Stage
    from pytest_b24moderation.model import StageFailed as StageFailed
    from pytest_b24moderation.model import Verdict as Verdict
    from pytest_b24moderation.plugin.rulebook import load_rule as load_rule
    from pytest_b24moderation.scenario import load as load

_ROOMS = {"load_rule": "plugin.rulebook", "load": "scenario"}

__all__ = [
    "Actor",
    "Clause",
    "Decision",
    "Driver",
    "Evidence",
    "Exchange",
    "Finding",
    "InfrastructureError",
    "LeaseFailed",
    "NotEmulated",
    "Portal",
    "Question",
    "Rule",
    "RuleBroken",
    "Scenario",
    "ScenarioError",
    "Severity",
    "Stage",
    "StageFailed",
    "Verdict",
    "load",
    "load_rule",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ROOMS.get(name, 'model')}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
