"""Deals. restdocs: api-reference/crm/deals."""

from __future__ import annotations

from pytest_b24moderation.emulator.fields import table
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.methods import record_methods
from pytest_b24moderation.emulator.scopes.crm.userfields import userfield_methods

FIELDS = table("""
ID integer r ID
TITLE string - Title
TYPE_ID crm_status:DEAL_TYPE - Type
CATEGORY_ID crm_category i Sales Funnel
STAGE_ID crm_status:DEAL_STAGE - Deal Stage
STAGE_SEMANTIC_ID string r Stage Group
IS_NEW char r New Deal
IS_RECURRING char - Recurring Deal
IS_RETURN_CUSTOMER char - Repeat Deal
IS_REPEATED_APPROACH char - Repeated Approach
PROBABILITY integer - Probability
CURRENCY_ID crm_currency - Currency
OPPORTUNITY double - Amount
IS_MANUAL_OPPORTUNITY char - IS_MANUAL_OPPORTUNITY
TAX_VALUE double - Tax Rate
COMPANY_ID crm_company - Company
CONTACT_ID crm_contact - Contact
CONTACT_IDS crm_contact m Contacts
QUOTE_ID crm_quote r Estimate
BEGINDATE date - Start Date
CLOSEDATE date - Close Date
OPENED char - Available to All
CLOSED char - Closed
COMMENTS string - Comment
ASSIGNED_BY_ID user - Responsible
CREATED_BY_ID user r Created By
MODIFY_BY_ID user r Modified By
MOVED_BY_ID user r MOVED_BY_ID
DATE_CREATE datetime r Creation Date
DATE_MODIFY datetime r Modification Date
MOVED_TIME datetime r MOVED_TIME
SOURCE_ID crm_status:SOURCE - Source
SOURCE_DESCRIPTION string - Additional Info about Source
LEAD_ID crm_lead r Lead
ADDITIONAL_INFO string - Additional Information
LOCATION_ID location - Location
ORIGINATOR_ID string - External Source
ORIGIN_ID string - Identifier in External Source
UTM_SOURCE string - Advertising System
UTM_MEDIUM string - Traffic Type
UTM_CAMPAIGN string - Campaign Identifier
UTM_CONTENT string - Campaign Content
UTM_TERM string - Campaign Search Condition
LAST_ACTIVITY_TIME datetime r LAST_ACTIVITY_TIME
LAST_ACTIVITY_BY user r LAST_ACTIVITY_BY
""")

BLANK = {
    "OPPORTUNITY": "0.00",
    "IS_MANUAL_OPPORTUNITY": "N",
    "TAX_VALUE": "0.00",
    "OPENED": "Y",
    "TYPE_ID": "SALE",
    "IS_NEW": "N",
    "IS_RECURRING": "N",
    "IS_RETURN_CUSTOMER": "N",
    "IS_REPEATED_APPROACH": "N",
    "CATEGORY_ID": "0",
}

KIND = Kind("deal", 2, "D", FIELDS, BLANK, stage="STAGE_ID", dictionary="DEAL_STAGE", pipelines=True)
METHODS = [*record_methods(KIND), *userfield_methods(KIND)]
