"""The one way to extend the harness: pytest hooks, from a `conftest.py` or through `pytest11`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pytest_b24moderation.model import Driver, Rule, Stage, Verdict


@pytest.hookspec
def pytest_b24_rules(config: pytest.Config) -> Iterable[Rule]:  # type: ignore[empty-body]
    """Rules of your own, beside the house's; an id that exists already is an error."""


@pytest.hookspec
def pytest_b24_stages(config: pytest.Config) -> Iterable[Stage]:  # type: ignore[empty-body]
    """Stages of your own; each says in `after` where it comes in the order of a run."""


@pytest.hookspec(firstresult=True)
def pytest_b24_portal_driver(config: pytest.Config, name: str, gateway: Any) -> Driver | None:
    """A driver for the kind of portal that `--portal` names; None when the name is not yours."""


@pytest.hookspec
def pytest_b24_verdict(config: pytest.Config, verdict: Verdict) -> None:
    """Told once for every solution, when its verdict is reached."""
