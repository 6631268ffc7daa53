from __future__ import annotations

from typing import Any

HANDLER = "ONCRMDEALADD → https://acme-score.solution.test/events"


def test_same_things_with_new_ids(installed: Any, thing: Any) -> None:
    first = [thing("placements", "1", "LEFT_MENU → /left", "aa"), thing("event handlers", "2", HANDLER, "bb")]
    again = [thing("placements", "7", "LEFT_MENU → /left", "cc"), thing("event handlers", "9", "renamed", "bb")]
    installed.fingerprint(
        "installed", *first, thing("apps", "acme.score"), thing("application options", "at", "at", "1")
    )
    installed.at("reinstall-clean")
    installed.info()
    kept = thing("crm deal user fields", "UF_CRM_LATE")  # made in use, kept by the portal
    users = [thing("crm deals", str(n), "Deal") for n in range(3)]
    installed.fingerprint("reinstalled", *again, *users, kept, thing("apps", "acme.score"))
    assert installed.keys("INS-09") == []


def test_field_of_the_first_installation_is_found_whoever_owns_it(installed: Any, thing: Any) -> None:
    installed.fingerprint("installed", thing("crm deal user fields", "UF_CRM_SCORE"))
    installed.at("reinstall-clean")
    installed.fingerprint("reinstalled", thing("crm deal user fields", "UF_CRM_SCORE", owner="portal"))
    assert installed.keys("INS-09") == []


def test_already_exists_that_is_borne(installed: Any) -> None:
    installed.at("reinstall-clean")
    installed.rest("event.bind", error="ERROR_CORE", text="Unable to set event handler: Handler already binded")
    installed.info()
    assert installed.keys("INS-09") == []


def test_missing(installed: Any, thing: Any) -> None:
    installed.fingerprint("installed", thing("event handlers", "1", HANDLER))
    installed.at("reinstall-clean")
    installed.info()
    installed.fingerprint("reinstalled")
    found = installed.judge("INS-09")
    assert [f.key for f in found] == ["missing"]
    assert HANDLER in found[0].values["items"]


def test_doubled(installed: Any, thing: Any) -> None:
    installed.fingerprint("installed", thing("crm categories", "1", "Score funnel"))
    installed.at("reinstall-clean")
    installed.info()
    installed.fingerprint(
        "reinstalled", thing("crm categories", "1", "Score funnel"), thing("crm categories", "2", "Score funnel")
    )
    assert installed.keys("INS-09") == ["doubled"]


def test_stops_at_already_exists(installed: Any) -> None:
    installed.at("reinstall-clean", failed="the wizard did not end")
    installed.rest(
        "userfieldtype.add", error="ERROR_CORE", text="Unable to set placement handler: Handler already binded"
    )
    installed.info(False)
    assert installed.keys("INS-09") == ["already-exists"]


def test_fails_otherwise(installed: Any) -> None:
    installed.at("reinstall-clean", failed="the wizard did not end")
    assert installed.keys("INS-09") == ["failed"]
