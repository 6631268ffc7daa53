"""Fields of requisites, bank details, presets, addresses and links. restdocs: api-reference/crm/requisites."""

from __future__ import annotations

from pytest_b24moderation.emulator.fields import table

REQUISITE = table("""
ID integer r ID
ENTITY_TYPE_ID integer qi Entity type ID
ENTITY_ID integer qi Entity ID
PRESET_ID integer qi Preset ID
DATE_CREATE datetime r Creation date
DATE_MODIFY datetime r Modification date
CREATED_BY_ID user r Created by
MODIFY_BY_ID user r Modified by
NAME string - Name
CODE string - Code
XML_ID string - External code
ORIGINATOR_ID string - ORIGINATOR_ID
ACTIVE char - Active
ADDRESS_ONLY char - ADDRESS_ONLY
SORT integer - Sort order
RQ_NAME string - Full Name
RQ_FIRST_NAME string - First Name
RQ_LAST_NAME string - Last Name
RQ_SECOND_NAME string - Middle Name
RQ_COMPANY_ID string - RQ_COMPANY_ID
RQ_COMPANY_NAME string - Short organization name
RQ_COMPANY_FULL_NAME string - Full organization name
RQ_COMPANY_REG_DATE string - State registration date
RQ_DIRECTOR string - CEO
RQ_ACCOUNTANT string - Chief Accountant
RQ_CEO_NAME string - RQ_CEO_NAME
RQ_CEO_WORK_POS string - RQ_CEO_WORK_POS
RQ_CONTACT string - Contact person
RQ_EMAIL string - E-Mail
RQ_PHONE string - Phone
RQ_FAX string - Fax
RQ_IDENT_TYPE crm_status:RQ_IDENT_TYPE_CO - RQ_IDENT_TYPE
RQ_IDENT_DOC string - Document type
RQ_IDENT_DOC_SER string - series
RQ_IDENT_DOC_NUM string - number
RQ_IDENT_DOC_PERS_NUM string - RQ_IDENT_DOC_PERS_NUM
RQ_IDENT_DOC_DATE string - issue date
RQ_IDENT_DOC_ISSUED_BY string - issued by
RQ_IDENT_DOC_DEP_CODE string - department code
RQ_INN string - Tax ID
RQ_KPP string - Tax Registration Code
RQ_USRLE string - RQ_USRLE
RQ_IFNS string - Tax Office
RQ_OGRN string - State Registration Number
RQ_OGRNIP string - Sole Proprietor Registration Number
RQ_OKPO string - OKPO Code
RQ_OKTMO string - OKTMO Code
RQ_OKVED string - NAICS Code
RQ_EDRPOU string - RQ_EDRPOU
RQ_DRFO string - RQ_DRFO
RQ_KBE string - RQ_KBE
RQ_IIN string - RQ_IIN
RQ_BIN string - RQ_BIN
RQ_ST_CERT_SER string - State registration certificate series
RQ_ST_CERT_NUM string - State registration certificate number
RQ_ST_CERT_DATE string - State registration certificate date
RQ_VAT_PAYER char - RQ_VAT_PAYER
RQ_VAT_ID string - RQ_VAT_ID
RQ_VAT_CERT_SER string - RQ_VAT_CERT_SER
RQ_VAT_CERT_NUM string - RQ_VAT_CERT_NUM
RQ_VAT_CERT_DATE string - RQ_VAT_CERT_DATE
RQ_RESIDENCE_COUNTRY string - RQ_RESIDENCE_COUNTRY
RQ_BASE_DOC string - RQ_BASE_DOC
RQ_REGON string - RQ_REGON
RQ_KRS string - RQ_KRS
RQ_PESEL string - RQ_PESEL
RQ_LEGAL_FORM string - RQ_LEGAL_FORM
RQ_SIRET string - RQ_SIRET
RQ_SIREN string - RQ_SIREN
RQ_CAPITAL string - RQ_CAPITAL
RQ_RCS string - RQ_RCS
RQ_CNPJ string - RQ_CNPJ
RQ_STATE_REG string - RQ_STATE_REG
RQ_MNPL_REG string - RQ_MNPL_REG
RQ_CPF string - RQ_CPF
""")

BANK_DETAIL = table("""
ID integer r ID
ENTITY_ID integer qi Object ID
COUNTRY_ID integer - Country ID
DATE_CREATE datetime r Creation Date
DATE_MODIFY datetime r Modification Date
CREATED_BY_ID user r Created By
MODIFY_BY_ID user r Modified By
NAME string - Name
CODE string - Code
XML_ID string - External Code
ACTIVE char - Active
SORT integer - Sort Order
RQ_BANK_NAME string - Bank Name
RQ_BANK_ADDR string - Bank Address
RQ_BANK_CODE string - RQ_BANK_CODE
RQ_AGENCY_NAME string - RQ_AGENCY_NAME
RQ_BANK_ROUTE_NUM string - RQ_BANK_ROUTE_NUM
RQ_BIK string - Routing Number
RQ_MFO string - RQ_MFO
RQ_ACC_NAME string - RQ_ACC_NAME
RQ_ACC_NUM string - Account Number
RQ_ACC_TYPE string - RQ_ACC_TYPE
RQ_IIK string - RQ_IIK
RQ_ACC_CURRENCY string - Account Currency
RQ_COR_ACC_NUM string - Correspondent Account
RQ_IBAN string - RQ_IBAN
RQ_SWIFT string - SWIFT
RQ_BIC string - RQ_BIC
RQ_CODEB string - RQ_CODEB
RQ_CODEG string - RQ_CODEG
RQ_RIB string - RQ_RIB
COMMENTS string - Comment
ORIGINATOR_ID string - External Source
""")

PRESET = table("""
ID integer r ID
ENTITY_TYPE_ID integer qi Object type ID
COUNTRY_ID integer qi Country ID
NAME string q Name
DATE_CREATE datetime r Creation date
DATE_MODIFY datetime r Modification date
CREATED_BY_ID user r Created by
MODIFY_BY_ID user r Modified by
ACTIVE char - Active
SORT integer - Sorting
XML_ID string - External code
""")

PRESET_FIELD = table("""
ID integer r ID
FIELD_NAME string q Name
FIELD_TITLE string - Template Name
SORT integer - Sorting
IN_SHORT_LIST char - Show in brief list
""")

ADDRESS = table("""
TYPE_ID integer qi TYPE_ID
ENTITY_TYPE_ID integer qi ENTITY_TYPE_ID
ENTITY_ID integer qi ENTITY_ID
ADDRESS_1 string - Street, house, building, structure
ADDRESS_2 string - Apartment / office
CITY string - City
POSTAL_CODE string - Postal code
REGION string - Region
PROVINCE string - Province
COUNTRY string - Country
COUNTRY_CODE string - COUNTRY_CODE
LOC_ADDR_ID integer - Location address identifier
ANCHOR_TYPE_ID integer r ANCHOR_TYPE_ID
ANCHOR_ID integer r ANCHOR_ID
""")

LINK = table("""
ENTITY_TYPE_ID integer qi Object type ID
ENTITY_ID integer qi Object ID
REQUISITE_ID integer q Link to details
BANK_DETAIL_ID integer q Link to bank details
MC_REQUISITE_ID integer q Link to my company's details
MC_BANK_DETAIL_ID integer q Link to my company's bank details
""")

COUNTRIES = (
    (1, "RU", "Russia"), (4, "BY", "Belarus"), (6, "KZ", "Kazakhstan"), (14, "UA", "Ukraine"), (34, "BR", "Brazil"),
    (46, "DE", "Germany"), (77, "CO", "Colombia"), (110, "PL", "Poland"), (122, "US", "United States"),
    (132, "FR", "France"),
)  # fmt: skip
"""(id, code, title) of the countries that presets are for."""

COUNTRY_OF = {"ru": 1, "br": 34, "de": 46, "pl": 110, "fr": 132}
US = 122

ONLY_IN = {
    "RQ_USRLE": 46, "RQ_VAT_PAYER": 14, "RQ_REGON": 110, "RQ_KRS": 110, "RQ_PESEL": 110, "RQ_LEGAL_FORM": 132,
    "RQ_SIRET": 132, "RQ_SIREN": 132, "RQ_CAPITAL": 132, "RQ_RCS": 132, "RQ_CNPJ": 34, "RQ_STATE_REG": 34,
    "RQ_MNPL_REG": 34, "RQ_CPF": 34,
}  # fmt: skip
"""Fields that presets of one country alone can have."""

PRESETS: dict[bool, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    True: (
        ("Организация", "COMPANY", (
            "RQ_INN", "RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME", "RQ_OGRN", "RQ_KPP", "RQ_COMPANY_REG_DATE",
            "RQ_OKPO", "RQ_OKTMO", "RQ_DIRECTOR", "RQ_ACCOUNTANT", "RQ_ADDR", "RQ_SIGNATURE", "RQ_STAMP",
        )),
        ("ИП", "INDIVIDUAL", ("RQ_INN", "RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME", "RQ_OGRNIP", "RQ_ADDR")),
        ("Физ. лицо", "PERSON", ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_SECOND_NAME", "RQ_IDENT_DOC", "RQ_ADDR")),
    ),
    False: (
        ("Organization", "COMPANY", ("RQ_COMPANY_NAME", "RQ_COMPANY_FULL_NAME", "RQ_VAT_ID", "RQ_ADDR")),
        ("Individual", "PERSON", ("RQ_LAST_NAME", "RQ_FIRST_NAME", "RQ_ADDR")),
    ),
}  # fmt: skip
"""What a new portal has (Russian or not): (name, code, fields)."""
