"""Names that are not Bitrix24's: where they lead, and what is seen of it."""

from __future__ import annotations

import json
import shutil
import sys
from typing import Any
from urllib.parse import quote

import pytest


@pytest.mark.parametrize("way", ["namespace", "root"])
def test_third_parties_by_name_are_seen_and_refused_where_there_is_no_network(stand: Any, need: Any, way: str) -> None:
    code = "import http.client as h; c = h.HTTPConnection('tracker.of-somebody.test', timeout=10)"
    code += "; c.request('GET', '/a'); print(c.getresponse().status)"
    with stand.host(way=need(way)):
        words = quote(json.dumps([sys.executable, "-c", code]))
        assert json.loads(stand.ask(f"/run?command={words}")[2])["out"] == "502\n"
    [seen] = stand.exchanges("solution")
    assert (seen.target, seen.url) == ("third-party", "http://tracker.of-somebody.test/a")
    assert seen.error.startswith("refused: no network route to tracker.of-somebody.test")


def test_other_names_are_found_too(stand: Any, need: Any) -> None:
    code = "import socket; print(socket.gethostbyname('any.name.at.all'), socket.gethostbyname('localhost'))"
    with stand.host(way=need("namespace")):
        words = quote(json.dumps([sys.executable, "-c", code]))
        assert json.loads(stand.ask(f"/run?command={words}")[2])["out"] == "127.77.0.1 127.0.0.1\n"


TOLD = """<?php
$told = ['HTTPS', 'REQUEST_SCHEME', 'SERVER_NAME', 'SERVER_PORT'];
echo json_encode([array_map(fn ($name) => $_SERVER[$name] ?? null, $told), array_keys(get_defined_vars())]);
"""


@pytest.mark.skipif(not shutil.which("php"), reason="php is not here")
@pytest.mark.parametrize("way", ["namespace", "root", "proxy"])
def test_phps_own_server_knows_the_address_that_it_is_reached_by(stand: Any, need: Any, way: str) -> None:
    (stand.folder / "told.php").write_text(TOLD)
    server = stand.server(command=("php", "-S", "127.0.0.1:{{ port }}"))
    with stand.host(server, way=need(way)) as hosted:
        told, variables = json.loads(stand.ask("/told.php")[2])
        plain = json.loads(_plainly(hosted, "/told.php"))[0]
    assert told == ["on", "https", "acme-score.solution.test", "443"]
    assert plain == [None, None, "127.0.0.1", str(hosted.port)]
    assert not {"host", "front"} & set(variables)


def _plainly(hosted: Any, path: str) -> bytes:
    """Asked by nobody in front of it, as its own cron jobs do."""
    with hosted.connect() as sock:
        sock.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        return bytes(b"".join(iter(lambda: sock.recv(65536), b"")).split(b"\r\n\r\n", 1)[1])
