"""Properties of orders and of shipments, with their values.

restdocs: api-reference/sale/property, property-value, shipment-property, shipment-property-value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, number
from pytest_b24moderation.emulator.scopes.sale.state import PROPERTY, Sale, drop
from pytest_b24moderation.emulator.tablemethods import table_methods, told
from pytest_b24moderation.emulator.tables import (
    Link,
    Numbered,
    Row,
    Rows,
    Table,
    columns,
    require,
    sent,
    shown,
    wrong,
)

FIELDS = columns("""
    active:char code:string defaultValue:any description:string id:integer:r inputFieldLocation:string isAddress:char
    isAddressFrom:char isAddressTo:char isEmail:char isFiltered:char isLocation:char isLocation4tax:char isPayer:char
    isPhone:char isProfileName:char isZip:char multiple:char name:string:q personTypeId:integer:qi
    propsGroupId:integer:qi required:char settings:any sort:integer type:string:qi userProps:char util:char
    xmlId:string""")
OF_TYPE = {
    "STRING": ("isAddress", "isEmail", "isPayer", "isPhone", "isProfileName", "isZip"),
    "LOCATION": ("inputFieldLocation", "isLocation", "isLocation4tax"), "ADDRESS": ("isAddressFrom", "isAddressTo"),
    "NUMBER": (), "ENUM": (), "FILE": (), "DATE": (), "Y/N": (),
}  # fmt: skip
SPECIAL = {name for names in OF_TYPE.values() for name in names} | {"settings"}
CONFLICTS = (("isFiltered", 200850000009), ("isLocation", 200850000011), ("isLocation4tax", 200850000013),
             ("isProfileName", 200850000015))  # fmt: skip
SETTINGS = {
    "STRING": "minlength maxlength pattern multiline cols rows size", "NUMBER": "min max step",
    "ENUM": "multielement size", "FILE": "maxsize accept", "DATE": "time",
}  # fmt: skip
VERBS = ("add", "get", "list", "update", "delete")


def _property(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if values["type"] not in OF_TYPE:
        raise wrong("Property type is wrong")
    for name, code in CONFLICTS:
        if values["multiple"] == "Y" and values.get(name) == "Y":
            raise Numbered(code, f"multiple and {name} cannot be set together")


def _after(call: Call, store: Rows, row: Row, verb: str) -> None:  # noqa: ARG001
    if verb == "delete":
        for table in ("sale.propertyvalue", "sale.propertyvariant"):
            drop(store, table, orderPropsId=row.id)
        drop(store, "sale.propertyRelation", propertyId=row.id)


def _properties(name: str) -> Table:
    return Table(
        name, Sale, "property", "properties", FIELDS, (200840400001, "property is not exists"), PROPERTY, verbs=VERBS,
        links={"personTypeId": Link("sale.persontype", 200850000005, "Person type does not exist"),
               "propsGroupId": Link("sale.propertygroup", 0, "Property group does not exist")},
        needs=("name",), check=_property, after=_after,
    )  # fmt: skip


def _values(name: str, owner: str, prop: str, absent: str) -> Table:
    order = owner == "orderId"
    return Table(
        name, Sale, "propertyValue", "propertyValues", columns(
            f"code:string id:integer:ri name:string {owner}:integer:qi {prop}:integer:q {prop[:-2]}XmlId:string:r "
            f"value:{'any' if order else 'string'}:q"),
        (201040400001, absent), verbs=("getFields", "get", "list", "delete"),
        after=_value_gone if order else None,
    )  # fmt: skip


def _value_gone(call: Call, store: Rows, row: Row, verb: str) -> None:  # noqa: ARG001
    call.announce("ONPROPERTYVALUEDELETED", {"FIELDS": {"ID": row.id}})


ORDER, SHIPMENT = _properties("sale.property"), _properties("sale.shipmentproperty")
ORDER_VALUES = _values("sale.propertyvalue", "orderId", "orderPropsId", "property value does not exist")
SHIPMENT_VALUES = _values(
    "sale.shipmentpropertyvalue", "shipmentId", "shipmentPropsId", "Property value has not been found"
)
METHODS: list[Callable[[Call], Any]] = [
    one for table in (ORDER, SHIPMENT, ORDER_VALUES, SHIPMENT_VALUES) for one in table_methods(table)
]


@method("sale.property.getfieldsbytype")
@method("sale.shipmentproperty.getfieldsbytype")
def fields_by_type(call: Call) -> Any:
    """The fields that a property of that type has."""
    require(call, ORDER)
    kind = call.text("type")
    if kind not in OF_TYPE:
        raise wrong("Property type is wrong")
    own = {name: told(one) for name, one in FIELDS.items() if name not in SPECIAL or name in OF_TYPE[kind]}
    words = SETTINGS.get(kind, "").split()
    settings = {name: {"isImmutable": False, "isReadOnly": False, "isRequired": False, "type": "integer"}
                for name in words}  # fmt: skip
    return {"property": own | ({"settings": {"fields": settings}} if settings else {})}


@method("sale.propertyvalue.modify")
def modify(call: Call) -> Any:
    """Set the values of an order's properties; the others stay."""
    require(call, ORDER_VALUES, write=True)
    order = as_dict(sent(call).get("order"))
    if number(order.get("id")) not in call.state(Sale).of("sale.order"):
        raise wrong("Order not found")
    rows = _set(call, ORDER_VALUES, "sale.property", number(order["id"]), order.get("propertyValues"))
    hidden = ("orderId",)
    return {"propertyValues": [{k: v for k, v in shown(ORDER_VALUES, row).items() if k not in hidden} for row in rows]}


@method("sale.shipmentpropertyvalue.modify")
def modify_shipment(call: Call) -> Any:
    """Set the values of a shipment's properties; the others stay."""
    require(call, SHIPMENT_VALUES, write=True)
    shipment = as_dict(sent(call).get("shipment"))
    key = number(shipment.get("id"))
    if key <= 0:
        raise Numbered(201040400006, "Shipment id is wrong")
    if key not in call.state(Sale).of("sale.shipment"):
        raise Numbered(201040400007, "Shipment not found")
    rows = _set(call, SHIPMENT_VALUES, "sale.shipmentproperty", key, shipment.get("propertyValues"))
    return {"propertyValues": [shown(SHIPMENT_VALUES, row) for row in rows]}


def _set(call: Call, table: Table, properties: str, key: int, given: Any) -> list[Row]:
    store = call.state(Sale)
    owner, prop = ("orderId", "orderPropsId") if table is ORDER_VALUES else ("shipmentId", "shipmentPropsId")
    pairs = [as_dict(one) for one in as_list(given)]
    for one in pairs:
        lacking = [name for name in (prop, "value") if name not in one]
        if lacking:
            raise wrong(f"Required fields: {', '.join(lacking)}")
        if number(one[prop]) not in store.of(properties):
            raise wrong("Property does not exist")
    for one in pairs:
        known = store.where(table.name, **{owner: key, prop: number(one[prop])})
        source = store.of(properties)[number(one[prop])].values
        facts = {"code": source["code"] or None, "name": source["name"], owner: key, prop: number(one[prop]),
                 f"{prop[:-2]}XmlId": source["xmlId"] or None, "value": one["value"]}  # fmt: skip
        row = known[0] if known else store.put(table.name, facts, call.maker)
        row.values["value"] = one["value"]
        if table is ORDER_VALUES:
            call.announce("ONPROPERTYVALUEENTITYSAVED", {"FIELDS": {"ID": row.id}})
    return store.where(table.name, **{owner: key})
