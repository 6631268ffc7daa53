from __future__ import annotations

from typing import Any


def test_nothing_left(installed: Any, thing: Any) -> None:
    installed.fingerprint("clean", thing("departments", "1", owner="portal"))
    installed.fingerprint("installed", thing("placements", "1"), thing("crm deals", "9", owner="person"))
    installed.at("uninstall-clean")
    own = thing("apps", "acme.score"), thing("application options", "left by the portal")
    installed.fingerprint(
        "removed", thing("departments", "1", owner="portal"), *own, thing("crm deals", "9", owner="person")
    )
    installed.at("leftovers")
    assert installed.keys("INS-10") == []


def test_what_was_there_before_is_not_its(installed: Any, thing: Any) -> None:
    installed.fingerprint("clean", thing("departments", "7"))
    installed.at("leftovers")
    installed.fingerprint("removed", thing("departments", "7"))
    assert installed.keys("INS-10") == []


def test_made_at_installation(installed: Any, thing: Any) -> None:
    installed.fingerprint("clean")
    installed.fingerprint("installed", thing("departments", "7", "Score department"))
    installed.at("leftovers")
    installed.fingerprint("removed", thing("departments", "7", "Score department"))
    found = installed.judge("INS-10")
    assert installed.keys("INS-10") == ["left"]
    assert found[0].values["items"] == "departments: Score department"


def test_kept_by_the_portal_or_made_in_use(installed: Any, thing: Any) -> None:
    installed.fingerprint("clean")
    installed.fingerprint("installed", thing("crm deal user fields", "UF_CRM_SCORE"))
    installed.at("leftovers")
    installed.fingerprint("removed", thing("crm deal user fields", "UF_CRM_SCORE"), thing("crm deals", "12"))
    assert installed.keys("INS-10") == ["kept?", "made-in-use?"]
