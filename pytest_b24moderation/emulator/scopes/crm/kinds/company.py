"""Companies. restdocs: api-reference/crm/companies."""

from __future__ import annotations

from pytest_b24moderation.emulator.fields import table
from pytest_b24moderation.emulator.scopes.crm.kind import Kind
from pytest_b24moderation.emulator.scopes.crm.methods import record_methods
from pytest_b24moderation.emulator.scopes.crm.userfields import userfield_methods

FIELDS = table("""
ID integer r ID
TITLE string q Company Name
COMPANY_TYPE crm_status:COMPANY_TYPE - Company Type
LOGO file - Logo
ADDRESS string - Physical Address
ADDRESS_2 string - Address (line 2)
ADDRESS_CITY string - City
ADDRESS_POSTAL_CODE string - Postal Code
ADDRESS_REGION string - Region
ADDRESS_PROVINCE string - Province
ADDRESS_COUNTRY string - Country
ADDRESS_COUNTRY_CODE string - Country Code
ADDRESS_LOC_ADDR_ID integer - Location Address ID
ADDRESS_LEGAL string - Legal Address
REG_ADDRESS string - Legal Address
REG_ADDRESS_2 string - Legal Address (line 2)
REG_ADDRESS_CITY string - Legal Address City
REG_ADDRESS_POSTAL_CODE string - Legal Address Postal Code
REG_ADDRESS_REGION string - Legal Address Region
REG_ADDRESS_PROVINCE string - Legal Address Province
REG_ADDRESS_COUNTRY string - Legal Address Country
REG_ADDRESS_COUNTRY_CODE string - Legal Address Country Code
REG_ADDRESS_LOC_ADDR_ID integer - Legal Address Location ID
BANKING_DETAILS string - Banking Details
INDUSTRY crm_status:INDUSTRY - Industry
EMPLOYEES crm_status:EMPLOYEES - Number of Employees
CURRENCY_ID crm_currency - Currency
REVENUE double - Annual Revenue
OPENED char - Available to Everyone
COMMENTS string - Comment
HAS_PHONE char r Phone Set
HAS_EMAIL char r E-mail Set
HAS_IMOL char r Open Line Set
IS_MY_COMPANY char - My Company
ASSIGNED_BY_ID user - Responsible Person
CREATED_BY_ID user r Created By
MODIFY_BY_ID user r Modified By
DATE_CREATE datetime r Creation Date
DATE_MODIFY datetime r Modification Date
CONTACT_ID crm_contact m Contact
LEAD_ID crm_lead r Lead
ORIGINATOR_ID string - External Source
ORIGIN_ID string - Identifier in External Source
ORIGIN_VERSION string - Original Version
UTM_SOURCE string - Advertising System
UTM_MEDIUM string - Traffic Type
UTM_CAMPAIGN string - Campaign Identifier
UTM_CONTENT string - Campaign Content
UTM_TERM string - Campaign Search Term
LAST_ACTIVITY_TIME datetime - Last Activity Time
LAST_ACTIVITY_BY user - Last Activity Author
LAST_COMMUNICATION_TIME string r Last Communication Date
PHONE crm_multifield m Phone
EMAIL crm_multifield m E-mail
WEB crm_multifield m Website
IM crm_multifield m Messenger
LINK crm_multifield m LINK
""")

BLANK = {
    "OPENED": "Y",
    "COMPANY_TYPE": "CUSTOMER",
    "INDUSTRY": "IT",
    "EMPLOYEES": "EMPLOYEES_1",
    "REVENUE": "0.00",
    "IS_MY_COMPANY": "N",
    "HAS_IMOL": "N",
}

KIND = Kind("company", 4, "CO", FIELDS, BLANK, multifields=True)
METHODS = [*record_methods(KIND), *userfield_methods(KIND)]
