from __future__ import annotations

from pathlib import Path

import pytest

from pytest_b24moderation.model import Scenario, Solution, Version

OWN = "acme.score.solution.test"


@pytest.mark.parametrize(
    ("urls", "hosts"),
    [
        ({}, (OWN,)),
        ({"url": f"https://{OWN}/"}, (OWN,)),
        ({"url": "https://Score.acme.com/", "install_url": "https://score.acme.com/install"}, ("score.acme.com", OWN)),
        ({"url": "https://a.com:8443/", "event_url": "https://b.com/e"}, ("a.com", "b.com", OWN)),
    ],
)
def test_a_solution_answers_under_the_hosts_of_its_urls(urls: dict[str, str], hosts: tuple[str, ...]) -> None:
    scenario = Scenario(Path("s.yaml"), Solution("acme.score", {}, "application"), (Version(1), Version(2, **urls)))
    assert scenario.hosts == hosts
