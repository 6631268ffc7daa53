"""Unmodified clients in each way: the table of docs/clients.md, row by row."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "clients"
NODE_MODULES = ROOT / ".cache/npm/node_modules"
URLS = ("https://b24-test.bitrix24.com/rest/profile.json?a=1", "https://oauth.bitrix.info/oauth/token/?b=2")
BOTH = ["b24-test.bitrix24.com", "oauth.bitrix.info"]


@dataclass(frozen=True)
class Client:
    """``command``: to be followed by URLs; it prints each answer as a line. ``needs``: what must be on this machine."""

    command: Sequence[str]
    needs: tuple[str, ...] = ()


CLIENTS = {
    "PHP curl": Client(("php", f"{FOLDER}/curl_client.php"), ("php",)),
    "PHP streams": Client(("php", f"{FOLDER}/streams_client.php"), ("php",)),
    "PHP streams, own context": Client(("php", f"{FOLDER}/context_client.php"), ("php",)),
    "PHP sockets": Client(("php", f"{FOLDER}/socket_client.php"), ("php",)),
    "Node fetch": Client(("node", f"{FOLDER}/fetch_client.mjs"), ("node",)),
    "Node https": Client(("node", f"{FOLDER}/https_client.cjs"), ("node",)),
    "Node axios": Client(
        ("env", f"NODE_MODULES_OF_TEST={NODE_MODULES}", "node", f"{FOLDER}/axios_client.cjs"),
        ("node", str(NODE_MODULES / "axios")),
    ),
    "Python urllib": Client((sys.executable, f"{FOLDER}/urllib_client.py")),
    "Python requests": Client((sys.executable, f"{FOLDER}/requests_client.py")),
    "Python httpx": Client((sys.executable, f"{FOLDER}/httpx_client.py")),
    "Python aiohttp": Client((sys.executable, f"{FOLDER}/aiohttp_client.py")),
    "Python aiohttp, trust_env": Client(("env", "TRUST_ENV=1", sys.executable, f"{FOLDER}/aiohttp_client.py")),
    "curl": Client(("curl", "-sS", "--fail", "-w", r"\n"), ("curl",)),
    "wget": Client(("wget", "-q", "-O", "-"), ("wget",)),
    "Java HttpClient": Client(("java", f"{FOLDER}/HttpClientClient.java"), ("java", "javac")),
    "Java URL.openStream": Client(("java", f"{FOLDER}/UrlConnectionClient.java"), ("java", "javac")),
    "Go, static binary": Client(("{built}/client",), ("go",)),
}


def table() -> dict[str, dict[str, str]]:
    """The rows of the documentation's table: client → way → yes or no."""
    lines = [line for line in (ROOT / "docs/clients.md").read_text().splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(cells[0][1:4], row[1:4], strict=True)) for row in cells[2:]}


def there(client: Client) -> bool:
    return all(shutil.which(need) or Path(need).is_dir() for need in client.needs)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the static binary, where this machine can make one."""
    folder = tmp_path_factory.mktemp("go")
    if shutil.which("go"):
        settings = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod", "GO111MODULE": "off"}
        subprocess.run(
            ["go", "build", "-o", folder / "client", FOLDER / "client.go"], check=True, env=settings, timeout=300
        )
    return folder


def test_each_row_of_the_table_is_a_client_here() -> None:
    assert set(table()) == set(CLIENTS)
    assert {cell for row in table().values() for cell in row.values()} == {"yes", "no"}


@pytest.mark.parametrize("way", ["namespace", "root", "proxy"])
def test_clients(stand: Any, need: Any, way: str, built: Path, record_property: Any) -> None:
    tried = {name: client for name, client in CLIENTS.items() if there(client)}
    assert "Python urllib" in tried
    with stand.host(way=need(way)) as hosted, ThreadPoolExecutor(4) as pool:
        assert hosted.way == way
        assert hosted.sees_all == (way != "proxy")
        answers = dict(zip(tried, pool.map(lambda client: ask(stand, client, built), tried.values()), strict=True))
    expected = {name: table()[name][way] for name in tried}
    measured = {name: "yes" if hosts(answer) == BOTH else "no" for name, answer in answers.items()}
    assert measured == expected, {name: answers[name] for name in tried if measured[name] != expected[name]}
    seen = [(exchange.target, exchange.url, exchange.status) for exchange in stand.exchanges("solution")]
    once = [("oauth", URLS[1], 200), ("portal", URLS[0], 200)]
    assert sorted(seen) == sorted(once * list(expected.values()).count("yes"))
    record_property("missing", sorted(set(CLIENTS) - set(tried)))


def ask(stand: Any, client: Client, built: Path) -> Mapping[str, Any]:
    command = [part.replace("{built}", str(built)) for part in client.command]
    answer: dict[str, Any] = json.loads(stand.ask(f"/run?command={quote(json.dumps([*command, *URLS]))}")[2])
    return answer


def hosts(answer: Mapping[str, Any]) -> list[str]:
    """Whom a client's printed answers came from; nothing when it failed."""
    decoder, text, found = json.JSONDecoder(), answer["out"].strip(), []
    while text and answer["status"] == 0:
        value, end = decoder.raw_decode(text)
        found.append(value["host"])
        text = text[end:].strip()
    return found
