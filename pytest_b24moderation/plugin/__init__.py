"""pytest's door to the house. Loaded in every pytest run on the machine, so it loads nothing heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_b24moderation.plugin import hookspecs, options

if TYPE_CHECKING:
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Without `--solution` nothing happens; with it the rest of the plugin is loaded."""
    if options.asked(config):
        from pytest_b24moderation.plugin import moderation

        moderation.start(config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.name != "scenario.yaml" or not options.asked(parent.config):
        return None
    from pytest_b24moderation.plugin import collect

    return collect.scenario_file(file_path, parent)
