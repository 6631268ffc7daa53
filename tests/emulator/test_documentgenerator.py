"""The document generator: numerators, regions, roles, templates, and the documents made of them."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.emulator.scopes.documentgenerator.docx import filled, placeholders

TEMPLATES = (400, "0", "You do not have permissions to modify templates")
SETTINGS = (400, "0", "You do not have permissions to modify settings")
DOCUMENTS = (400, "0", "You do not have permissions to view documents")
SEQUENT = "Bitrix_Main_Numerator_Generator_SequentNumberGenerator"


def docx(text: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("word/document.xml", f"<w:t>{text}</w:t>")
        file.writestr("word/styles.xml", "<x/>")
    return target.getvalue()


def body(content: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True), st.text("ab<>&é", max_size=5), max_size=4
    )
)
@settings(max_examples=40, deadline=None)
def test_placeholders_are_found_and_filled(values: dict[str, str]) -> None:
    content = docx(" ".join(f"{{{code}}}" for code in values))
    assert placeholders(content) == list(values)
    made = filled(content, values)
    assert placeholders(made) == []
    escaped = (value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for value in values.values())
    assert body(made) == f"<w:t>{' '.join(escaped)}</w:t>"


@given(st.binary(max_size=60))
@settings(max_examples=40, deadline=None)
def test_what_is_no_docx_stays_as_it_is(content: bytes) -> None:
    assert placeholders(content) == []
    assert filled(content, {"A": "b"}) == content


def template(portal: Any, text: str = "Dear {ClientName}, {Total~WZ=Y}", auth: str = "", **more: Any) -> dict[str, Any]:
    facts = {"name": "Contract", "numeratorId": 1, "region": "de", "file": b64encode(docx(text)).decode()}
    return dict(portal.result("documentgenerator.template.add", {"fields": facts | more}, auth)["template"])


def document(portal: Any, key: Any, **more: Any) -> dict[str, Any]:
    params = {"templateId": key, "value": "DEAL_1", "values": {"ClientName": "Ann & Co"}} | more
    return dict(portal.result("documentgenerator.document.add", params)["document"])


def fetch(portal: Any, url: str) -> httpx.Response:
    return portal.http.get(httpx.URL(url).raw_path.decode())


def test_numerators(portal: Any) -> None:
    facts = {"start": 1000, "step": 5, "length": 8, "periodicBy": "year", "timezone": "Europe/Berlin"}
    fields = {"name": "Invoices", "template": "INV-{NUMBER}", "settings": {SEQUENT: facts}}
    made = portal.result("documentgenerator.numerator.add", {"fields": fields})["numerator"]
    shown = facts | {"padString": "0", "isDirectNumeration": False}
    assert made == {"name": "Invoices", "template": "INV-{NUMBER}", "id": 2, "code": None, "settings": {SEQUENT: shown}}
    key = {"id": made["id"]}
    assert portal.result("documentgenerator.numerator.get", key)["numerator"] == made | {"id": "2"}
    answer = portal.hook("documentgenerator.numerator.list").json()
    assert [row["name"] for row in answer["result"]["numerators"]] == ["Documents", "Invoices"]
    assert answer["total"] == 2
    numbers = [document(portal, template(portal, numeratorId=2)["id"])["number"] for _ in range(2)]
    assert numbers == ["INV-00001000", "INV-00001005"]
    portal.cloud.clock.advance(370 * 86400)
    assert document(portal, 1)["number"] == "INV-00001000"
    change = key | {"fields": {"template": "{NUMBER}", "settings": {SEQUENT: {"start": 7, "length": 0}}}}
    assert portal.result("documentgenerator.numerator.update", change)["id"] == "2"
    assert document(portal, 1)["number"] == "7"
    for params, error, text in (
        ({}, "100", "Bitrix\\Main\\Numerator\\Numerator constructor must be public"),
        ({"id": 99}, "100", "Could not construct parameter {numerator}"),
        ({"id": 1}, "DOCGEN_ACCESS_ERROR", "Access denied"),
    ):
        for verb in ("get", "update", "delete"):
            assert portal.refused(f"documentgenerator.numerator.{verb}", params) == (400, error, text)
    none = (400, "100", "Could not find value for parameter {fields}")
    assert portal.refused("documentgenerator.numerator.update", key) == none
    assert portal.refused("documentgenerator.numerator.add") == none
    empty = (400, "0", "Empty required fields: name, template")
    assert portal.refused("documentgenerator.numerator.add", {"fields": {"x": 1}}) == empty
    assert portal.result("documentgenerator.numerator.delete", key) is None
    for verb in ("add", "get", "list", "update", "delete"):
        assert portal.refused(f"documentgenerator.numerator.{verb}", key, user_id=portal.user_id) == TEMPLATES


def test_regions(portal: Any) -> None:
    fields = {"title": "Germany (own)", "languageId": "de", "formatDate": "DD.MM.YYYY", "phrases": {"TAX": "Tax"}}
    made = portal.result("documentgenerator.region.add", {"fields": fields})["region"]
    assert made == fields | {"id": "1", "formatDatetime": None, "formatName": None}
    assert portal.result("documentgenerator.region.get", {"id": "1"})["region"] == made
    ready = {"code": "de", "title": "Germany", "languageId": "de"}
    assert portal.result("documentgenerator.region.get", {"id": "de"})["region"] == ready
    rows = portal.result("documentgenerator.region.list")["regions"]
    assert rows["de"] == ready
    assert (rows["1"]["code"], "phrases" in rows["1"]) == ("1", False)
    change = {"id": 1, "fields": {"title": "Own", "phrases": {"NO": "None"}}}
    changed = portal.result("documentgenerator.region.update", change)["region"]
    assert (changed["title"], changed["phrases"]) == ("Own", {"TAX": "Tax", "NO": "None"})
    template(portal, region="1")
    linked = (400, "BX_ERROR", "There are templates linked to this region")
    assert portal.refused("documentgenerator.region.delete", {"id": 1}) == linked
    portal.result("documentgenerator.template.delete", {"id": 1})
    assert portal.result("documentgenerator.region.delete", {"id": 1}) is None
    for verb in ("get", "update", "delete"):
        name = f"documentgenerator.region.{verb}"
        assert portal.refused(name) == (400, "100", "Could not find value for parameter {id}")
        assert portal.refused(name, {"id": 99}) == (400, "0", "Region not found")
        assert portal.refused(name, {"id": 1}, user_id=portal.user_id) == TEMPLATES
    assert portal.refused("documentgenerator.region.add")[1] == "100"
    title = (400, "BX_EMPTY_REQUIRED", 'Required field "TITLE" is not filled')
    assert portal.refused("documentgenerator.region.add", {"fields": {"languageId": "de"}}) == title
    assert portal.refused("documentgenerator.region.list", user_id=portal.user_id) == TEMPLATES


def test_roles(portal: Any) -> None:
    rights = {"TEMPLATES": {"MODIFY": "A"}, "DOCUMENTS": {"MODIFY": "X", "VIEW": "X"}}
    fields = {"name": "Editors", "code": "EDITORS", "permissions": rights}
    made = portal.result("documentgenerator.role.add", {"fields": fields})["role"]
    assert made == {
        "id": 3, "name": "Editors", "code": "EDITORS",
        "permissions": {"settings": {"modify": ""}, "templates": {"modify": "A"},
                        "documents": {"modify": "X", "view": "X"}},
    }  # fmt: skip
    answer = portal.hook("documentgenerator.role.list").json()
    assert answer["result"]["roles"][2] == {"id": 3, "name": "Editors", "code": "EDITORS"}
    assert answer["total"] == 3
    assert portal.result("documentgenerator.role.get", {"id": 3})["role"] == made
    user = portal.user_id
    assert portal.refused("documentgenerator.template.list", user_id=user) == TEMPLATES
    accesses = [{"roleId": 3, "accessCode": f"U{user}"}]
    assert portal.result("documentgenerator.role.fillaccesses", {"accesses": accesses}) is None
    assert portal.result("documentgenerator.template.list", user_id=user) == {"templates": []}
    theirs = template(portal)
    change = {"id": theirs["id"], "fields": {"name": "x"}}
    refusal = portal.refused("documentgenerator.template.update", change, user_id=user)
    assert refusal == (400, "0", "You do not have permissions to modify this template")
    lower = {"id": 3, "fields": {"permissions": {"templates": {"modify": "X"}}}}
    changed = portal.result("documentgenerator.role.update", lower)["role"]
    assert changed["permissions"]["templates"] == {"modify": ""}
    assert portal.refused("documentgenerator.document.list", user_id=user) == DOCUMENTS
    assert portal.result("documentgenerator.role.delete", {"id": 3}) is None
    text = "Bitrix\\DocumentGenerator\\Model\\Role All parameters in the constructor must have real class type"
    for verb in ("get", "update", "delete"):
        name = f"documentgenerator.role.{verb}"
        assert portal.refused(name) == (400, "100", text)
        assert portal.refused(name, {"id": 3}) == (400, "100", "Could not construct parameter {role}")
    for verb in ("add", "get", "list", "update", "delete", "fillaccesses"):
        assert portal.refused(f"documentgenerator.role.{verb}", user_id=user) == SETTINGS
    empty = (400, "BX_EMPTY_REQUIRED", 'Required field "NAME" is not filled')
    assert portal.refused("documentgenerator.role.add", {"fields": {"code": "x"}}) == empty
    for row, name in (({"accessCode": "U1"}, "ROLE_ID"), ({"roleId": 1}, "ACCESS_CODE")):
        refusal = portal.refused("documentgenerator.role.fillaccesses", {"accesses": [row]})
        assert refusal == (400, "BX_EMPTY_REQUIRED", f'Required field "{name}" is not filled')


def test_templates(portal: Any) -> None:
    made = template(portal, code="C1", users=["UA"], sort=700)
    assert (made["id"], made["isDeleted"], made["active"], made["moduleId"]) == ("1", "N", "Y", "rest")
    assert made["users"] == {"UA": "UA"}
    assert made["download"].startswith(f"https://{portal.state.host}/bitrix/services/main/ajax.php?action=")
    assert fetch(portal, made["downloadMachine"]).content == docx("Dear {ClientName}, {Total~WZ=Y}")
    found = portal.result("documentgenerator.template.getfields", {"id": 1})["templateFields"]
    assert list(found) == ["DocumentNumber", "ClientName", "Total", "DocumentTitle"]
    assert (found["DocumentNumber"]["value"], found["DocumentTitle"]["value"]) == ("1", "Contract 1")
    change = {"id": 1, "fields": {"name": "Deal", "sort": 9, "withStamps": "Y", "file": ["a.docx", "YWJj"]}}
    changed = portal.result("documentgenerator.template.update", change)["template"]
    assert (changed["name"], changed["sort"], changed["withStamps"]) == ("Deal", "9", "Y")
    template(portal)
    wanted = {"filter": {"%name": "ea", "active": "Y"}, "select": ["*", "users"], "order": {"id": "desc"}}
    answer = portal.hook("documentgenerator.template.list", wanted).json()
    (row,) = answer["result"]["templates"].values()
    assert (answer["total"], row["users"], row["bodyType"]) == (1, ["UA"], "Bitrix\\DocumentGenerator\\Body\\Docx")
    assert "providers" not in row
    document(portal, 2)
    assert portal.result("documentgenerator.template.delete", {"id": 2}) is None
    assert list(portal.result("documentgenerator.template.list")["templates"]) == ["1"]
    assert list(portal.result("documentgenerator.template.list", {"filter": {"isDeleted": "Y"}})["templates"]) == ["2"]
    refusal = portal.refused("documentgenerator.template.getfields", {"id": 2})
    assert refusal == (400, "0", "Cannot get fields from deleted template")
    refusal = portal.refused("documentgenerator.document.add", {"templateId": 2, "value": "x"})
    assert refusal == (400, "0", "Cannot create document on deleted template")
    portal.result("documentgenerator.template.delete", {"id": 1})
    for verb in ("get", "update", "delete", "getfields"):
        name = f"documentgenerator.template.{verb}"
        assert portal.refused(name, {"id": 1}) == (400, "0", "Template not found")
        text = "Bitrix\\DocumentGenerator\\Template constructor must be public"
        assert portal.refused(name) == (400, "100", text)
        assert portal.refused(name, {"id": 1}, user_id=portal.user_id) == TEMPLATES
    assert portal.refused("documentgenerator.template.add", user_id=portal.user_id) == TEMPLATES


def test_templates_that_are_refused(portal: Any) -> None:
    for fields, error, text in (
        (None, "100", "Could not find value for parameter {fields}"),
        ("x", "100", "Invalid value to match with parameter {fields}. Should be value of type array"),
        ({"code": "x"}, "0", "Empty required fields: name, numeratorId, region"),
        ({"name": "x", "numeratorId": 1, "region": "de"}, "0", "Missing file content"),
        ({"name": "x", "numeratorId": 1, "region": "de", "file": "%"}, "0", "Missing file content"),
    ):
        assert portal.refused("documentgenerator.template.add", {"fields": fields}) == (400, error, text)


def test_template_from_the_drive_or_a_form(portal: Any) -> None:
    auth = portal.installed(scopes=("disk", "documentgenerator")).access
    up = {"id": 1, "data": {"NAME": "t.docx"}, "fileContent": ["t", b64encode(docx("{A}")).decode()]}
    disk_id = portal.result("disk.storage.uploadFile", up, auth)["ID"]
    assert template(portal, file="", fileId=disk_id, auth=auth)["id"] == "1"
    path = httpx.URL(portal.state.webhook(1)).path
    data = {"fields[name]": "T", "fields[numeratorId]": "1", "fields[region]": "de"}
    files = {"fields[file]": ("t.docx", docx("{B}"))}
    answer = portal.http.post(f"{path}documentgenerator.template.add", data=data, files=files).json()
    key = answer["result"]["template"]["id"]
    assert "B" in portal.result("documentgenerator.template.getfields", {"id": key})["templateFields"]
    rows = [row for row in portal.running.call(portal.state.fingerprint) if row.section == "document templates"]
    assert [row.owner for row in rows] == ["acme.score", "person"]


def test_documents(portal: Any) -> None:
    key = template(portal)["id"]
    made = document(portal, key, stampsEnabled=1)
    assert (made["id"], made["number"], made["title"], made["createdBy"]) == (1, "1", "Contract 1", 1)
    assert made["values"]["_creationMethod"] == "rest"
    assert (made["stampsEnabled"], made["publicUrl"], made["templateId"]) == (True, None, key)
    assert body(fetch(portal, made["downloadUrlMachine"]).content) == "<w:t>Dear Ann &amp; Co, </w:t>"
    change = {"id": 1, "values": {"Total": 5, "DocumentNumber": "X-1"}}
    changed = portal.result("documentgenerator.document.update", change)["document"]
    assert (changed["id"], changed["title"], changed["updatedBy"]) == ("1", "Contract X-1", "1")
    assert portal.result("documentgenerator.document.get", {"id": 1})["document"] == changed
    fields = portal.result("documentgenerator.document.getfields", {"id": 1, "values": {"ClientName": "Bo"}})
    assert fields["documentFields"]["ClientName"] == {"value": "Bo", "default": ""}
    assert fields["documentFields"]["DocumentNumber"]["value"] == "X-1"
    link = portal.result("documentgenerator.document.enablepublicurl", {"id": 1})["publicUrl"]
    assert link.startswith(f"https://{portal.state.host}/~")
    assert body(fetch(portal, link).content) == "<w:t>Dear Ann &amp; Co, 5</w:t>"
    assert portal.result("documentgenerator.document.enablepublicurl", {"id": 1, "status": 0}) == {"publicUrl": None}
    assert fetch(portal, link).status_code == 404
    session = {"Cookie": f"PHPSESSID={portal.state.people.open_session(portal.user_id).key}"}
    assert body(portal.http.get(made["downloadUrl"], headers=session).content).startswith("<w:t>Dear Ann")
    assert portal.http.get(made["downloadUrl"]).status_code != 200
    document(portal, key)
    wanted = {"filter": {"%title": "X-1"}, "select": ["id", "title", "fileId"], "order": {"id": "desc"}}
    answer = portal.hook("documentgenerator.document.list", wanted).json()
    (row,) = answer["result"]["documents"]
    assert (answer["total"], row["id"], row["title"], row["values"]) == (1, "1", "Contract X-1", None)
    assert "number" not in row
    assert len(portal.result("documentgenerator.document.list", user_id=portal.user_id)["documents"]) == 2
    assert portal.result("documentgenerator.document.delete", {"id": 1}) is None
    for verb in ("get", "update", "delete", "getfields", "enablepublicurl"):
        name = f"documentgenerator.document.{verb}"
        assert portal.refused(name, {"id": 1}) == (400, "0", "Document not found")
        text = "Bitrix\\DocumentGenerator\\Document constructor must be public"
        assert portal.refused(name) == (400, "100", text)
    portal.result("documentgenerator.role.fillaccesses", {"accesses": []})
    refusal = portal.refused("documentgenerator.document.get", {"id": 2}, user_id=portal.user_id)
    assert refusal == DOCUMENTS
    refusal = portal.refused("documentgenerator.document.add", {"templateId": key}, user_id=portal.user_id)
    assert refusal == (403, "DOCGEN_ACCESS_ERROR", "Access denied")


def test_documents_that_are_refused(portal: Any) -> None:
    key = template(portal)["id"]
    for params, error, text in (
        ({}, "100", "Bitrix\\DocumentGenerator\\Template constructor must be public"),
        ({"templateId": 99, "value": "x"}, "0", "Template not found"),
        ({"templateId": key}, "0", 'Empty required parameter "value"'),
    ):
        assert portal.refused("documentgenerator.document.add", params) == (400, error, text)


@pytest.mark.parametrize("section", ["document numerators", "document regions", "document roles", "documents"])
def test_traces(portal: Any, section: str) -> None:
    auth = portal.installed(scopes=("documentgenerator",)).access
    fields = {"name": "N", "title": "T", "template": "{NUMBER}"}
    for kind in ("numerator", "region", "role"):
        portal.result(f"documentgenerator.{kind}.add", {"fields": fields}, auth)
    key = template(portal, auth=auth)["id"]
    portal.result("documentgenerator.document.add", {"templateId": key, "value": "x"}, auth)
    rows = [row for row in portal.running.call(portal.state.fingerprint) if row.section == section]
    assert rows[-1].owner == "acme.score"
    assert all(row.owner == "portal" for row in rows[:-1])
