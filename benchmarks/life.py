"""The default run of the first sample, against a hand-written Playwright script on the same portal, unrecorded."""

from __future__ import annotations

import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Error, Frame, Page, expect, sync_playwright

from benchmarks.measuring import Row
from pytest_b24moderation import scenario, stages
from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import host
from pytest_b24moderation.model import Actor, Deadlines, Plan, Sentence
from pytest_b24moderation.portals.embedded import EmbeddedDriver, EmbeddedPortal
from pytest_b24moderation.record import Recorder, read_timeline

CODE = "sample.score"
RUNS = 5
QUIET = 2.0
"""Seconds for which both listen whether the removed solution still calls."""


def measure() -> Iterator[Row]:
    with _stage() as stage:  # by turns, so that both meet the same moods of the machine
        both = [(_ours(), stage.play()) for _ in range(RUNS)]
    ours, peaks = zip(*(run for run, _ in both), strict=True)
    scripts = [seconds for _, seconds in both]
    by_hand = statistics.median(scripts)
    name = f"a hand-written Playwright script, the same clicks and checks ({by_hand:.1f} s)"
    yield Row("the default run of sample.score", name, statistics.median(ours) / by_hand, 1.3, "×")
    yield Row("peak of the harness's own Python process", "–", max(peaks), 200, "MB")


def _ours() -> tuple[float, float]:
    """Seconds from the first login to the end of the last step, and the peak memory in MB, of a whole run."""
    code = (
        "import sys, resource, pytest\n"
        f"status = pytest.main(['--solution={CODE}', '-q', '-p', 'no:faker', '-p', 'no:logging'])\n"
        "print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
        "sys.exit(status)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    entries = read_timeline(Path("reports") / CODE / "timeline.jsonl")
    said = [entry for entry in entries if isinstance(entry, Sentence) and entry.stage != "card"]
    first = min(said, key=lambda entry: entry.at)
    peak = re.search(r"PEAK (\d+)", run.stdout)
    assert peak
    return max(entry.at + entry.took for entry in said) - first.at, float(peak[1])


@dataclass
class Script:
    """What a tester would write by hand for this one solution: no recording, no facts, no reports."""

    plan: Plan
    driver: EmbeddedDriver
    gateway: Gateway
    browser_type: Any

    def play(self) -> float:
        """One whole life; its seconds from the first login on."""
        self.gateway.recorder = None
        with self.driver.lease(self.plan) as portal, tempfile.TemporaryDirectory() as folder:
            registration = portal.registration()
            app = {"client_id": registration.client_id, "client_secret": registration.client_secret}
            server = self.plan.scenario.server
            assert server is not None
            quiet = Recorder(Path(folder) / "log")
            with host(
                server,
                hostnames=[self.plan.scenario.solution.host],
                gateway=self.gateway,
                recorder=quiet,
                render=lambda value, names: self.plan.render(value, {"app": app, **names}),
                scratch=Path(folder) / "scratch",
                deadlines=Deadlines(),
            ) as hosted:
                executable = os.environ.get("B24_CHROMIUM") or "/usr/bin/chromium-headless-shell"
                browser = self.browser_type.launch(executable_path=executable, args=list(portal.browser_args))
                began = time.perf_counter()
                _Life(portal, browser, Path(hosted.work) / "score.db").live()
                taken = time.perf_counter() - began
                browser.close()
            quiet.close()
        return taken


@contextmanager
def _stage() -> Iterator[Script]:
    loaded = scenario.load(Path("scenarios") / CODE / "scenario.yaml")
    plan = scenario.plan(
        loaded, name="full", actors=tuple(Actor), seed=1, deadlines=Deadlines(), stages=stages.all_stages()
    )
    with Gateway() as gateway, EmbeddedDriver(gateway) as driver, sync_playwright() as playwright:
        yield Script(plan, driver, gateway, playwright.chromium)


class _Life:
    def __init__(self, portal: EmbeddedPortal, browser: Browser, database: Path) -> None:
        self.portal = portal
        self.database = database
        self.root = f"https://{portal.host}"
        self.pages = {actor: self._page(browser) for actor in Actor}
        self.rest = httpx.Client(headers={"Host": portal.host, "X-Forwarded-Proto": "https"})

    def _page(self, browser: Browser) -> Page:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.set_default_timeout(30_000)
        return page

    def live(self) -> None:
        self.log_in(Actor.ADMIN)
        self.install()
        self.open(Actor.ADMIN)
        self.log_in(Actor.USER)
        self.open(Actor.USER)
        self.use()
        self.uninstall(clean=False)
        assert not self.rows("tokens")
        self.install()
        self.uninstall(clean=True)
        time.sleep(QUIET)
        assert not self.rows("tokens")
        assert not self.rows("scores")
        self.install()
        self.open(Actor.ADMIN)
        self.open(Actor.USER)
        self.use()

    def log_in(self, actor: Actor) -> None:
        page, account = self.pages[actor], self.portal.accounts[actor]
        page.goto(self.root)
        page.locator("#login").fill(account.login)
        page.locator("button[data-action=submit]").click()
        page.locator("#password").fill(account.password)
        page.locator("button[data-action=submit]").click()
        page.locator("#menu-items-block").wait_for()

    def install(self) -> None:
        page = self.pages[Actor.ADMIN]
        page.goto(self.portal.test_link(1))
        card = page.frame_locator("iframe.side-panel-iframe")
        popup = card.locator(".market-popup__window")
        popup.wait_for()
        for box in popup.locator("input[type=checkbox]").all():
            box.check(force=True)
        popup.locator(".popup-window-buttons .ui-btn-success").click()
        card.locator(".market-popup__success-button .ui-btn-success").click()
        self.app(page).get_by_role("button", name="Continue").click()
        page.wait_for_timeout(50)
        self.shows_main(page)

    def open(self, actor: Actor) -> None:
        page = self.pages[actor]
        page.goto(f"{self.root}/marketplace/app/{self.portal.registration().app_id}/")
        self.shows_main(page)

    def shows_main(self, page: Page) -> None:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            try:
                if "Latest" in self.app(page).locator("h1").inner_text(timeout=2_000):
                    return
            except Error:  # the frame was replaced while it was read
                page.wait_for_timeout(20)
        raise AssertionError("the main page did not come")

    def app(self, page: Page) -> Frame:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            try:
                for frame in reversed(page.frames):
                    element = frame.query_selector_all('iframe[id^="appframe_"]')
                    found = element[-1].content_frame() if element else None
                    if found and found.url not in ("", "about:blank"):
                        return found
            except Error:  # the frame was replaced while it was looked at
                pass
            page.wait_for_timeout(20)
        raise AssertionError("no frame of the solution")

    def use(self) -> None:
        for actor in Actor:
            page = self.pages[actor]
            deal = self.call(actor, "crm.deal.add", {"fields": {"TITLE": "Deal", "OPPORTUNITY": 1500}})
            page.goto(f"{self.root}/crm/deal/details/{deal}/")
            card = page.frame_locator("iframe.side-panel-iframe")
            card.locator('[data-id^="tab_rest_"]').first.click()
            frame = self.app(page)
            frame.get_by_role("button", name="Recalculate").click()
            expect(frame.get_by_text("Score: 15")).to_be_visible()
            assert self.call(actor, "crm.deal.get", {"id": deal})["PROBABILITY"] == "15"
            page.screenshot()
            other = self.call(actor, "crm.deal.add", {"fields": {"TITLE": "Deal", "OPPORTUNITY": 4200}})
            ends = time.monotonic() + 20
            while self.call(actor, "crm.deal.get", {"id": other})["PROBABILITY"] != "42":
                assert time.monotonic() < ends
                time.sleep(0.05)

    def uninstall(self, *, clean: bool) -> None:
        page = self.pages[Actor.ADMIN]
        page.goto(f"{self.root}/market/installed/")
        content = page.frame_locator("iframe.side-panel-iframe")
        content.locator(f'[data-app-code="{CODE}"] .market-catalog__elements-item_btn-more').click()
        content.get_by_text("Uninstall", exact=True).first.click()
        popup = content.locator(f'[id="market_delete_confirm_popup_{CODE}"]')
        if clean:
            popup.locator('input[name="delete-data"]').check(force=True)
        with page.expect_response(re.compile("market.Application.uninstall")):
            popup.locator(".popup-window-button-decline").click()
        self.portal.settle(10)

    def call(self, actor: Actor, method: str, params: dict[str, Any]) -> Any:
        webhook = self.portal.accounts[actor].webhook.removeprefix(self.root)
        host_, port = self.portal.connect
        return self.rest.post(f"http://{host_}:{port}{webhook}{method}", json=params).json()["result"]

    def rows(self, table: str) -> int:
        with sqlite3.connect(self.database) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
