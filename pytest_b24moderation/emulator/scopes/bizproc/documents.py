"""Documents of workflows: what their three-part names mean.

restdocs: api-reference/bizproc/bizproc-workflow-start.md.
"""

from __future__ import annotations

import re
from typing import Any

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.params import as_list
from pytest_b24moderation.emulator.scopes.bizproc.state import Document

DYNAMIC = r"Bitrix\Crm\Integration\BizProc\Document\Dynamic"
CRM = {
    "LEAD": "CCrmDocumentLead",
    "CONTACT": "CCrmDocumentContact",
    "COMPANY": "CCrmDocumentCompany",
    "DEAL": "CCrmDocumentDeal",
    "QUOTE": r"Bitrix\Crm\Integration\BizProc\Document\Quote",
    "SMART_INVOICE": r"Bitrix\Crm\Integration\BizProc\Document\SmartInvoice",
}
LISTS = ("BizprocDocument", r"Bitrix\Lists\BizprocDocumentLists")
DISK = r"Bitrix\Disk\BizProcDocument"


def triple(value: Any) -> Document | None:
    """A document as it was sent; None when it is no list of three texts."""
    parts = [str(one) for one in as_list(value) if not isinstance(one, list | dict)]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None


def known_type(document: Document) -> bool:
    """Whether it names a type that workflows run on: (crm, CCrmDocumentDeal, DEAL)."""
    module, entity, name = document
    if module == "crm":
        dynamic = entity == DYNAMIC and re.fullmatch(r"DYNAMIC_\d+", name)
        return CRM.get(name) == entity or bool(dynamic)
    if module == "lists":
        return entity in LISTS and bool(re.fullmatch(r"iblock_\d+", name))
    return module == "disk" and entity == DISK and bool(re.fullmatch(r"STORAGE_\d+", name))


def type_of(portal: Portal, document: Document, user: User) -> Document | None:
    """The type of one document; None when no such document can be found."""
    found = card(portal, document, user)
    return (document[0], document[1], found["type"]) if found else None


def card(portal: Portal, document: Document, user: User) -> dict[str, Any] | None:
    """The document's title, fields and type (DEAL, iblock_5, STORAGE_1); None: absent, or of no known kind."""
    module, entity, name = document
    if module == "crm":
        kind, _, number = name.rpartition("_")
        if not number.isdecimal() or not known_type((module, entity, kind)):
            return None
        found = portal.ask("crm.card", type=kind.lower(), id=int(number), user=user)
        return {"type": kind, "title": found["title"], "fields": found["fields"]} if found else None
    if not name.isdecimal():
        return None
    if module == "lists" and entity in LISTS:
        found = portal.ask("lists.element", id=int(name), user=user)
        return found and {"type": f"iblock_{found['iblock']}", "title": found["title"], "fields": found["fields"]}
    if module == "disk" and entity == DISK:
        found = portal.ask("disk.file", id=int(name), user=user)
        return found and {"type": f"STORAGE_{found['storage']}", "title": found["name"], "fields": {}}
    return None


def of_crm(type: str, id: int) -> Document:
    """(crm, CCrmDocumentDeal, DEAL_12) of ("deal", 12)."""
    kind = type.upper()
    return ("crm", CRM.get(kind, DYNAMIC), f"{kind}_{id}")
