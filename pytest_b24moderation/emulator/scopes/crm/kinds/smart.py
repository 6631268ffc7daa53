"""Smart invoices and smart processes: what `crm.item.*` alone knows. restdocs: crm/universal/object-fields.md"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pytest_b24moderation.emulator.fields import Field, table
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.state import SmartType

ALWAYS = """
ID integer r ID
TITLE string - Name
XML_ID string - External code
DATE_CREATE datetime r Created at
DATE_MODIFY datetime r Updated at
CREATED_BY_ID user r Created by
MODIFY_BY_ID user r Updated by
ASSIGNED_BY_ID user - Assigned to
OPENED char q Publicly available
WEBFORM_ID integer - Created by CRM form
CATEGORY_ID crm_category - Pipeline
LAST_ACTIVITY_BY user r Last activity in timeline by
LAST_ACTIVITY_TIME datetime r Last activity
UTM_SOURCE string - Advertising system
UTM_MEDIUM string - Medium
UTM_CAMPAIGN string - Ad campaign UTM
UTM_CONTENT string - Campaign contents
UTM_TERM string - Campaign search term
"""
PARTS = {
    "isBeginCloseDatesEnabled": "BEGINDATE date - Start date\nCLOSEDATE date - End date",
    "isClientEnabled": (
        "COMPANY_ID crm_company - Company\nCONTACT_ID crm_contact - Contact\nCONTACT_IDS crm_contact m CONTACT_IDS"
    ),
    "isStagesEnabled": (
        "MOVED_TIME datetime r Moved at\nMOVED_BY_ID user r Moved by\nSTAGE_ID crm_status - Stage\n"
        "PREVIOUS_STAGE_ID crm_status r Previous stage"
    ),
    "isSourceEnabled": "SOURCE_ID crm_status:SOURCE - Source\nSOURCE_DESCRIPTION text - Additional source info",
    "isLinkWithProductsEnabled": (
        "CURRENCY_ID crm_currency - Currency\nIS_MANUAL_OPPORTUNITY char - Amount calculation mode\n"
        "OPPORTUNITY double - Amount\nTAX_VALUE double - Tax amount"
    ),
    "isMycompanyEnabled": "MYCOMPANY_ID crm_company - Your company details",
    "isObserversEnabled": "OBSERVERS user m Observers",
}
"""Switch of a smart process → the fields that it brings."""
FIRST = {
    "OPENED": "Y", "IS_MANUAL_OPPORTUNITY": "N", "OPPORTUNITY": "0.00", "TAX_VALUE": "0.00", "BEGINDATE": None,
    "SOURCE_ID": "CALL",
}  # fmt: skip


def _blank(fields: Mapping[str, Field]) -> dict[str, str | None]:
    return {name: value for name, value in FIRST.items() if name in fields}


INVOICE_FIELDS = table(
    "\n".join([ALWAYS.strip(), *PARTS.values(), "COMMENTS text - Comment\nACCOUNT_NUMBER string - Number",
               "LOCATION_ID location - Location"])
)  # fmt: skip
INVOICE = Kind(
    "smart_invoice", 31, "SI", INVOICE_FIELDS, _blank(INVOICE_FIELDS), stage="STAGE_ID",
    dictionary="SMART_INVOICE_STAGE", pipelines=True, uf="CRM_SMART_INVOICE", event="DYNAMICITEM", caption="Invoice",
)  # fmt: skip


def smart_kind(row: SmartType) -> Kind:
    """The kind that a smart process is at the moment."""
    return _kind(row.id, row.entity_type_id, row.title, tuple(part for part in PARTS if row.facts.get(part)))


@lru_cache(maxsize=256)
def _kind(row_id: int, type_id: int, title: str, parts: tuple[str, ...]) -> Kind:
    fields = table("\n".join([ALWAYS.strip(), *(PARTS[part] for part in parts)]))
    stage = "STAGE_ID" if "isStagesEnabled" in parts else ""
    return Kind(
        f"dynamic_{type_id}", type_id, f"T{type_id:x}", fields, _blank(fields), stage=stage,
        dictionary=f"DYNAMIC_{type_id}_STAGE", pipelines=True, uf=f"CRM_{row_id}", event="DYNAMICITEM", caption=title,
    )  # fmt: skip
