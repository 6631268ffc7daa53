"""Names that are not Bitrix24's: where they lead, and what is seen of it."""

from __future__ import annotations

import json
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
