"""AI services, agreements, and custom fields of users."""

from __future__ import annotations

from typing import Any

import pytest

ENGINE = {"name": "GPT", "code": "gpt", "category": "text", "completions_url": "https://ai.example/c"}


def test_ai_services(portal: Any) -> None:
    auth = portal.installed(scopes=("ai_admin",)).access
    one = portal.result("ai.engine.register", ENGINE | {"settings": {"model_context_limit": 5}}, auth)
    (row,) = portal.result("ai.engine.list", auth=auth)
    limits = {"code_alias": "ChatGPT", "model_context_type": "token", "model_context_limit": 5}
    assert row | ENGINE | {"id": one, "app_code": "acme.score", "settings": limits} == row
    assert portal.result("ai.engine.list") == []
    some = {"filter": {"category": "image"}, "order": {"id": "desc"}, "limit": 1}
    assert portal.result("ai.engine.list", some, auth) == []
    assert [row.owner for row in portal.state.fingerprint() if row.section == "ai services"] == ["acme.score"]
    assert portal.refused("ai.engine.register", ENGINE, auth)[1] == "ENGINE_REGISTER_ERROR_CODE_UNIQUE"
    assert portal.refused("ai.engine.list", user_id=portal.user_id)[:2] == (403, "ACCESS_DENIED")
    assert portal.result("ai.engine.unregister", {"code": "gpt"}, auth) is True
    assert portal.result("ai.engine.unregister", {"code": "gpt"}, auth) is False
    portal.result("ai.engine.register", ENGINE, auth)
    user = portal.state.people.users[1]
    portal.running.call(lambda: portal.state.apps.uninstall(portal.state.app("acme.score"), user, clean=False))
    assert not [row for row in portal.state.fingerprint() if row.section == "ai services"]


@pytest.mark.parametrize(("more", "what"), [
    ({"name": ""}, "NAME"), ({"code": ""}, "CODE"), ({"code": "a b"}, "CODE_FORMAT"), ({"category": ""}, "CATEGORY"),
    ({"category": "x"}, "CATEGORY_FORMAT"), ({"completions_url": ""}, "COMPLETIONS_URL"),
    ({"completions_url": "x"}, "COMPLETIONS_URL_FAIL"), ({"settings": "x"}, "SETTINGS_FORMAT")])  # fmt: skip
def test_wrong_ai_services(portal: Any, more: dict[str, Any], what: str) -> None:
    assert portal.refused("ai.engine.register", ENGINE | more)[:2] == (400, f"ENGINE_REGISTER_ERROR_{what}")


def test_agreements(portal: Any) -> None:
    (row,) = portal.result("userconsent.agreement.list", user_id=portal.user_id)
    assert (row["ID"], row["ACTIVE"], row["LANGUAGE_ID"]) == ("1", "Y", "en")
    replace = {"button_caption": "Send", "fields": {"COMPANY_NAME": "Acme"}}
    text = portal.result("userconsent.agreement.text", {"id": 1, "replace": replace})
    assert "Send" in text["LABEL"]
    assert "Acme" in text["TEXT"]
    assert (
        portal.result("userconsent.consent.add", {"AGREEMENT_ID": 1, "IP": "10.0.0.1", "URL": "https://x.example"}) == 1
    )
    assert [row.owner for row in portal.state.fingerprint() if row.section == "consents"] == ["person"]
    required = (400, "400", "Parameter `Agreement ID` required.")
    assert portal.refused("userconsent.agreement.text") == required
    assert portal.refused("userconsent.consent.add", {"IP": "10.0.0.1"}) == required
    assert portal.refused("userconsent.agreement.text", {"id": 9})[2] == "Agreement with id `9` not found."
    assert portal.refused("userconsent.consent.add", {"AGREEMENT_ID": 1, "IP": "x"})[1] == "400"


def test_fields_of_users(portal: Any) -> None:
    def add(**fields: Any) -> int:
        made: int = portal.result("user.userfield.add", {"fields": fields})
        return made

    one = add(FIELD_NAME="deals", USER_TYPE_ID="string", EDIT_FORM_LABEL={"en": "Deals"}, SORT=5)
    items = [{"VALUE": "A", "DEF": "Y"}, {"VALUE": "B"}]
    two = add(FIELD_NAME="UF_USR_LIST", USER_TYPE_ID="enumeration", MULTIPLE="Y", LIST=items)
    rows = portal.result("user.userfield.list", {"order": {"ID": "asc"}})
    assert [(row["FIELD_NAME"], row["SORT"], row["MULTIPLE"]) for row in rows] == [
        ("UF_USR_DEALS", "5", "N"), ("UF_USR_LIST", "100", "Y")]  # fmt: skip
    assert [(item["VALUE"], item["DEF"]) for item in rows[1]["LIST"]] == [("A", "Y"), ("B", "N")]
    change = {"id": two, "fields": {"LIST": [{"ID": "1", "DEL": "Y"}, {"ID": "2", "VALUE": "C"}], "MANDATORY": "Y"}}
    assert portal.result("user.userfield.update", change) is True
    (row,) = portal.result("user.userfield.list", {"filter": {"ID": two}})
    assert ([item["VALUE"] for item in row["LIST"]], row["MANDATORY"]) == (["C"], "Y")
    assert portal.result("user.fields")["UF_USR_DEALS"] == "Deals"
    assert portal.result("user.update", {"ID": 1, "UF_USR_DEALS": "7"}) is True
    (user,) = portal.result("user.get", {"UF_USR_DEALS": "7"})
    assert (user["ID"], user["UF_USR_DEALS"]) == ("1", "7")
    assert portal.result("user.userfield.delete", {"id": one}) is True
    assert "UF_USR_DEALS" not in portal.result("user.current")


def test_files_in_fields_of_users(portal: Any) -> None:
    for name, several in (("CV", "N"), ("SCANS", "Y")):
        fields = {"FIELD_NAME": name, "USER_TYPE_ID": "file", "MULTIPLE": several}
        portal.result("user.userfield.add", {"fields": fields})
    sent = {"UF_USR_CV": ["cv.txt", "Y3Y="], "UF_USR_SCANS": [["a.txt", "YQ=="], ["b.txt", "Yg=="]]}
    assert portal.result("user.update", {"ID": portal.user_id, **sent}, user_id=portal.user_id) is True
    user = portal.result("user.current", user_id=portal.user_id)
    held, method = user["UF_USR_CV"], "user.userfield.file.get"
    data = {"id": portal.user_id, "field": "UF_USR_CV", "value": held["id"]}
    assert held["downloadData"] == data
    answer = portal.hook(method, data)
    assert (answer.content, answer.headers["content-type"]) == (b"cv", "text/plain")
    scans = [portal.hook(method, one["downloadData"], portal.user_id).content for one in user["UF_USR_SCANS"]]
    assert scans == [b"a", b"b"]
    session = {"Cookie": f"PHPSESSID={portal.state.people.open_session(1).key}"}
    assert portal.http.get(held["showUrl"], headers=session).content == b"cv"
    assert portal.http.get(held["showUrl"]).content != b"cv"
    for wrong in ({"id": 1}, {"value": 99}, {"field": "UF_USR_SCANS"}, {"field": "EMAIL"}):
        assert portal.refused(method, data | wrong)[:2] == (400, "ERROR_CORE")
    assert portal.refused(method, {"id": 1})[1:] == ("100", "Could not find value for parameter {field}")
    auth = portal.installed(scopes=("user.userfield",)).access
    assert portal.rest(method, data, auth).content == b"cv"


def test_wrong_fields_of_users(portal: Any) -> None:
    def told(verb: str, params: Any, user_id: int = 1) -> tuple[str, str]:
        _, code, text = portal.refused(f"user.userfield.{verb}", params, user_id=user_id)
        return code, text

    fields = {"FIELD_NAME": "A", "USER_TYPE_ID": "string"}
    portal.result("user.userfield.add", {"fields": fields})
    assert told("add", {"fields": fields}) == ("ERROR_CORE", "Field UF_USR_A for USER object already exists")
    assert told("add", {"fields": {"USER_TYPE_ID": "string"}}) == ("", "The 'FIELD_NAME' field is not found.")
    assert told("add", {"fields": {"FIELD_NAME": "B"}}) == ("", "The 'USER_TYPE_ID' field is not found.")
    assert told("add", {"fields": {"FIELD_NAME": "B", "USER_TYPE_ID": "q"}})[0] == "ERROR_CORE"
    for verb in ("update", "delete"):
        assert told(verb, {}) == ("", "ID is not defined or invalid")
        assert told(verb, {"id": 99}) == ("", "Access denied.")
    assert told("list", {}, portal.user_id) == ("", "Access denied.")
