"""Lists of the CRM: a page of 50 out of 10,000 deals, against a page of a portal that has 50."""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from benchmarks.measuring import Row, interleaved
from benchmarks.portal import emulator_running
from pytest_b24moderation import emulator

MANY, FEW = 10_000, 50
Clouds = tuple[emulator.Cloud, emulator.Cloud]
Servers = tuple[emulator.Running, emulator.Running]
STAGES = ("NEW", "PREPARATION", "EXECUTING", "WON", "LOSE")
LISTS: dict[str, dict[str, Any]] = {
    "`crm.deal.list`": {},
    "the same, newest first": {"order": {"ID": "DESC"}},
    "the same, filtered by stage": {"filter": {"STAGE_ID": "EXECUTING"}},
    "the same, filtered by date": {"filter": {">=BEGINDATE": "2026-03-01", "<BEGINDATE": "2026-09-01"}},
    "the same, ordered by amount": {"order": {"OPPORTUNITY": "DESC"}},
    "the same, page 100": {"start": MANY - FEW},
}
ITEMS = {"entityTypeId": 2, "filter": {"stageId": "EXECUTING"}, "order": {"opportunity": "DESC"}}


def measure() -> Iterator[Row]:
    with emulator_running() as large, emulator_running() as small:
        clouds = (_filled(MANY, matching=False), _filled(FEW, matching=True))
        for running, cloud in zip((large, small), clouds, strict=True):
            running.mount(cloud)
        for name, params in LISTS.items():
            yield _compared(clouds, (large, small), name, "crm.deal.list", params)
        name = "`crm.item.list`, filtered and ordered"
        yield _compared(clouds, (large, small), name, "crm.item.list", ITEMS)


def _compared(clouds: Clouds, servers: Servers, name: str, method: str, params: dict[str, Any]) -> Row:
    """The large portal's page over the small one's: every deal of the small one passes the filter."""
    few = {key: value for key, value in params.items() if key != "start"}
    works = [
        _caller(cloud, running.port, method, sent)
        for cloud, running, sent in zip(clouds, servers, (params, few), strict=True)
    ]
    large, least = interleaved(works, times=100, warm=10)
    return Row(f"{name}, {MANY:,} deals", f"{FEW} deals ({least:.2f} ms)", large / least, 3, "×")


def _filled(count: int, *, matching: bool) -> emulator.Cloud:
    """A portal with that many deals of many amounts and days; ``matching``: those that every filter lets pass."""
    cloud = emulator.create_app(seed=1)
    portal, draw = cloud.portal, random.Random(1)
    admin = portal.people.users[1]
    first = datetime(2026, 1, 1)
    for n in range(count):
        day = datetime(2026, 4, 1) if matching else first + timedelta(days=draw.randrange(365))
        stage = "EXECUTING" if matching else draw.choice(STAGES)
        fields = {"TITLE": f"Deal {n}", "OPPORTUNITY": draw.randrange(10**6), "STAGE_ID": stage}
        portal.ask(
            "crm.add", type="deal", fields=fields | {"BEGINDATE": f"{day:%Y-%m-%d}"}, maker=admin.maker, user=admin
        )
    return cloud


def _caller(cloud: emulator.Cloud, port: int, method: str, params: dict[str, Any]) -> Callable[[], object]:
    portal = cloud.portal
    path = portal.webhook(1).removeprefix(f"https://{portal.host}") + method
    body = json.dumps(params).encode()
    headers = {"Content-Type": "application/json", "Host": portal.host, "X-Forwarded-Proto": "https"}
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def call() -> None:
        connection.request("POST", path, body, headers)
        answer = json.loads(connection.getresponse().read())
        rows = answer["result"]
        assert len(rows["items"] if isinstance(rows, dict) else rows) == FEW, answer.get("total")

    return call
