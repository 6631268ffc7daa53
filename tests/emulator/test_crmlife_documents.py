"""CRM documents: numerators, templates, documents; orders of records."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

import httpx
import pytest

SETTINGS = "Bitrix_Main_Numerator_Generator_SequentNumberGenerator"
NUMERATOR, TEMPLATE, DOCUMENT = (f"crm.documentgenerator.{name}" for name in ("numerator", "template", "document"))


def deal(portal: Any) -> int:
    made: int = portal.result("crm.deal.add", {"fields": {"TITLE": "T", "OPPORTUNITY": 5}})
    return made


def numerator(portal: Any, template: str = "{NUMBER}", auth: str = "", **settings: Any) -> int:
    fields = {"name": "N", "template": template, "settings": {SETTINGS: settings}}
    made: int = portal.result(f"{NUMERATOR}.add", {"fields": fields}, auth)["numerator"]["id"]
    return made


def template(portal: Any, auth: str = "", **more: Any) -> dict[str, Any]:
    fields = {
        "name": "Offer", "file": ["offer.docx", base64.b64encode(b"docx").decode()], "region": "en",
        "entityTypeId": ["2", "2_category_0"],
    }  # fmt: skip
    fields |= {"numeratorId": more.pop("numeratorId", None) or numerator(portal)} | more
    made: dict[str, Any] = portal.result(f"{TEMPLATE}.add", {"fields": fields}, auth)["template"]
    return made


def test_numerators(portal: Any) -> None:
    made = portal.result(f"{NUMERATOR}.add", {"fields": {"name": "N", "template": "{NUMBER}"}})["numerator"]
    assert made == {
        "id": made["id"], "name": "N", "template": "{NUMBER}", "code": None,
        "settings": {SETTINGS: {
            "start": 1, "step": 1, "length": 0, "padString": "0", "periodicBy": None, "timezone": None,
            "isDirectNumeration": False,
        }},
    }  # fmt: skip
    change = {"id": made["id"], "fields": {"template": "A-{NUMBER}", "settings": {SETTINGS: {"start": 100}}}}
    changed = portal.result(f"{NUMERATOR}.update", change)
    assert (changed["id"], changed["template"]) == (str(made["id"]), "A-{NUMBER}")
    assert changed["settings"][SETTINGS]["start"] == 100
    assert portal.result(f"{NUMERATOR}.get", {"id": made["id"]})["numerator"] == changed
    assert portal.result(f"{NUMERATOR}.list")["numerators"][0]["name"] == "N"
    refused = portal.refused(f"{NUMERATOR}.add", {"fields": {"name": "N"}})
    assert refused == (400, "0", "Empty required fields: template")
    assert portal.refused(f"{NUMERATOR}.add", {"fields": "x"})[1] == "100"
    assert portal.refused(f"{NUMERATOR}.get", {"id": 99})[1:] == ("100", "Could not construct parameter {numerator}")
    assert "constructor must be is public" in portal.refused(f"{NUMERATOR}.get")[2]
    assert portal.refused(f"{NUMERATOR}.update", {"id": made["id"]})[1] == "100"
    for verb in ("add", "get", "list", "update", "delete"):
        told = portal.refused(f"{NUMERATOR}.{verb}", change, user_id=portal.user_id)[2]
        assert told == "You do not have permissions to modify templates"
    assert portal.result(f"{NUMERATOR}.delete", {"id": made["id"]}) is None
    assert portal.refused(f"{NUMERATOR}.delete", {"id": made["id"]})[1] == "100"


def test_templates(portal: Any) -> None:
    pair = portal.installed()
    made = template(portal, pair.access)
    assert (made["name"], made["users"], made["active"], made["moduleId"]) == ("Offer", {"U1": "U1"}, "Y", "crm")
    assert made["entityTypeId"] == ["2", "2_category_0"]
    got = httpx.URL(made["downloadMachine"])
    assert portal.http.get(f"{got.raw_path.decode()}").content == b"docx"
    change = {"id": made["id"], "fields": {"name": "Act", "users": ["UA"], "active": "N", "file": ["a.docx", "aGk="]}}
    changed = portal.result(f"{TEMPLATE}.update", change)["template"]
    assert (changed["name"], changed["users"], changed["active"]) == ("Act", {"UA": "UA"}, "N")
    assert portal.result(f"{TEMPLATE}.get", {"id": made["id"]})["template"]["name"] == "Act"
    second = template(portal)
    answer = portal.hook(f"{TEMPLATE}.list", {"order": {"id": "DESC"}, "select": ["id", "name", "users"]}).json()
    assert answer["total"] == 2
    rows = answer["result"]["templates"]
    assert list(rows) == [second["id"], made["id"]]
    assert rows[made["id"]].keys() == {"id", "name", "users", "download", "downloadMachine"}
    assert rows[made["id"]]["users"] == ["UA"]
    assert list(portal.result(f"{TEMPLATE}.list", {"filter": {"active": "Y"}})["templates"]) == [second["id"]]
    assert portal.refused(f"{TEMPLATE}.add", {"fields": {"name": "x"}})[2].startswith("Empty required fields: file")
    bad = {"name": "x", "file": "?", "numeratorId": 1, "region": "en", "entityTypeId": ["2"]}
    assert portal.refused(f"{TEMPLATE}.add", {"fields": bad})[2] == "Missing file content"
    assert portal.refused(f"{TEMPLATE}.update", {"id": 99, "fields": {}})[1:] == ("0", "Template not found")
    assert portal.refused(f"{TEMPLATE}.update", {"id": made["id"]})[1] == "100"
    assert portal.refused(f"{TEMPLATE}.list", user_id=portal.user_id)[1] == "0"
    sections = {(one.section, one.owner) for one in portal.state.fingerprint()}
    assert {("crm document templates", "acme.score"), ("crm numerators", "person")} <= sections
    assert portal.result(f"{TEMPLATE}.delete", {"id": made["id"]}) is None
    assert portal.refused(f"{TEMPLATE}.get", {"id": made["id"]})[2] == "Template not found"


def test_documents(portal: Any) -> None:
    pair = portal.installed()
    for verb in ("ADD", "UPDATE", "DELETE"):
        params = {"event": f"ONCRMDOCUMENTGENERATORDOCUMENT{verb}", "handler": f"{portal.inbox.url}/h"}
        assert portal.result("event.bind", params, pair.access) is True
    owner = deal(portal)
    kind = template(portal, numeratorId=numerator(portal, "A-{NUMBER}", start=5, step=2, length=3))
    params = {"templateId": kind["id"], "entityTypeId": 2, "entityId": owner}
    first = portal.result(f"{DOCUMENT}.add", params, pair.access)["document"]
    assert (first["number"], first["title"], first["entityId"]) == ("A-005", "Offer A-005", str(owner))
    assert (first["products"]["totalSum"], first["pdfUrl"], first["createdBy"]) == ("5.00", "", 1)
    values = {"values": {"DocumentNumber": "7", "DocumentTitle": "Mine"}, "stampsEnabled": 1}
    second = portal.result(f"{DOCUMENT}.add", params | values)["document"]
    assert (second["number"], second["title"], second["stampsEnabled"]) == ("7", "Mine", True)
    assert portal.result(f"{DOCUMENT}.add", params)["document"]["number"] == "A-007"
    change = {"id": first["id"], "values": {"DocumentNumber": "8"}}
    changed = portal.result(f"{DOCUMENT}.update", change)["document"]
    assert (changed["number"], changed["updatedBy"], changed["values"]["DocumentNumber"]) == ("8", 1, "8")
    assert portal.result(f"{DOCUMENT}.get", {"id": first["id"]})["document"]["number"] == "8"
    wanted = {"filter": {"entityId": owner, "number": "7"}, "select": ["title"]}
    found = portal.hook(f"{DOCUMENT}.list", wanted).json()
    assert found["result"] == {"documents": [{"id": str(second["id"]), "title": "Mine"}]}
    assert portal.refused(f"{DOCUMENT}.list", {"select": ["entityTypeId"]})[1] == "100"
    public = portal.result(f"{DOCUMENT}.enablepublicurl", {"id": first["id"]})["publicUrl"]
    assert public.startswith(f"https://{portal.state.host}/~")
    assert portal.result(f"{DOCUMENT}.enablepublicurl", {"id": first["id"], "status": 0}) == {"publicUrl": None}
    assert portal.result(f"{DOCUMENT}.delete", {"id": first["id"]}) is None
    assert portal.refused(f"{DOCUMENT}.get", {"id": first["id"]})[1:] == ("0", "Document not found")
    posts = [post for post in portal.settle() if post["data[FIELDS][ID]"] == str(first["id"])]
    assert [post["event"][30:] for post in posts] == ["ADD", "UPDATE", "DELETE"]
    assert (posts[0]["data[FIELDS][ENTITY_TYPE_ID]"], posts[0]["data[FIELDS][ENTITY_ID]"]) == ("2", str(owner))
    portal.result("crm.deal.delete", {"id": owner})
    assert portal.result(f"{DOCUMENT}.list") == {"documents": []}


def docx(text: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("word/document.xml", f"<w:t>{text}</w:t>")
    return target.getvalue()


def test_what_a_record_gives_to_its_document(portal: Any) -> None:
    mine = portal.result("crm.company.add", {"fields": {"TITLE": "We", "IS_MY_COMPANY": "Y"}})
    phone = {"PHONE": [{"VALUE": "+1"}]}
    client = portal.result("crm.company.add", {"fields": {"TITLE": "They"} | phone})
    place = {"ENTITY_TYPE_ID": 4, "ENTITY_ID": client, "PRESET_ID": 1, "RQ_COMPANY_NAME": "They Ltd"}
    portal.result("crm.requisite.add", {"fields": place})
    owner = portal.result("crm.deal.add", {"fields": {"TITLE": "T", "OPPORTUNITY": 5, "COMPANY_ID": client}})
    text = "{DocumentNumber} {RequisiteRqCompanyName} {ClientPhone} {TotalSum} {Own} {MyCompanyPhone}"
    kind = template(portal, file=["a.docx", base64.b64encode(docx(text)).decode()])
    at = {"id": kind["id"], "entityTypeId": 2, "entityId": owner, "values": {"Own": "x", "TotalSum": "6"}}
    fields = portal.result(f"{TEMPLATE}.getfields", at)["templateFields"]
    assert fields["DocumentNumber"] == {
        "title": "Number", "value": "1", "default": "1", "group": ["Document"], "required": "Y",
        "chain": "this.DOCUMENT.DOCUMENT_NUMBER",
    }  # fmt: skip
    assert {code: fields[code]["value"] for code in ("RequisiteRqCompanyName", "ClientPhone", "TotalSum", "Own")} == {
        "RequisiteRqCompanyName": "They Ltd", "ClientPhone": "+1", "TotalSum": "6", "Own": "x",
    }  # fmt: skip
    assert fields["TotalSum"]["default"] == "5.00"
    assert fields["MY_COMPANY"]["value"] == [{"value": str(mine), "title": "We", "selected": True}]
    params = {"templateId": kind["id"], "entityTypeId": 2, "entityId": owner, "values": {"Own": "y"}}
    made = portal.result(f"{DOCUMENT}.add", params)["document"]
    content = portal.http.get(httpx.URL(made["downloadUrlMachine"]).raw_path.decode()).content
    text = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert text == "<w:t>1 They Ltd +1 5.00 y </w:t>"
    fields = portal.result(f"{DOCUMENT}.getfields", {"id": made["id"], "values": {"ClientPhone": "2"}})[
        "documentFields"
    ]
    assert (fields["Own"]["value"], fields["ClientPhone"]["value"], fields["ClientPhone"]["default"]) == (
        "y",
        "2",
        "+1",
    )
    public = portal.result(f"{DOCUMENT}.enablepublicurl", {"id": made["id"]})["publicUrl"]
    assert portal.http.get(httpx.URL(public).path).content == content
    portal.result(f"{DOCUMENT}.enablepublicurl", {"id": made["id"], "status": 0})
    assert portal.http.get(httpx.URL(public).path).status_code == 404
    assert "Template constructor" in portal.refused(f"{TEMPLATE}.getfields", {"entityTypeId": 2})[2]
    assert portal.refused(f"{TEMPLATE}.getfields", at | {"entityTypeId": 9})[2] == "No provider for entityTypeId"
    assert portal.refused(f"{TEMPLATE}.getfields", at | {"entityId": 99})[1] == "DOCGEN_ACCESS_ERROR"
    assert "Document constructor" in portal.refused(f"{DOCUMENT}.getfields")[2]


def test_an_uploaded_document(portal: Any) -> None:
    pair = portal.installed()
    fields = {
        "entityTypeId": 2, "entityId": deal(portal), "fileContent": base64.b64encode(b"docx").decode(),
        "pdfContent": base64.b64encode(b"pdf").decode(), "region": "en", "title": "Mine", "number": "7",
    }  # fmt: skip
    made = portal.result(f"{DOCUMENT}.upload", {"fields": fields}, pair.access)["document"]
    assert (made["title"], made["number"], made["imageUrl"]) == ("Mine", "7", "")
    assert "getPdf" in made["pdfUrl"]
    for name, content in (("downloadUrlMachine", b"docx"), ("pdfUrlMachine", b"pdf")):
        assert portal.http.get(httpx.URL(made[name]).raw_path.decode()).content == content
    assert portal.refused(f"{DOCUMENT}.upload", {"fields": fields | {"title": ""}})[2] == "Empty required fields: title"
    assert portal.refused(f"{DOCUMENT}.upload", {"fields": fields | {"fileContent": "?"}})[2] == "Missing file content"
    refused = portal.refused(f"{DOCUMENT}.upload", {"fields": fields}, user_id=portal.user_id)
    assert refused[1] == "DOCGEN_ACCESS_ERROR"


def test_wrong_documents(portal: Any) -> None:
    owner, kind = deal(portal), template(portal)
    params = {"templateId": kind["id"], "entityTypeId": 2, "entityId": owner}
    assert "Template constructor" in portal.refused(f"{DOCUMENT}.add", {"entityTypeId": 2})[2]
    assert portal.refused(f"{DOCUMENT}.add", params | {"entityTypeId": 9})[1:] == ("0", "No provider for entityTypeId")
    assert portal.refused(f"{DOCUMENT}.add", params, user_id=portal.user_id)[1] == "DOCGEN_ACCESS_ERROR"
    made = portal.result(f"{DOCUMENT}.add", params)["document"]["id"]
    for verb in ("update", "delete", "enablepublicurl"):
        assert "Document constructor" in portal.refused(f"{DOCUMENT}.{verb}")[2]
        assert portal.refused(f"{DOCUMENT}.{verb}", {"id": made}, user_id=portal.user_id)[1] == "DOCGEN_ACCESS_ERROR"


@pytest.mark.parametrize(("period", "numbers"), [("year", ["1", "2"]), ("day", ["1", "1"]), (None, ["1", "2"])])
def test_counting_begins_anew_with_its_period(portal: Any, period: str | None, numbers: list[str]) -> None:
    portal.state.clock.advance(1_767_600_000 - portal.state.clock.now())
    owner, kind = deal(portal), template(portal, numeratorId=numerator(portal, periodicBy=period))
    params = {"templateId": kind["id"], "entityTypeId": 2, "entityId": owner}
    found = []
    for _ in range(2):
        found.append(portal.result(f"{DOCUMENT}.add", params)["document"]["number"])
        portal.state.clock.advance(86400)
    assert found == numbers


def test_orders_of_records(portal: Any) -> None:
    owner = deal(portal)
    order = portal.result("sale.order.add", {"fields": {"lid": "s1", "personTypeId": 3, "currency": "USD"}})
    order_id = order["order"]["id"]
    fields = {"orderId": order_id, "ownerTypeId": 2, "ownerId": owner}
    assert portal.result("crm.orderentity.add", {"fields": fields}) == {"dealOrder": fields}
    assert portal.refused("crm.orderentity.add", {"fields": fields})[1] == "201650000001"
    found = portal.hook("crm.orderentity.list", {"filter": {"ownerId": owner}, "select": ["orderId", "ownerId"]}).json()
    assert found["result"] == {"orderEntity": [{"orderId": order_id, "ownerId": owner}]}
    assert found["total"] == 1
    assert portal.result("crm.orderentity.list", {"start": -1})["orderEntity"] == [fields]
    assert portal.refused("crm.orderentity.add", {"fields": {"ownerTypeId": 2}})[1:] == (
        "0",
        "Required fields: ownerId, orderId",
    )
    assert portal.refused("crm.orderentity.add", {"fields": fields | {"orderId": 99}})[1] == "200540400001"
    assert portal.refused("crm.orderentity.add", {"fields": fields | {"ownerId": 99}})[1] == "200040300020"
    denied = portal.refused("crm.orderentity.deleteByFilter", {"fields": fields}, user_id=portal.user_id)
    assert denied[1] == "200040300020"
    assert portal.result("crm.orderentity.deleteByFilter", {"fields": fields}) is True
    assert portal.refused("crm.orderentity.deleteByFilter", {"fields": fields})[1] == "201640400004"
    assert portal.result("crm.orderentity.getFields")["orderEntity"]["orderId"]["isImmutable"] is True
