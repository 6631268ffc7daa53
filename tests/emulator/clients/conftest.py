"""A cloud behind TLS at its own names, for clients that know nothing of us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from pytest_b24moderation.emulator import Cloud, Listing, ListingVersion, Running, create_app, serve
from pytest_b24moderation.emulator.tokens import Pair

CODE = "acme.score"


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A TLS server for every name that a client may ask for, and its authority."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    names = [host for host, _ in create_app(seed=11).hosts]
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert(*names).private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    with serve(ssl_certfile=folder / "server.pem") as running:
        yield running, folder / "ca.pem"


@pytest.fixture
def cloud(secure: tuple[Running, Path]) -> Cloud:
    """A fresh portal with a solution in its Market."""
    made = create_app(seed=11)
    version = ListingVersion(1, "https://solution.test/app", scopes=("crm", "user", "placement", "task"))
    made.market.publish(Listing(CODE, {"en": "Score"}, versions=[version]))
    secure[0].mount(made)
    return made


@pytest.fixture
def pair(cloud: Cloud, secure: tuple[Running, Path]) -> Pair:
    """The administrator's tokens of the solution, which is installed."""
    portal, market = cloud.portal, cloud.market
    admin = portal.people.users[1]
    hashes = (market.check_hash(CODE, 1), market.install_hash(CODE, 1))

    def install() -> Any:
        portal.apps.install(CODE, 1, admin, check_hash=hashes[0], install_hash=hashes[1])
        return portal.issue(portal.apps.rows[1], 1)

    issued: Pair = secure[0].call(install)
    return issued
