"""Solutions that bring authorities of their own."""

from __future__ import annotations

import json
import shutil
import ssl
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import certifi
import pytest

from pytest_b24moderation.model import Exchange

URL = "https://b24-test.bitrix24.com/rest/profile.json?a=1"
ASK = """
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[1])
print(urllib.request.urlopen(sys.argv[2], context=context, timeout=10).status)
"""


def ask(stand: Any, file: str) -> Any:
    return json.loads(stand.ask(f"/run?command={quote(json.dumps([sys.executable, '-c', ASK, file, URL]))}")[2])


@pytest.mark.parametrize("way", ["namespace", "root", "proxy"])
def test_a_bundle_in_the_folder_knows_the_run_in_the_copy_only(stand: Any, need: Any, way: str) -> None:
    brought = stand.folder / "lib" / "cacert.pem"
    brought.parent.mkdir()
    shutil.copy(certifi.where(), brought)
    before = brought.read_bytes()
    with stand.host(way=need(way)):
        assert ask(stand, "lib/cacert.pem")["out"] == "200\n"
    assert brought.read_bytes() == before


@pytest.mark.parametrize("way", ["namespace", "root"])
def test_certifi_of_the_environment_is_covered(stand: Any, need: Any, way: str) -> None:
    before = Path(certifi.where()).read_bytes()
    with stand.host(way=need(way)):
        assert ask(stand, certifi.where())["out"] == "200\n"
    assert Path(certifi.where()).read_bytes() == before


def test_a_pinned_certificate_is_our_trouble_and_said(stand: Any, need: Any) -> None:
    pinned = Path(certifi.where()).read_text().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n"
    ssl.PEM_cert_to_DER_cert(pinned[pinned.index("-----BEGIN") :])
    (stand.folder / "cacert.pem").write_text(pinned)
    with stand.host(way=need("namespace")):
        assert "CERTIFICATE_VERIFY_FAILED" in ask(stand, "cacert.pem")["err"]
    [seen] = [entry for entry in stand.recorder.entries(Exchange) if entry.source == "solution"]
    assert (seen.target, seen.status) == ("portal", 0)
    assert seen.error.startswith("TLS: the client did not trust the run's authority")
    [fault] = stand.faults()
    assert "b24-test.bitrix24.com" in fault
    assert "trusts none but its own authorities" in fault
