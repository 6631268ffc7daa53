"""Contacts. restdocs: api-reference/crm/contacts."""

from __future__ import annotations

from pytest_b24moderation.emulator.fields import table
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.methods import record_methods
from pytest_b24moderation.emulator.scopes.crm.userfields import userfield_methods

FIELDS = table("""
ID integer r ID
HONORIFIC crm_status:HONORIFIC - Salutation
NAME string q First Name
SECOND_NAME string q Middle Name
LAST_NAME string q Last Name
PHOTO file - Photo
BIRTHDATE date - Birthdate
TYPE_ID crm_status:CONTACT_TYPE - Contact Type
SOURCE_ID crm_status:SOURCE - Source
SOURCE_DESCRIPTION string - Additional Source Information
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
COMMENTS string - Comment
OPENED char - Available to All
EXPORT char - Participates in Contact Export
HAS_PHONE char r Phone Set
HAS_EMAIL char r E-mail Set
HAS_IMOL char r Open Line Set
ASSIGNED_BY_ID user - Responsible Person
CREATED_BY_ID user r Created By
MODIFY_BY_ID user r Modified By
DATE_CREATE datetime r Creation Date
DATE_MODIFY datetime r Modification Date
COMPANY_ID crm_company - Company
COMPANY_IDS crm_company m COMPANY_IDS
LEAD_ID crm_lead r Lead
ORIGINATOR_ID string - External Source
ORIGIN_ID string - Identifier in External Source
ORIGIN_VERSION string - Original Version
FACE_ID integer - Faces Connection
UTM_SOURCE string - Advertising System
UTM_MEDIUM string - Traffic Type
UTM_CAMPAIGN string - Campaign Identifier
UTM_CONTENT string - Campaign Content
UTM_TERM string - Campaign Search Condition
LAST_ACTIVITY_TIME datetime r Last Activity
LAST_ACTIVITY_BY user r Last Activity By
PHONE crm_multifield m Phone
EMAIL crm_multifield m E-mail
WEB crm_multifield m Website
IM crm_multifield m Messenger
LINK crm_multifield m LINK
""")

BLANK = {
    "OPENED": "Y",
    "EXPORT": "Y",
    "TYPE_ID": "CLIENT",
    "SOURCE_ID": "CALL",
    "HAS_IMOL": "N",
    "BIRTHDATE": "",
}

KIND = Kind("contact", 3, "C", FIELDS, BLANK, multifields=True)
METHODS = [*record_methods(KIND), *userfield_methods(KIND)]
