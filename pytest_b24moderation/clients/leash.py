"""A page that never answers is let go with its browser.

Playwright's time limits end where the page's own thread begins: `locator.evaluate` waits in time for
the element and then for ever for the script, as do `count`, handles and `close`. A page that shows one
dialog after another, or never rests, can hold any of them. So they are asked under a leash, which in
the end kills the browser's process; the call then fails as any call to a lost page does.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser

PATIENCE = 15.0
"""Seconds that a page is waited for. No page that can be used by a person takes so long for an answer."""


class Leash:
    """Holds one browser by the id of its process. ``cut``: whether it had to be killed."""

    def __init__(self, browser: Browser) -> None:
        self.cut = False
        session = browser.new_browser_cdp_session()
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        (self._process,) = (process["id"] for process in processes if process["type"] == "browser")

    @contextmanager
    def hold(self, more: float = 0.0) -> Iterator[None]:
        """What is asked inside ends in time (``more`` seconds after `PATIENCE`), one way or the other."""
        timer = threading.Timer(PATIENCE + more, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        self.cut = True
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
