"""Properties of products, with the values of lists. restdocs: api-reference/catalog/product-property*."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.catalog.state import PROPERTY, Catalog
from pytest_b24moderation.emulator.tablemethods import table_methods
from pytest_b24moderation.emulator.tables import Link, Row, Rows, Table, columns, missing, wrong

KINDS = {
    "N": ("", "Sequence"), "L": ("",), "F": ("", "DiskFile"),
    "S": ("", "HTML", "DateTime", "Date", "Money", "directory", "employee", "UserID", "map_google", "ECrm", "video",
          "FileMan", "ElementXmlID", "url"),
    "E": ("", "SKU", "EList", "EAutocomplete"), "G": ("", "SectionAuto"),
}  # fmt: skip
FEATURES = {"LIST_PAGE_SHOW": "Show on the list page", "DETAIL_PAGE_SHOW": "Show on the detail page"}


def _property(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if (values.get("userType") or "") not in KINDS.get(str(values.get("propertyType")), ()):
        raise wrong("Invalid property type specified")
    if str(values.get("code") or "")[:1].isdigit():
        raise wrong("Property code cannot start with a digit")


def _cascade(call: Call, store: Rows, row: Row, verb: str) -> None:  # noqa: ARG001
    if verb == "delete":
        for table in ("catalog.productPropertyEnum", "catalog.productPropertyFeature"):
            for one in store.where(table, propertyId=row.id):
                del store.of(table)[one.id]
        store.of("catalog.productPropertySection").pop(row.id, None)
        for product in store.of("catalog.product").values():
            product.values.pop(f"property{row.id}", None)


def _enum(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    if store.of("catalog.productProperty")[values["propertyId"]].values["propertyType"] != "L":
        raise wrong("Only list properties are supported")
    values["def"] = "Y" if values.get("def") == "Y" else "N"
    same = store.where("catalog.productPropertyEnum", propertyId=values["propertyId"], xmlId=values["xmlId"])
    if any(one is not row for one in same):
        raise wrong(f"A value with xmlId '{values['xmlId']}' already exists.")


def _feature(call: Call, store: Rows, values: dict[str, Any], row: Row | None) -> None:  # noqa: ARG001
    fits = values.get("moduleId") == "iblock" and values.get("featureId") in FEATURES
    if not fits or values.get("isEnabled") not in ("Y", "N"):
        raise wrong("Invalid property parameter set")


OF_ENUM = "productPropertyEnum does not exist."
OF_FEATURE = "productPropertyFeature does not exist."
PROPERTIES = Table("catalog.productProperty", Catalog, "productProperty", "productProperties", columns(
    "active:char code:string colCount:integer defaultValue:any fileType:string filtrable:char hint:string "
    "iblockId:integer:qi id:integer:r isRequired:char linkIblockId:integer listType:char multiple:char "
    "multipleCnt:integer name:string:q propertyType:string:q rowCount:integer searchable:char sort:integer "
    "timestampX:datetime:r userType:string userTypeSettings:any withDescription:char xmlId:string"),
    (0, "productProperty does not exist."), PROPERTY, needs=("iblockId",), check=_property, after=_cascade, open=True,
    links={"iblockId": Link("catalog.catalog", 0, "The specified iblock is not a product catalog")},
    read=0, write=0)  # fmt: skip
ENUMS = Table("catalog.productPropertyEnum", Catalog, "productPropertyEnum", "productPropertyEnums", columns(
    "def:char id:integer:r propertyId:integer:q sort:integer value:string:q xmlId:string:q"), (0, OF_ENUM),
    {"def": "N", "sort": 500}, links={"propertyId": Link("catalog.productProperty", 0, OF_ENUM)},
    needs=("propertyId", "value", "xmlId"), check=_enum, open=True, write=0)  # fmt: skip
FEATURE = Table("catalog.productPropertyFeature", Catalog, "productPropertyFeature", "productPropertyFeatures", columns(
    "featureId:string:q id:integer:r isEnabled:char:q moduleId:string:q propertyId:integer:q"), (0, OF_FEATURE),
    links={"propertyId": Link("catalog.productProperty", 0, OF_FEATURE)}, check=_feature, open=True, write=0,
    needs=("moduleId", "featureId", "isEnabled"), verbs=("getFields", "add", "get", "list", "update"))  # fmt: skip
METHODS = [*table_methods(PROPERTIES), *table_methods(ENUMS), *table_methods(FEATURE)]


@method("catalog.productPropertyFeature.getAvailableFeaturesByProperty")
def available_features(call: Call) -> Any:
    if call.get("propertyId") is None:
        raise missing("propertyId")
    if number(call.get("propertyId")) not in call.state(Catalog).of("catalog.productProperty"):
        raise wrong(OF_FEATURE)
    rows = [{"featureId": key, "featureName": name, "moduleId": "iblock"} for key, name in FEATURES.items()]
    return {"features": rows}
