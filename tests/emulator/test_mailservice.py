"""Mail services of the portal."""

from __future__ import annotations

from typing import Any

import pytest


def test_life_of_a_service(portal: Any) -> None:
    labels = portal.result("mailservice.fields", user_id=portal.user_id)
    assert (labels["SERVER"], len(labels)) == ("Server Address", 10)
    made = portal.result("mailservice.add", {"NAME": "Mine", "SERVER": "IMAP.Mine.com", "PORT": 993, "ENCRYPTION": "Y"})
    row = portal.result("mailservice.get", {"ID": made}, user_id=portal.user_id)
    assert (row["ID"], row["SERVER"], row["PORT"], row["ACTIVE"], row["SORT"], row["SITE_ID"]) == (
        str(made), "imap.mine.com", "993", "Y", "100", "s1"
    )  # fmt: skip
    assert (row["SMTP_SERVER"], row["SMTP_LOGIN_AS_IMAP"], row["LINK"]) == (None, "N", None)
    listed = portal.result("mailservice.list", user_id=portal.user_id)
    assert listed[0]["NAME"] == "gmail"
    assert portal.result("mailservice.update", {"ID": made, "ACTIVE": "N", "SORT": 1}) is True
    assert len(portal.result("mailservice.list")) == len(listed) - 1
    assert "Mine" in [one.summary for one in portal.state.fingerprint() if one.section == "mail services"]
    for one in [*listed[:-1], {"ID": made}]:
        assert portal.result("mailservice.delete", {"ID": one["ID"]}) is True
    assert portal.refused("mailservice.list") == (400, "ERROR_CORE", "No mail services found")


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("add", {}, 'Required field "Name" not filled'),
        ("add", {"NAME": "x", "PORT": "many"}, 'Invalid value for "Port"'),
        ("add", {"NAME": "x", "ACTIVE": "maybe"}, 'Invalid value for "Activity"'),
        ("update", {"ID": 1, "ENCRYPTION": "?"}, 'Invalid value for "Secure Connection"'),
        ("update", {}, "Mail service ID not specified"),
        ("update", {"ID": 999}, "Mail service not found"),
        ("get", {}, "Mail service ID not specified"),
        ("get", {"ID": 999}, "Mail service not found"),
        ("delete", {}, "Mail service ID not specified"),
        ("delete", {"ID": 999}, "Mail service not found"),
    ],
)
def test_errors(portal: Any, method: str, params: dict[str, Any], text: str) -> None:
    assert portal.refused(f"mailservice.{method}", params) == (400, "ERROR_CORE", text)


def test_only_administrators_write(portal: Any) -> None:
    for verb in ("add", "update", "delete"):
        refusal = portal.refused(f"mailservice.{verb}", {"ID": 1, "NAME": "x"}, user_id=portal.user_id)
        assert refusal == (400, "ERROR_CORE", "Access denied")
