"""Finding a Chromium, and starting one for a portal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.model import InfrastructureError

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
REMEDY = (
    "run `playwright install chromium`; where it cannot be downloaded, install your system's package "
    "(Debian: chromium-headless-shell and libatomic1), or name a browser by --chromium or B24_CHROMIUM"
)


def find(option: str, own: str) -> str:
    """The browser's file: the one that was named, Playwright's own, or the system's; errors: InfrastructureError."""
    named = option or os.environ.get("B24_CHROMIUM", "")
    if named:
        if not Path(named).is_file():
            raise InfrastructureError(f"there is no browser at {named}", REMEDY)
        return named
    if Path(own).is_file():
        return own
    for name in NAMES:
        if found := shutil.which(name):
            # Debian's `chromium` is a shell wrapper that adds flags of its own; the program lies behind it.
            real = Path("/usr/lib/chromium/chromium")
            return str(real) if name == "chromium" and real.is_file() else found
    raise InfrastructureError("no Chromium was found", REMEDY)


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def launch(request: pytest.FixtureRequest, more: Sequence[str]) -> Any:
    """A browser for one portal, by pytest-playwright's fixtures, so that `--headed` and `--slowmo` hold."""
    with _environment(request.getfixturevalue("b24_browser_home")):  # pytest-playwright starts the driver
        browser_type: Any = request.getfixturevalue("browser_type")
    settings: dict[str, Any] = dict(request.getfixturevalue("browser_type_launch_args"))
    if browser_type.name != "chromium":
        raise InfrastructureError(
            f"--browser={browser_type.name}: the embedded portal is reached by Chromium's resolver rules",
            "leave the option out",
        )
    settings.setdefault("executable_path", find(request.config.getoption("b24_chromium"), browser_type.executable_path))
    settings["args"] = [*settings.get("args", ()), *more]
    try:
        return browser_type.launch(**settings)
    except Exception as error:  # Playwright's own class stays behind the door of clients
        raise InfrastructureError(f"the browser did not start: {str(error).splitlines()[0]}", REMEDY) from error


def close(started: Any) -> None:
    """Close the browser; one that is gone already is closed."""
    with suppress(Exception):  # the driver may have ended with it
        started.close()
