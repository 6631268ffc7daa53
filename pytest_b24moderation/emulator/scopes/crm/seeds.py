"""What a new portal's CRM holds. restdocs: api-reference/crm/status."""

from __future__ import annotations

_Row = tuple[str, str, str, str]


def _plain(*rows: tuple[str, str]) -> tuple[_Row, ...]:
    return tuple((code, name, "", "") for code, name in rows)


STATUSES: dict[str, tuple[_Row, ...]] = {
    "STATUS": (
        ("NEW", "Unassigned", "#2FC6F6", ""), ("IN_PROCESS", "In progress", "#55D0E0", ""),
        ("PROCESSED", "Processed", "#47E4C2", ""), ("CONVERTED", "Good lead", "#7BD500", "S"),
        ("JUNK", "Junk lead", "#FF5752", "F"),
    ),
    "DEAL_STAGE": (
        ("NEW", "New", "#39A8EF", ""), ("PREPARATION", "Document preparation", "#2FC6F6", ""),
        ("PREPAYMENT_INVOICE", "Prepayment invoice", "#55D0E0", ""), ("EXECUTING", "In progress", "#47E4C2", ""),
        ("FINAL_INVOICE", "Final invoice", "#FFA900", ""), ("WON", "Deal won", "#7BD500", "S"),
        ("LOSE", "Deal lost", "#FF5752", "F"), ("APOLOGY", "Analyze failure", "#FF5752", "F"),
    ),
    "QUOTE_STATUS": (
        ("DRAFT", "Draft", "#39A8EF", ""), ("SENT", "Sent to client", "#2FC6F6", ""),
        ("UNANSWERED", "No response", "#55D0E0", ""), ("APPROVED", "Accepted", "#7BD500", "S"),
        ("DECLAINED", "Declined", "#FF5752", "F"),
    ),
    "SOURCE": _plain(
        ("CALL", "Call"), ("EMAIL", "E-Mail"), ("WEB", "Website"), ("ADVERTISING", "Advertising"),
        ("PARTNER", "Existing Client"), ("RECOMMENDATION", "By Recommendation"), ("TRADE_SHOW", "Show/Exhibition"),
        ("WEBFORM", "CRM form"), ("CALLBACK", "Callback"), ("RC_GENERATOR", "Sales boost"), ("STORE", "Online Store"),
        ("OTHER", "Other"),
    ),
    "DEAL_TYPE": _plain(
        ("SALE", "Sales"), ("COMPLEX", "Integrated Sales"), ("GOODS", "Goods"), ("SERVICES", "Services"),
        ("SERVICE", "After-sale Services"),
    ),
    "CONTACT_TYPE": _plain(
        ("CLIENT", "Clients"), ("SUPPLIER", "Suppliers"), ("PARTNER", "Partners"), ("OTHER", "Other")
    ),
    "COMPANY_TYPE": _plain(
        ("CUSTOMER", "Client"), ("SUPPLIER", "Supplier"), ("COMPETITOR", "Competitor"), ("PARTNER", "Partner"),
        ("OTHER", "Other"),
    ),
    "INDUSTRY": _plain(
        ("IT", "Information Technology"), ("TELECOM", "Telecommunication"), ("MANUFACTURING", "Manufacturing"),
        ("BANKING", "Banking Services"), ("CONSULTING", "Consulting"), ("FINANCE", "Finance"), ("OTHER", "Other"),
    ),
    "EMPLOYEES": _plain(
        ("EMPLOYEES_1", "less than 50"), ("EMPLOYEES_2", "50 - 250"), ("EMPLOYEES_3", "250 - 500"),
        ("EMPLOYEES_4", "over 500"),
    ),
    "HONORIFIC": _plain(("HNR_EN_1", "Mr."), ("HNR_EN_2", "Mrs."), ("HNR_EN_3", "Ms."), ("HNR_EN_4", "Dr.")),
    "EVENT_TYPE": _plain(("INFO", "Information"), ("PHONE", "Phone call"), ("MESSAGE", "E-mail message")),
}  # fmt: skip
"""Dictionary → (code, name, colour, semantics: S won, F lost)."""

ENTITY_TYPES = {
    "STATUS": "Lead stages", "SOURCE": "Sources", "CONTACT_TYPE": "Contact type", "COMPANY_TYPE": "Company type",
    "EMPLOYEES": "Employees", "INDUSTRY": "Industry", "DEAL_TYPE": "Deal type", "DEAL_STAGE": "Deal stages",
    "EVENT_TYPE": "Event type", "HONORIFIC": "Salutations", "QUOTE_STATUS": "Quote stages",
}  # fmt: skip

INVOICES: tuple[_Row, ...] = (
    ("N", "New", "#39A8EF", ""), ("S", "Sent to client", "#2FC6F6", ""), ("P", "Paid", "#7BD500", "S"),
    ("D", "Unpaid", "#FF5752", "F"),
)  # fmt: skip
"""The stages of an invoice."""
SMART: tuple[_Row, ...] = (
    ("NEW", "Start", "#22B9FF", ""), ("PREPARATION", "Preparation", "#88B9FF", ""),
    ("CLIENT", "Approval", "#10E5FC", ""), ("SUCCESS", "Success", "#00FF00", "S"), ("FAIL", "Failure", "#FF0000", "F"),
)  # fmt: skip
"""The first stages of a smart process."""

CURRENCIES = {
    "USD": ("United States Dollar", "1.0000", "$#"),
    "EUR": ("Euro", "1.0800", "&euro;#"),
    "RUB": ("Russian Ruble", "0.0110", "# &#8381;"),
}
"""Code → (name, rate, format)."""
BASES = {"ru": "RUB", "de": "EUR", "fr": "EUR", "pl": "EUR"}

OWNER_TYPES = (
    (1, "Lead", "LEAD", "L"), (2, "Deal", "DEAL", "D"), (3, "Contact", "CONTACT", "C"), (4, "Company", "COMPANY", "CO"),
    (5, "Invoice (old version)", "INVOICE", "I"), (31, "Invoice", "SMART_INVOICE", "SI"), (7, "Quote", "QUOTE", "Q"),
    (8, "Requisite", "REQUISITE", "RQ"), (14, "Order", "ORDER", "O"),
)  # fmt: skip
