"""Estimates. restdocs: api-reference/crm/quote."""

from __future__ import annotations

from pytest_b24moderation.emulator.fields import table
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.methods import record_methods
from pytest_b24moderation.emulator.scopes.crm.userfields import userfield_methods

FIELDS = table("""
ID integer r ID
QUOTE_NUMBER string r Estimate Number
TITLE string q Subject
STATUS_ID crm_status:QUOTE_STATUS - Estimate Stage
CURRENCY_ID crm_currency - Currency
OPPORTUNITY double - Amount
TAX_VALUE double - Tax Rate
COMPANY_ID crm_company - Company
MYCOMPANY_ID crm_company - Your Company Details
CONTACT_ID crm_contact - Contact
CONTACT_IDS crm_contact m CONTACT_IDS
BEGINDATE date - Issue Date
CLOSEDATE date - Deadline
ACTUAL_DATE date - ACTUAL_DATE
OPENED char - Available to Everyone
CLOSED char - Closed
COMMENTS string - Comment
CONTENT string - Content
TERMS string - Terms
CLIENT_TITLE string - Client
CLIENT_ADDR string - Address
CLIENT_CONTACT string - Contact Person
CLIENT_EMAIL string - E-mail
CLIENT_PHONE string - Phone
CLIENT_TP_ID string - Tax ID
CLIENT_TPA_ID string - KPP
ASSIGNED_BY_ID user - Responsible
CREATED_BY_ID user r Created By
MODIFY_BY_ID user r Modified By
DATE_CREATE datetime r Creation Date
DATE_MODIFY datetime r Modification Date
LEAD_ID crm_lead - Lead
DEAL_ID crm_deal - Deal
PERSON_TYPE_ID integer - Client Type
LOCATION_ID location - Location
UTM_SOURCE string - Advertising System
UTM_MEDIUM string - Traffic Type
UTM_CAMPAIGN string - Campaign Identifier
UTM_CONTENT string - Campaign Content
UTM_TERM string - Campaign Search Condition
LAST_ACTIVITY_TIME datetime r LAST_ACTIVITY_TIME
LAST_ACTIVITY_BY user r LAST_ACTIVITY_BY
LAST_COMMUNICATION_TIME string r LAST_COMMUNICATION_TIME
""")

BLANK = {
    "STATUS_ID": "DRAFT",
    "OPPORTUNITY": "0.00",
    "TAX_VALUE": "0.00",
    "OPENED": "Y",
    "PERSON_TYPE_ID": "1",
}

KIND = Kind("quote", 7, "Q", FIELDS, BLANK, stage="STATUS_ID", dictionary="QUOTE_STATUS", caption="Quote")
METHODS = [*record_methods(KIND), *userfield_methods(KIND)]
