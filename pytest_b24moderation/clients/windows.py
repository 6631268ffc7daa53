"""The browser: started when first needed, one context per actor, logged in through the real pages."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Error

from pytest_b24moderation.clients.journeys.log_in import log_in
from pytest_b24moderation.clients.leash import Leash
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Actor, Deadlines, InfrastructureError, Portal
from pytest_b24moderation.record import Recorder

VIEWPORT = (1366, 768)

LOCALES = {"la": "es-MX", "br": "pt-BR", "sc": "zh-CN", "tc": "zh-TW", "ua": "uk-UA", "vn": "vi-VN", "in": "hi-IN"}
"""Bitrix24's own language codes in the browser's words."""


class Windows:
    """One window per actor. ``launch`` gives the browser and is called once, when a window is wanted."""

    def __init__(self, launch: Callable[[], Browser], portal: Portal, recorder: Recorder, deadlines: Deadlines) -> None:
        self._launch = launch
        self._portal = portal
        self._recorder = recorder
        self._deadlines = deadlines
        self._browser: Browser | None = None
        self._leash: Leash | None = None
        self._open: dict[Actor, Window] = {}

    def of(self, actor: Actor) -> Window:
        """That actor's window, logged in; a new one after the browser has died."""
        if self.died:
            self.close()
        if actor not in self._open:
            window = self._new(actor)
            try:
                log_in(window)
            except BaseException:
                _close(window)
                raise
            self._open[actor] = window
        return self._open[actor]

    @property
    def died(self) -> bool:
        """Whether the browser was started and is gone."""
        return self._browser is not None and not self._browser.is_connected()

    @property
    def held(self) -> bool:
        """Whether the browser had to be killed, for a page in it gave no answer."""
        return self._leash is not None and self._leash.cut

    def opened(self, actor: Actor | None = None) -> list[Window]:
        """The windows that are open already: of that actor, or all."""
        return [w for a, w in self._open.items() if actor in (None, a)]

    def park(self) -> None:
        """Every window leaves what it has open."""
        for window in self._open.values():
            window.park()

    def pump(self) -> None:
        """Let the open windows say what they have to say."""
        for window in self._open.values():
            window.pause(0.001)

    def close(self) -> None:
        """Close all windows; the browser belongs to whoever launched it."""
        while self._open:
            _close(self._open.popitem()[1])

    def _new(self, actor: Actor) -> Window:
        width, height = VIEWPORT
        try:
            if self._browser is None or self.died:
                self._browser = self._launch()
                self._leash = Leash(self._browser)
            context = self._browser.new_context(
                viewport={"width": width, "height": height},
                locale=LOCALES.get(self._portal.language, self._portal.language),
                accept_downloads=False,
                service_workers="block",
            )
            return Window(actor, context, self._portal, self._recorder, self._deadlines, self._leash)
        except Error as error:
            raise InfrastructureError(
                f"the browser gives no window: {error.message.splitlines()[0]}",
                "install Chromium (chromium-headless-shell with libatomic1 on Debian) and look whether it starts",
            ) from error


def _close(window: Window) -> None:
    try:
        with window.view.bounded():
            window.context.close()
    except Error:
        return
