"""Codes of places for widgets and what each lets an application set. restdocs: api-reference/widgets."""

from __future__ import annotations

import re

_CRM = ("LEAD", "DEAL", "CONTACT", "COMPANY", "QUOTE", "SMART_INVOICE")
_PER_ENTITY = (
    "LIST_MENU", "LIST_TOOLBAR", "DETAIL_TAB", "DETAIL_ACTIVITY", "DETAIL_TOOLBAR", "ACTIVITY_TIMELINE_MENU",
    "DOCUMENTGENERATOR_BUTTON", "ROBOT_DESIGNER_TOOLBAR",
)  # fmt: skip
_IM = {"context": str, "role": str, "extranet": str, "iconName": str, "color": str, "width": int, "height": int}

CODES: dict[str, str] = {
    **{f"CRM_{entity}_{place}": "crm" for entity in _CRM for place in _PER_ENTITY},
    **dict.fromkeys(("CRM_ORDER_DETAIL_TAB", "CRM_ORDER_LIST_TOOLBAR", "CRM_ORDER_DETAIL_ACTIVITY"), "crm"),
    **dict.fromkeys(("CRM_DEAL_FUNNELS_TOOLBAR", "CRM_SMART_INVOICE_FUNNELS_TOOLBAR", "CRM_ACTIVITY_LIST_MENU"), "crm"),
    **dict.fromkeys(("CRM_FUNNELS_TOOLBAR", "CRM_ANALYTICS_MENU", "CRM_ANALYTICS_TOOLBAR", "BI_ANALYTICS_MENU"), "crm"),
    **dict.fromkeys(("CRM_REQUISITE_AUTOCOMPLETE", "CRM_BANK_DETAIL_AUTOCOMPLETE", "CRM_DETAIL_SEARCH"), "crm"),
    **dict.fromkeys(("CALL_CARD", "TELEPHONY_ANALYTICS_MENU"), "telephony"),
    **dict.fromkeys(
        ("TASK_LIST_CONTEXT_MENU", "TASK_VIEW_TAB", "TASK_VIEW_SIDEBAR", "TASK_VIEW_TOP_PANEL",
         "TASK_USER_LIST_TOOLBAR", "TASK_GROUP_LIST_TOOLBAR", "TASK_ROBOT_DESIGNER_TOOLBAR"),
        "task",
    ),
    **dict.fromkeys(
        ("SONET_GROUP_DETAIL_TAB", "SONET_GROUP_TOOLBAR", "SONET_GROUP_ROBOT_DESIGNER_TOOLBAR"), "sonet_group"
    ),
    **dict.fromkeys(("USER_PROFILE_MENU", "USER_PROFILE_TOOLBAR"), "user"),
    **dict.fromkeys(
        ("IM_NAVIGATION", "IM_TEXTAREA", "IM_SIDEBAR", "IM_CONTEXT_MENU", "IM_SMILES_SELECTOR",
         "IMMOBILE_CONTEXT_MENU"),
        "im",
    ),
    "CALENDAR_GRIDVIEW": "calendar",
    "CONTACT_CENTER": "contact_center",
    "SETTING_CONNECTOR": "imopenlines",
    **dict.fromkeys(("LEFT_MENU", "REST_APP_URI", "PAGE_BACKGROUND_WORKER", "USERFIELD_TYPE"), "placement"),
}  # fmt: skip
"""Code → the further permission it wants (`placement`: none further)."""

OPTIONS: dict[str, dict[str, type]] = {
    **{f"CRM_{entity}_DETAIL_ACTIVITY": {
        "useBuiltInInterface": str, "newUserNotificationTitle": str, "newUserNotificationText": str
    } for entity in (*_CRM, "ORDER")},
    **{code: _IM for code in CODES if code.startswith("IM")},
    "PAGE_BACKGROUND_WORKER": {"errorHandlerUrl": str},
    "USERFIELD_TYPE": {"height": int},
}  # fmt: skip
"""Code → the OPTIONS it stores; others are dropped."""

SINGLE = frozenset({"REST_APP_URI", "PAGE_BACKGROUND_WORKER"})
"""Places that hold one handler of an application."""
PERSONAL = frozenset({"PAGE_BACKGROUND_WORKER"})
"""Places that may be bound for one user."""
_DYNAMIC = re.compile(rf"CRM_DYNAMIC_\d+_(?:{'|'.join(_PER_ENTITY)}|FUNNELS_TOOLBAR)")
IM_CONTEXTS = frozenset({"USER", "CHAT", "LINES", "CRM", "ALL"})


def scope_of(code: str) -> str:
    """The further permission of a code; "" for an unknown one."""
    return CODES.get(code) or ("crm" if _DYNAMIC.fullmatch(code) else "")
