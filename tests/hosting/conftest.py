from __future__ import annotations

import http.client
import http.server
import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.hosting import Hosted, host, ways
from pytest_b24moderation.model import Deadlines, Exchange, LogLine, Server
from pytest_b24moderation.record import Recorder

PORTAL, OAUTH, SOLUTION = "b24-test.bitrix24.com", "oauth.bitrix.info", "acme-score.solution.test"

APP = """
import http.server, json, os, subprocess, sys, urllib.parse

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(parts.query))
        if parts.path == "/run":
            command = json.loads(query["command"])
            done = subprocess.run(command, capture_output=True, text=True, timeout=20)
            answer = {"out": done.stdout, "err": done.stderr[-2000:], "status": done.returncode}
        else:
            answer = {"path": parts.path, "environment": dict(os.environ), "files": sorted(os.listdir(".")),
                      "cwd": os.getcwd(), "uid": os.getuid(), "headers": dict(self.headers)}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        print("asked for", self.path, flush=True)

print("the app has started", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


class Bitrix(http.server.BaseHTTPRequestHandler):
    """Stands for the portal and the OAuth server: says what it was asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"host": self.headers["Host"], "path": self.path}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@dataclass
class Stand:
    """A gateway with Bitrix24's names behind it, a recorder, and a solution's folder."""

    gateway: Gateway
    recorder: Recorder
    folder: Path
    scratch: Path
    expected: tuple[str, ...] = ()

    def server(self, **fields: Any) -> Server:
        return Server(**{"command": ("{{ python }}", "app.py"), "folder": self.folder, **fields})

    def host(
        self, server: Server | None = None, way: str = "", deadlines: Deadlines | None = None
    ) -> AbstractContextManager[Hosted]:
        return host(
            server or self.server(),
            hostnames=[SOLUTION],
            gateway=self.gateway,
            recorder=self.recorder,
            render=fill,
            scratch=self.scratch,
            deadlines=deadlines or Deadlines(ready=10),
            way=way,
        )

    def ask(self, path: str, hostname: str = SOLUTION, method: str = "GET") -> tuple[int, Mapping[str, str], bytes]:
        """Ask the solution as a browser does: through the gateway, over TLS."""
        context = ssl.create_default_context(cadata=self.gateway.authority.ca_pem.decode())
        connection = http.client.HTTPConnection(*self.gateway.listen("browser"), timeout=30)
        connection.connect()
        connection.sock = context.wrap_socket(connection.sock, server_hostname=hostname)
        try:
            connection.request(method, path, headers={"Host": hostname})
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        finally:
            connection.close()

    def exchanges(self, source: str) -> list[Exchange]:
        return [seen for seen in self.recorder.entries(Exchange) if seen.source == source]

    def faults(self) -> tuple[str, ...]:
        """Faults of our side that a test expects."""
        self.expected = self.gateway.faults
        return self.expected

    def log(self) -> list[str]:
        return [line.text for line in self.recorder.entries(LogLine)]


def fill(value: Any, names: Mapping[str, Any]) -> Any:
    """A template language that is enough here."""
    for name, filling in names.items():
        value = value.replace("{{ " + name + " }}", str(filling))
    return value


@pytest.fixture(scope="session")
def bitrix() -> Iterator[tuple[str, int]]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bitrix) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield "127.0.0.1", server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def stand(tmp_path: Path, bitrix: tuple[str, int]) -> Iterator[Stand]:
    folder = tmp_path / "app"
    (folder / ".git").mkdir(parents=True)
    (folder / "app.py").write_text(APP)
    with Gateway() as gateway:
        recorder = Recorder(tmp_path / "run")
        gateway.recorder = recorder
        gateway.route(PORTAL, "portal", bitrix)
        gateway.route(OAUTH, "oauth", bitrix)
        stand = Stand(gateway, recorder, folder, tmp_path / "scratch")
        yield stand
        assert gateway.faults == stand.expected
        recorder.close()


@pytest.fixture
def need() -> Callable[[str], str]:
    """Skips a test of a way that is closed here, with the reason that the probe gave."""

    def need_way(name: str) -> str:
        way = next(way for way in ways() if way.name == name)
        if way.why:
            pytest.skip(f"{name}: {way.why}")
        return name

    return need_way


@pytest.fixture
def interpreter() -> str:
    return sys.executable
