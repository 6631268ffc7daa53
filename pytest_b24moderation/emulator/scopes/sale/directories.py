"""What orders refer to: statuses, payers, groups and variants of properties, trade platforms.

restdocs: api-reference/sale/status, status-lang, person-type, business-value-person-domain, property-group,
property-variant, property-relation, trade-platform, trade-binding.
"""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.sale.state import Sale, drop
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Numbered, Row, Rows, Table, columns, kept, require, sent, wrong

SYSTEM = ("N", "F", "DN", "DF")
LANGUAGES = {"en": "English", "de": "Deutsch", "ru": "Русский", "fr": "Français", "la": "Español", "pl": "Polski",
             "br": "Português (Brasil)", "it": "Italiano", "tr": "Türkçe", "ua": "Українська"}  # fmt: skip
JOINED = ("getFields", "add", "list")
HIDDEN = frozenset({"id"})


def _status(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if values["type"] not in ("O", "D"):
        raise Numbered(201350000003, "Status type is wrong")
    if row is None and len(str(values["id"])) > 2:
        raise Numbered(201350000005, "Status id is too long")
    if row and values["type"] != row.values["type"]:
        if row.id in SYSTEM:
            raise Numbered(201350000006, "The type of a system status cannot be changed")
        used = "sale.order" if row.values["type"] == "O" else "sale.shipment"
        if store.where(used, statusId=row.id):
            raise Numbered(201350000007 if used == "sale.order" else 201350000008, "The status is in use")


def _keep_system(call: Call, store: Rows, row: Row) -> None:  # noqa: ARG001
    if row.id in SYSTEM:
        raise Numbered(201350000002, "A system status cannot be deleted")
    drop(store, "sale.statusLang", statusId=row.id)


def _language(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if values["lid"] not in LANGUAGES:
        raise Numbered(201750000004, "Language does not exist")


def _keep_payer(call: Call, store: Rows, row: Row) -> None:  # noqa: ARG001
    if row.values["code"] in ("CRM_CONTACT", "CRM_COMPANY"):
        raise Numbered(200750000003, "A payer type with a protected code cannot be deleted")
    if store.where("sale.order", personTypeId=row.id):
        raise Numbered(200750000008, f"The payer type with ID={row.id} is used in orders")


def _variant(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    for name in ("value", "name"):
        if not str(values.get(name) or "").strip():
            raise RestError(400, f"ERROR_NO_{name.upper()}", f"The {name} of the variant is empty")


def _relation(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if values["entityType"] not in ("P", "D", "L", "T"):
        raise wrong("Property relation type is wrong")


OF_PAYER = Link("sale.persontype", 201240400002, "person type is not exists")
TABLES = (
    Table("sale.status", Sale, "status", "statuses", columns(
        "color:string id:string:qi notify:string sort:integer type:char:q xmlId:string"),
        (201340400001, "status does not exist"), {"notify": "Y", "sort": 100}, needs=("type",), check=_status,
        guard=_keep_system, unique=(("id",), 201350000001, "Duplicate entry for key [id]")),
    Table("sale.statusLang", Sale, "statusLang", "statusLangs", columns(
        "description:string lid:string:qi name:string:q statusId:string:qi"),
        (201740400001, "status lang does not exist"), {"description": ""}, verbs=JOINED, check=_language,
        links={"statusId": Link("sale.status", 201340400001, "status does not exist")}, hidden=HIDDEN,
        unique=(("statusId", "lid"), 201750000003, "Duplicate entry for key [statusId, lid]")),
    Table("sale.persontype", Sale, "personType", "personTypes", columns(
        "active:string code:string id:integer:r name:string:q sort:string xmlId:string"),
        (200740400001, "person type does not exist"), {"active": "Y", "sort": "150"}, needs=("name",),
        guard=_keep_payer, unique=(("code",), 200750000005, "person type code exists")),
    Table("sale.businessValuePersonDomain", Sale, "businessValuePersonDomain", "businessValuePersonDomains", columns(
        "domain:char:qi personTypeId:integer:qi"), (201440400003, "business value person domain does not exist"),
        verbs=JOINED, links={"personTypeId": OF_PAYER}, hidden=HIDDEN,
        unique=(("personTypeId",), 201450000001, "Duplicate entry for key [personTypeId]")),
    Table("sale.propertygroup", Sale, "propertyGroup", "propertyGroups", columns(
        "id:integer:r name:string:q personTypeId:integer:q sort:integer"),
        (200940400001, "property group does not exist"), {"sort": 100}, needs=("personTypeId", "name"),
        links={"personTypeId": Link("sale.persontype", 0, "Person type does not exist")}),
    Table("sale.propertyvariant", Sale, "propertyVariant", "propertyVariants", columns(
        "description:string id:integer:r name:string:q orderPropsId:integer:qi sort:integer value:string:q"),
        (201540400001, "property variant is not exists"), {"sort": 100, "description": ""}, check=_variant,
        links={"orderPropsId": Link("sale.property", 201550000003, "property not exists")}, needs=("name", "value")),
    Table("sale.propertyRelation", Sale, "propertyRelation", "propertyRelations", columns(
        "entityId:integer:qi entityType:string:qi propertyId:integer:qi"),
        (201640400004, "property relation does not exist"), verbs=JOINED, hidden=HIDDEN, check=_relation,
        links={"propertyId": Link("sale.property", 201650000002, "property not exists")},
        unique=(("propertyId", "entityId", "entityType"), 201650000001,
                "Duplicate entry for key [entityId, entityType, propertyId]")),
    Table("sale.tradePlatform", Sale, "tradePlatform", "tradePlatforms", columns(
        "active:string catalogSectionTabClassName:string class:string code:string description:string id:integer:r "
        "name:string settings:string xmlId:string"), (0, "Trade platform does not exist"),
        verbs=("getFields", "list"), open=True),
    Table("sale.tradeBinding", Sale, "tradeBinding", "tradeBindings", columns(
        "externalOrderId:string:qi id:integer:r orderId:integer:qi params:string tradingPlatformId:integer:qi "
        "tradingPlatformXmlId:string:r xmlId:string"), (0, "Trade binding does not exist"),
        verbs=("getFields", "list"), open=True),
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
METHODS = [made for table in TABLES for made in table_methods(table)]


@method("sale.statusLang.getListLangs")
def languages(call: Call) -> Listed:
    require(call, BY_NAME["sale.statusLang"])
    rows = [{"active": "Y", "lid": lid, "name": name} for lid, name in LANGUAGES.items()]
    return Listed({"langs": rows}, len(rows))


@method("sale.statusLang.deleteByFilter")
def delete_status_lang(call: Call) -> bool:
    return _delete(call, "sale.statusLang", ("statusId", "lid"))


@method("sale.businessValuePersonDomain.deleteByFilter")
def delete_domain(call: Call) -> bool:
    return _delete(call, "sale.businessValuePersonDomain", ("personTypeId", "domain"))


@method("sale.propertyRelation.deleteByFilter")
def delete_relation(call: Call) -> bool:
    return _delete(call, "sale.propertyRelation", ("entityId", "entityType", "propertyId"))


def _delete(call: Call, name: str, keys: tuple[str, ...]) -> bool:
    """Delete the one row with these very values; Numbered where it is not there."""
    table = BY_NAME[name]
    require(call, table, write=True)
    given = sent(call)
    lacking = [one for one in keys if given.get(one) in (None, "")]
    if lacking:
        raise wrong(f"Required fields: {', '.join(lacking)}")
    wanted = {one: kept(table.fields[one].kind, given[one], call.portal.zone) for one in keys}
    if not drop(call.state(Sale), name, **wanted):
        raise Numbered(*table.absent)
    return True
