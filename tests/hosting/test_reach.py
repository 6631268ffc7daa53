"""Unmodified clients, each way: what reaches Bitrix24's hard-coded names, and what is seen of it."""

from __future__ import annotations

import json
import shutil
import sys
from typing import Any
from urllib.parse import quote

import pytest

URLS = ("https://b24-test.bitrix24.com/rest/profile.json?a=1", "https://oauth.bitrix.info/oauth/token/?b=2")

PYTHON = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=10).read().decode())"
PHP_CURL = """
$c = curl_init($argv[1]); curl_setopt($c, CURLOPT_RETURNTRANSFER, true); curl_setopt($c, CURLOPT_POSTFIELDS, 'x=1');
curl_setopt($c, CURLOPT_TIMEOUT, 10); $r = curl_exec($c);
if ($r === false) { fwrite(STDERR, curl_error($c)); exit(1); } echo $r;
"""
PHP_STREAM = "$r = @file_get_contents($argv[1]); if ($r === false) exit(1); echo $r;"
PHP_OWN_CONTEXT = """
$c = stream_context_create(['http' => ['method' => 'POST', 'content' => 'x=1', 'timeout' => 5]]);
$r = @file_get_contents($argv[1], false, $c); if ($r === false) exit(1); echo $r;
"""
NODE_FETCH = (
    "fetch(process.argv[1]).then(r => r.text()).then(console.log).catch(e => { console.error(e); process.exit(1) })"
)
NODE_HTTPS = """
require('https').get(process.argv[1], r => r.on('data', d => process.stdout.write(d)))
  .on('error', e => { console.error(e); process.exit(1) })
"""
CLIENTS = {
    "python urllib": [sys.executable, "-c", PYTHON],
    "php curl": ["php", "-r", PHP_CURL, "--"],
    "php streams": ["PHP", PHP_STREAM],
    "php streams, own context": ["PHP", PHP_OWN_CONTEXT],
    "node fetch": ["node", "-e", NODE_FETCH],
    "node https": ["node", "-e", NODE_HTTPS],
}
UNSEEN_BY_PROXY = {"php streams, own context"}


def command(client: str, url: str, folder: Any) -> list[str]:
    """`php -r` takes no auto_prepend_file, so streams are tried with a script, as solutions are."""
    first, *rest = CLIENTS[client]
    if first != "PHP":
        return [first, *rest, url]
    script = folder / f"{client.replace(' ', '-')}.php"
    script.write_text(f"<?php {rest[0]}")
    return ["php", str(script), url]


@pytest.mark.parametrize("way", ["namespace", "root", "proxy"])
def test_clients(stand: Any, need: Any, way: str, tmp_path: Any) -> None:
    clients = {name: shutil.which(row[0].lower()) for name, row in CLIENTS.items()}
    missing = [name for name, found in clients.items() if not found]
    worked: dict[str, list[str]] = {}
    with stand.host(way=need(way)) as hosted:
        assert hosted.way == way
        for client in CLIENTS:
            for url in () if client in missing else URLS:
                words = quote(json.dumps(command(client, url, tmp_path)))
                done = json.loads(stand.ask(f"/run?command={words}")[2])
                if done["status"] == 0:
                    worked.setdefault(client, []).append(json.loads(done["out"])["host"])
                else:
                    worked.setdefault(client, []).append(done["err"])
        assert hosted.sees_all == (way != "proxy")
    both = ["b24-test.bitrix24.com", "oauth.bitrix.info"]
    failed = UNSEEN_BY_PROXY if way == "proxy" else set()
    assert {name: hosts for name, hosts in worked.items() if name not in failed} == {
        name: both for name in CLIENTS if name not in failed and name not in missing
    }
    assert not any(worked[name] == both for name in failed if name in worked)
    seen = [(exchange.target, exchange.url, exchange.status) for exchange in stand.exchanges("solution")]
    expected = [("portal", URLS[0], 200), ("oauth", URLS[1], 200)] * (len(CLIENTS) - len(missing) - len(failed))
    assert sorted(seen) == sorted(expected)


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
