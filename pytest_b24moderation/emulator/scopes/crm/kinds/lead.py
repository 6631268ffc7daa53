"""Leads. restdocs: api-reference/crm/leads."""

from __future__ import annotations

from pytest_b24moderation.emulator.fields import table
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.methods import record_methods
from pytest_b24moderation.emulator.scopes.crm.userfields import userfield_methods

FIELDS = table("""
ID integer r ID
TITLE string - Lead Title
HONORIFIC crm_status:HONORIFIC - Salutation
NAME string - First Name
SECOND_NAME string - Middle Name
LAST_NAME string - Last Name
BIRTHDATE date - Birthdate
COMPANY_TITLE string - Company Name
SOURCE_ID crm_status:SOURCE - Source
SOURCE_DESCRIPTION string - Source Description
STATUS_ID crm_status:STATUS - Stage
STATUS_DESCRIPTION string - Stage Description
STATUS_SEMANTIC_ID string r Status Semantic
POST string - Position
ADDRESS string - Address
ADDRESS_2 string - Address (Line 2)
ADDRESS_CITY string - City
ADDRESS_POSTAL_CODE string - Postal Code
ADDRESS_REGION string - Region
ADDRESS_PROVINCE string - Province
ADDRESS_COUNTRY string - Country
ADDRESS_COUNTRY_CODE string - Country Code
ADDRESS_LOC_ADDR_ID integer - Location Address ID
CURRENCY_ID crm_currency - Currency
OPPORTUNITY double - Amount
IS_MANUAL_OPPORTUNITY char - IS_MANUAL_OPPORTUNITY
OPENED char - Available to All
COMMENTS string - Comments
HAS_PHONE char r Phone Provided
HAS_EMAIL char r Email Provided
HAS_IMOL char r Open Line Assigned
ASSIGNED_BY_ID user - Responsible User
CREATED_BY_ID user r Created By
MODIFY_BY_ID user r Modified By
MOVED_BY_ID user r MOVED_BY_ID
DATE_CREATE datetime r Creation Date
DATE_MODIFY datetime r Modification Date
MOVED_TIME datetime r MOVED_TIME
COMPANY_ID crm_company - Company
CONTACT_ID crm_contact - Contact
CONTACT_IDS crm_contact m CONTACT_IDS
IS_RETURN_CUSTOMER char r Returning Lead
DATE_CLOSED datetime r Closing Date
ORIGINATOR_ID string - External Source
ORIGIN_ID string - Identifier in External Source
UTM_SOURCE string - Advertising System
UTM_MEDIUM string - Traffic Type
UTM_CAMPAIGN string - Campaign Identifier
UTM_CONTENT string - Campaign Content
UTM_TERM string - Campaign Search Term
LAST_ACTIVITY_TIME datetime r LAST_ACTIVITY_TIME
LAST_ACTIVITY_BY user r LAST_ACTIVITY_BY
PHONE crm_multifield m Phone
EMAIL crm_multifield m E-mail
WEB crm_multifield m Website
IM crm_multifield m Messenger
LINK crm_multifield m LINK
""")

BLANK = {
    "OPPORTUNITY": "0.00",
    "IS_MANUAL_OPPORTUNITY": "N",
    "OPENED": "Y",
    "STATUS_ID": "NEW",
    "IS_RETURN_CUSTOMER": "N",
    "HAS_IMOL": "N",
    "BIRTHDATE": "",
    "DATE_CLOSED": "",
}

KIND = Kind("lead", 1, "L", FIELDS, BLANK, stage="STATUS_ID", multifields=True, dictionary="STATUS")
METHODS = [*record_methods(KIND), *userfield_methods(KIND)]
