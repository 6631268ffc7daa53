"""A record as the universal methods see it. restdocs: crm/universal/object-fields.md"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_b24moderation.emulator.fields import IDS, Field
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.params import as_list, number, yes_no
from pytest_b24moderation.emulator.scopes.crm.items.words import UPPER, camel, universal
from pytest_b24moderation.emulator.scopes.crm.kind import MULTIFIELDS, Kind, Record, UserField
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import kind_of
from pytest_b24moderation.emulator.scopes.crm.stages import dictionary_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm
from pytest_b24moderation.emulator.scopes.crm.userfields import described_field
from pytest_b24moderation.emulator.scopes.crm.userfiles import shown_file

DISABLED = {
    1: "dateCreateShort dateModifyShort isConvert productId shortName address login skype icq",
    2: (
        "dateCreateShort dateModifyShort productId begindateShort closedateShort eventDate eventDateShort eventId "
        "eventDescription searchContent orderStage isWork isWon isLose receivedAmount lostAmount hasProducts"
    ),
    3: "shortName address login",
    4: "address addressLegal",
    7: "dateCreateShort dateModifyShort begindateShort closedateShort hasProducts",
}
"""Owner type → its fields that answer null, always."""
CLASSIC_ONLY = ("ADDRESS", "REG_ADDRESS", "LAST_COMMUNICATION")
ALIASES = {
    "phoneMobile": ("PHONE", "MOBILE"), "phoneWork": ("PHONE", "WORK"), "phoneMailing": ("PHONE", "MAILING"),
    "emailHome": ("EMAIL", "HOME"), "emailWork": ("EMAIL", "WORK"), "emailMailing": ("EMAIL", "MAILING"),
    "imol": ("IM", "IMOL"), "email": ("EMAIL", ""), "phone": ("PHONE", ""),
}  # fmt: skip
"""Flat names of the first value of a type of multifields."""
REFERENCES = ("COMPANY_ID", "CONTACT_ID", "MYCOMPANY_ID")
INVOICE_PARENTS = (2, 7)


@dataclass(frozen=True)
class Shape:
    """A kind's universal fields. ``classic``: universal name → name in `Record.values`."""

    crm: Crm
    kind: Kind
    classic: Mapping[str, str]
    users: Mapping[str, UserField]
    parents: tuple[int, ...]
    original: bool

    def name(self, field: str) -> str:
        """The universal name of a user field, as the call wants it."""
        return field if self.original else camel(field)

    def described(self, category: int) -> dict[str, Any]:
        """What `crm.item.fields` tells."""
        found = {}
        for name, classic in self.classic.items():
            if classic in self.kind.fields:
                found[name] = self._described(self.kind.fields[classic], category)
            elif classic in self.users:
                upper_name = {"upperName": classic}
                found[name] = described_field(self.users[classic]) | upper_name
            elif classic.startswith("PARENT_ID_"):
                found[name] = self._parent(classic)
        return found

    def _described(self, field: Field, category: int) -> dict[str, Any]:
        kind = {"char": "boolean"}.get(field.kind, field.kind)
        row = field.described() | {"type": kind}
        title = row.pop("title")
        if field.name == self.kind.stage or field.name == "PREVIOUS_STAGE_ID":
            row["statusType"] = dictionary_of(self.kind, category)
        row["isImmutable"] = False
        upper_name = UPPER.get(field.name, field.name) if self.kind.dynamic else field.name
        return row | {"title": title, "upperName": upper_name}

    def _parent(self, classic: str) -> dict[str, Any]:
        type_id = int(classic.rpartition("_")[2])
        other = kind_of(self.crm, type_id)
        title = (other.caption or other.name.capitalize()) if other else classic
        return {
            "type": "crm_entity", "isRequired": False, "isReadOnly": False, "isImmutable": False, "isMultiple": False,
            "isDynamic": False, "title": title, "settings": {"parentEntityTypeId": type_id}, "upperName": classic,
        }  # fmt: skip

    def shown(self, call: Call, record: Record) -> dict[str, Any]:
        """The whole item."""
        found: dict[str, Any] = {}
        for name, classic in self.classic.items():
            if classic in self.users and self.users[classic].kind == "file":
                found[name] = shown_file(call, self.users[classic], record.values.get(classic), universal=True)
            elif classic in self.users:
                found[name] = _user_value(self.users[classic], record.values.get(classic))
            elif classic not in LISTS:
                field = self.kind.fields.get(classic)
                found[name] = _value(field.kind if field else "integer", record.values.get(classic), classic)
        found |= dict.fromkeys(DISABLED.get(self.kind.type_id, "").split())
        if self.kind.multifields:
            found |= {name: _first(record, *where) for name, where in ALIASES.items()}
            found["fm"] = [
                {"id": int(row["ID"]), "valueType": row["VALUE_TYPE"], "value": row["VALUE"], "typeId": what}
                for what in MULTIFIELDS
                for row in record.fm.get(what, [])
            ]
        if "observers" in self.classic:
            found["observers"] = list(record.observers)
        if "contactIds" in self.classic:
            found["contactIds"] = [row["CONTACT_ID"] for row in record.contacts]
        if "companyIds" in self.classic:
            found["companyIds"] = [row["COMPANY_ID"] for row in record.companies]
        return found | {"entityTypeId": self.kind.type_id}


LISTS = ("OBSERVERS", "CONTACT_IDS", "COMPANY_IDS")


def shape_of(crm: Crm, kind: Kind, *, original: bool = False) -> Shape:
    """The fields of that kind at the moment."""
    users = {row.name: row for row in crm.fields_of(kind.uf_entity)}
    parents = parents_of(crm, kind)
    classic = {
        universal(name): name
        for name in kind.fields
        if name not in MULTIFIELDS and not name.startswith(CLASSIC_ONLY)
        and not (kind.name == "company" and name == "CONTACT_ID")
    }  # fmt: skip
    if "WEBFORM_ID" not in kind.fields:
        classic["webformId"] = "WEBFORM_ID"
    if not kind.dynamic and kind.type_id != 7:
        classic["observers"] = "OBSERVERS"
    if kind.name == "company":
        classic["contactIds"] = "CONTACT_IDS"
    classic |= {(name if original else camel(name)): name for name in users}
    classic |= {f"parentId{type_id}": f"PARENT_ID_{type_id}" for type_id in parents}
    return Shape(crm, kind, classic, users, parents, original)


def parents_of(crm: Crm, kind: Kind) -> tuple[int, ...]:
    """Owner types that records of this kind may be bound to by `parentId<type>`."""
    found = list(INVOICE_PARENTS) if kind.type_id == 31 else []
    own = crm.types.get(kind.type_id)
    if own:
        found += [one for one in own.parents if one not in (3, 4)]
    found += [row.entity_type_id for row in crm.types.values() if kind.type_id in row.children]
    return tuple(dict.fromkeys(found))


def _value(kind: str, value: Any, name: str) -> Any:
    if kind == "file":
        return None
    if name in REFERENCES:
        return number(value)
    if value is None or (value == "" and kind in ("date", "datetime")):
        return None
    if kind in IDS:
        return number(value)
    if kind == "double":
        found = float(value)
        return int(found) if found.is_integer() else found
    return value


def _user_value(field: UserField, value: Any) -> Any:
    if field.multiple:
        return [_user_one(field, one) for one in as_list(value)]
    return _user_one(field, value)


def _user_one(field: UserField, value: Any) -> Any:
    if value in (None, ""):
        return "" if field.kind == "string" and value == "" else None
    if field.kind in ("integer", "enumeration", "employee"):
        return number(value)
    if field.kind == "double":
        return float(value)
    if field.kind == "boolean":
        return yes_no(value)
    return value


def _first(record: Record, what: str, kind: str) -> str:
    rows = record.fm.get(what, [])
    return next((row["VALUE"] for row in rows if kind in ("", row["VALUE_TYPE"])), "")
