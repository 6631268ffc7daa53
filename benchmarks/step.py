"""A recorded, masked `rest` step, against a shared httpx.Client and against tavern."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from benchmarks.measuring import Row, interleaved
from benchmarks.portal import emulator_running
from pytest_b24moderation import emulator
from pytest_b24moderation.clients.rest import Rest
from pytest_b24moderation.model import Deadlines
from pytest_b24moderation.record import Recorder

PEER = Path(".cache/bench")
STAGES = (50, 250)
TAVERN = "tavern==3.7.1"


def measure() -> Iterator[Row]:
    with emulator_running() as running, tempfile.TemporaryDirectory() as folder:
        cloud = emulator.create_app()
        running.mount(cloud)
        admin = next(user for user in cloud.portal.people.users.values() if user.admin)
        webhook = cloud.portal.webhook(admin.id)
        local = f"http://127.0.0.1:{running.port}" + webhook.removeprefix(f"https://{cloud.portal.host}")
        recorder = Recorder(Path(folder))
        rest = Rest(webhook, recorder, Deadlines(), connect=("127.0.0.1", running.port))
        client = httpx.Client(headers={"Host": cloud.portal.host, "X-Forwarded-Proto": "https"})
        deal = rest.call("crm.deal.add", {"fields": {"TITLE": "Deal"}}).result
        body = {"id": deal}
        works: list[Callable[[], object]] = [
            lambda: _checked(client.post(local + "crm.deal.get", json=body)),
            lambda: rest.call("crm.deal.get", body),
        ]
        bare, ours = interleaved(works)
        yield Row(
            "a recorded, masked `rest` step, over", f"a shared httpx.Client ({bare:.2f} ms)", ours - bare, 1, "ms"
        )
        tavern = _tavern(local + "crm.deal.get", cloud.portal.host, body)
        share = max(ours - bare, 0.01) / (tavern - bare)
        yield Row("the same, as a share of what tavern adds", f"tavern ({tavern:.2f} ms a stage)", share, 0.1, "×")
        recorder.close()


def _checked(answer: httpx.Response) -> None:
    assert answer.status_code == 200
    assert answer.json()["result"]["TITLE"] == "Deal"


def _tavern(url: str, host: str, body: dict[str, object]) -> float:
    """Milliseconds of one stage of tavern, from the slope between two lengths, in an environment of its own."""
    python = PEER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", TAVERN, "pytest==9.1.1"], check=True)
    stage = {
        "name": "get",
        "request": {
            "url": url,
            "method": "POST",
            "json": body,
            "headers": {"Host": host, "X-Forwarded-Proto": "https"},
        },
        "response": {"status_code": 200, "json": {"result": {"TITLE": "Deal"}}, "strict": False},
    }
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for count in STAGES:
            file = Path(folder) / "test_deal.tavern.yaml"
            # YAML is a superset of JSON: no dumper is needed.
            file.write_text(json.dumps({"test_name": "deal", "strict": False, "stages": [stage] * count}))
            runs = [
                _timed([str(python.absolute()), "-m", "pytest", "-q", "-p", "no:logging", folder]) for _ in range(3)
            ]
            taken.append(min(runs))
    return (taken[1] - taken[0]) / (STAGES[1] - STAGES[0]) * 1000


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    return time.perf_counter() - began
