"""Pictures of products, and their other files.

restdocs: api-reference/catalog/product-image, product/catalog-product-download.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.paging import page
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, decoded, number
from pytest_b24moderation.emulator.rest.transfer import Handed, address
from pytest_b24moderation.emulator.scopes.catalog.state import Catalog, File
from pytest_b24moderation.emulator.tablemethods import told
from pytest_b24moderation.emulator.tables import Numbered, Row, Table, array, columns, missing, sent, wrong

FIELDS = columns(
    "createTime:datetime:r detailUrl:string:r downloadUrl:string:r id:integer:r name:string:r productId:string:q "
    "type:string"
)
PICTURES = {"DETAIL_PICTURE": "detailPicture", "PREVIEW_PICTURE": "previewPicture"}
"""Types of images → the fields of a product that hold them; all others are values of the property MORE_PHOTO."""
MORE = "MORE_PHOTO"
READ, WRITE = 200040300010, 200040300020


def picture(call: Call, row: Row, name: str, value: Mapping[str, Any]) -> Any:
    """What a product's field holds after that was sent for it: `{fileData: [name, base64]}`, `{remove: Y}`."""
    pair = as_list(value.get("fileData"))
    if not pair:
        return None if value.get("remove") == "Y" else row.values.get(name)
    content = decoded(str(pair[1]) if len(pair) > 1 else "") or b""
    return _held(call, row, name, File(str(pair[0]), content, call.portal.iso()))


def download(table: Table, kind: int, call: Call) -> Listed:
    """The file itself: of a picture's field, or of a property by its id or code."""
    if not call.user.admin:
        raise Numbered(READ, "Access Denied")
    given, store = sent(call), call.state(Catalog)
    lacking = [name for name in ("fileId", "productId", "fieldName") if given.get(name) in (None, "")]
    if lacking:
        raise wrong(f"Required fields: {', '.join(lacking)}")
    row = store.of("catalog.product").get(number(given["productId"]))
    if row is None or row.values["type"] != kind:
        raise Numbered(*table.absent)
    held = row.values.get(_field(store, row, str(given["fieldName"])))
    file_id = number(given["fileId"])
    file = store.files.get(file_id)
    if file is None or file_id not in _ids(held):
        raise wrong("The file does not exist")
    return Listed(Handed(file.name, file.content))


@method("catalog.productImage.getFields")
def image_fields(call: Call) -> Any:
    _require(call, READ)
    return {"productImage": {name: told(one) for name, one in FIELDS.items()}}


@method("catalog.productImage.add")
def image_add(call: Call) -> Any:
    _require(call, WRITE)
    given, pair = sent(call), as_list(call.get("fileContent"))
    if not pair:
        raise missing("fileContent")
    if given.get("productId") in (None, ""):
        raise wrong("Required fields: productId")
    row = _product(call, given["productId"])
    if not str(pair[0] or ""):
        raise wrong("The file name is not specified")
    content = decoded(str(pair[1]) if len(pair) > 1 else "")
    if not content:
        raise wrong("The file cannot be saved")
    file = File(str(pair[0]), content, call.portal.iso())
    name = PICTURES.get(str(given.get("type") or MORE)) or _more(call, row)
    held = _held(call, row, name, file)
    if name in PICTURES.values():
        row.values[name] = held
    else:
        value = {"value": held, "valueId": str(call.state(Catalog).next_id("values"))}
        row.values[name] = [*as_list(row.values.get(name)), value]
    return {"productImage": _shown(call, row, number(held["id"]))}


@method("catalog.productImage.get")
def image_get(call: Call) -> Any:
    _require(call, READ)
    row, file_id = _named(call)
    return {"productImage": _shown(call, row, file_id)}


@method("catalog.productImage.list")
def image_list(call: Call) -> Listed:
    _require(call, READ)
    row = _product(call, _given(call, "productId"))
    select = [str(one) for one in as_list(array(call, "select")) if one]
    found = page(call, sorted(_images(call, row)))
    rows = [_shown(call, row, file_id) for file_id in found.rows]
    if select and "*" not in select:
        rows = [{name: value for name, value in one.items() if name in select} for one in rows]
    return Listed({"productImages": rows}, found.total, found.next)


@method("catalog.productImage.delete")
def image_delete(call: Call) -> bool:
    _require(call, WRITE)
    row, file_id = _named(call)
    name = _images(call, row)[file_id][1]
    if name in PICTURES.values():
        row.values[name] = None
    else:
        row.values[name] = [one for one in row.values[name] if number(one["value"]["id"]) != file_id]
    del call.state(Catalog).files[file_id]
    return True


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:  # noqa: ARG001
    """A picture at the address that `detailUrl` tells: it is open to everybody."""
    for key, file in portal.state(Catalog).files.items():
        if path == _path(key, file):
            return Handed(file.name, file.content)
    return None


@answers("rest.download")
def at_token(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:  # noqa: ARG001
    file = portal.state(Catalog).files.get(number(facts.get("image"))) if scope == "catalog" else None
    return Handed(file.name, file.content) if file else None


def _require(call: Call, code: int) -> None:
    if not call.user.admin:
        raise Numbered(code, "Access Denied")


def _given(call: Call, name: str) -> Any:
    if call.get(name) in (None, ""):
        raise missing(name)
    return call.get(name)


def _product(call: Call, given: Any) -> Row:
    row = call.state(Catalog).of("catalog.product").get(number(given))
    if row is None:
        raise wrong("Product was not found")
    return row


def _named(call: Call) -> tuple[Row, int]:
    product, file_id = _given(call, "productId"), number(_given(call, "id"))
    row = _product(call, product)
    if file_id not in _images(call, row):
        raise wrong("Image was not found")
    return row, file_id


def _held(call: Call, row: Row, name: str, file: File) -> dict[str, str]:
    store = call.state(Catalog)
    file_id = store.next_id("files")
    store.files[file_id] = file
    query = urlencode({"fields[fieldName]": name, "fields[fileId]": file_id, "fields[productId]": row.id})
    url = f"/rest/catalog.product.download?{query}"
    return {"id": str(file_id), "url": url, "urlMachine": url}


def _field(store: Catalog, row: Row, name: str) -> str:
    """The field of a product that a `fieldName` means: detailPicture, DETAIL_PICTURE, property45, PROPERTY_45."""
    if name in PICTURES or name in PICTURES.values():
        return PICTURES.get(name, name)
    code = name.removeprefix("PROPERTY_").removeprefix("property")
    for one in store.where("catalog.productProperty", iblockId=row.values["iblockId"], propertyType="F"):
        if code in (str(one.id), one.values["code"]):
            return f"property{one.id}"
    raise wrong("The property does not exist or holds no files")


def _more(call: Call, row: Row) -> str:
    found = call.state(Catalog).where("catalog.productProperty", iblockId=row.values["iblockId"], code=MORE)
    if not found:
        raise wrong(f"The property {MORE} does not exist")
    return f"property{found[0].id}"


def _images(call: Call, row: Row) -> dict[int, tuple[str, str]]:
    """File → its type and the field that holds it."""
    fields = {kind: name for kind, name in PICTURES.items() if row.values.get(name)}
    for one in call.state(Catalog).where("catalog.productProperty", iblockId=row.values["iblockId"], code=MORE):
        fields[MORE] = f"property{one.id}"
    return {file_id: (kind, name) for kind, name in fields.items() for file_id in _ids(row.values.get(name))}


def _ids(held: Any) -> Iterator[int]:
    for one in held if isinstance(held, list) else [held]:
        fact = as_dict(one)
        file = as_dict(fact.get("value", fact))
        if file.get("id"):
            yield number(file["id"])


def _shown(call: Call, row: Row, file_id: int) -> dict[str, Any]:
    file = call.state(Catalog).files[file_id]
    return {
        "createTime": file.at, "detailUrl": _path(file_id, file),
        "downloadUrl": address(call.portal, call.grant, "download", "catalog", image=file_id), "id": file_id,
        "name": file.name, "productId": row.id, "type": _images(call, row)[file_id][0],
    }  # fmt: skip


def _path(file_id: int, file: File) -> str:
    return f"/upload/iblock/{file_id:03x}/{file.name}"
