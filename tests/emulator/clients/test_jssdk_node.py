"""The official @bitrix24/b24jssdk in Node, unmodified: by webhook, and by OAuth with a token that has expired."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.emulator import Cloud, Running
from pytest_b24moderation.emulator.tokens import Pair

HERE = Path(__file__).parent / "npm"
INSTALLED = Path(__file__).parents[3] / ".cache" / "npm"


@pytest.fixture
def said(cloud: Cloud, secure: tuple[Running, Path], pair: Pair) -> Any:
    """What a script that uses the SDK says of a portal whose first token is over."""
    if shutil.which("node") is None or not (INSTALLED / "node_modules" / "@bitrix24" / "b24jssdk").is_dir():
        pytest.skip("Node or @bitrix24/b24jssdk is not there: `./dev test` installs them")
    running, authority = secure
    portal, listing = cloud.portal, cloud.market.listings["acme.score"]
    oauth = {
        "applicationToken": "t", "userId": 1, "memberId": portal.member_id, "accessToken": pair.access,
        "refreshToken": pair.refresh, "expires": int(cloud.clock.now()) + 3600, "expiresIn": 3600, "scope": "crm",
        "domain": portal.host, "clientEndpoint": portal.client_endpoint,
        "serverEndpoint": portal.profile.server_endpoint, "status": "L",
    }  # fmt: skip
    secret = {"clientId": listing.client_id, "clientSecret": listing.client_secret}
    running.call(lambda: cloud.clock.advance(3700))
    script = shutil.copy(HERE / "use.mjs", INSTALLED / "use.mjs")
    done = subprocess.run(
        ["node", "--require", str(HERE / "reach.cjs"), script],
        env=os.environ
        | {
            "NODE_EXTRA_CA_CERTS": str(authority),
            "LOCAL_PORT": str(running.port),
            "GIVEN": json.dumps({"webhook": portal.webhook(1), "oauth": oauth, "secret": secret}),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_sdk_works_in_node(said: Any) -> None:
    assert (said["made"], said["listed"], said["fetched"], said["title"]) == (120, 120, 120, "Deal 6")
    assert said["batch"][0] is False
    assert "Method not found" in str(said["batch"][1])
    assert said["wrong"][0] is False
    assert "Method not found" in said["wrong"][1]
    assert (said["admin"], said["app"], said["refreshed"]) == (True, "acme.score", True)
    assert said["later"] == ["Ring", "Ring", ["Ring"]]
    assert said["absent"] == ["BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION"]
    assert said["tail"] == 4
