"""The errors of REST 3.0. restdocs: api-reference/rest-v3.md, _includes/error-info-v3.md."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pytest_b24moderation.emulator.rest.errors import RestError

PREFIX = "BITRIX_REST_V3_EXCEPTION_"
REQUEST, ENTITY, FILTER = "REQUESTVALIDATION", "DTOVALIDATION", "REQUESTFILTERVALIDATION"
Complaint = tuple[str, str]
"""A field ("" for none), and what is wrong with it."""


class V3Error(RestError):
    """An answer whose `error` has a code, a message and, for wrong parameters, ``complaints`` by field."""

    def __init__(self, status: int, code: str, text: str, complaints: Iterable[Complaint] = ()) -> None:
        super().__init__(status, code, text)
        self.complaints = list(complaints)

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = {"code": self.code, "message": self.text}
        if self.complaints:
            rows = [{"message": text} | ({"field": field} if field else {}) for field, text in self.complaints]
            found["validation"] = rows
        return {"error": found}


def invalid(*complaints: Complaint, kind: str = REQUEST) -> V3Error:
    """Wrong parameters: of the request, or (``kind`` ENTITY) of the object that is to be kept."""
    what = "object" if kind == ENTITY else "request object"
    return V3Error(400, f"{PREFIX}VALIDATION_{kind}EXCEPTION", f"Error validating {what}", complaints)


def missing(*names: str) -> V3Error:
    return invalid(*((name, f"Required field `{name}` is not specified") for name in names))


def unfilled(*names: str) -> V3Error:
    """The object that is to be kept lacks these."""
    return invalid(*((name, f'Required field "{name}" is not filled') for name in names), kind=ENTITY)


def mistyped(name: str, kind: str) -> Complaint:
    return name, f"Field `{name}` requires data type `{kind}` for this request"


def unmarked(entity: str, name: str, attribute: str) -> V3Error:
    """The field is not there for that use: Filterable, Editable."""
    return invalid(
        (name, f"In DTO `{entity}`, the `{name}` field requires the `{attribute}` attribute for such a request")
    )


def not_found(key: object) -> V3Error:
    return V3Error(400, f"{PREFIX}ENTITYNOTFOUNDEXCEPTION", f"Record with ID = `{key}` not found")


def denied(status: int) -> V3Error:
    return V3Error(status, f"{PREFIX}ACCESSDENIEDEXCEPTION", "Access denied")


def no_scope(wanted: str) -> V3Error:
    text = f"Insufficient permissions: required scope `{wanted}` is missing"
    return V3Error(403, f"{PREFIX}INSUFFICIENTSCOPEEXCEPTION", text)


def no_method(name: str) -> V3Error:
    return V3Error(404, f"{PREFIX}METHODNOTFOUNDEXCEPTION", f"Method `{name}` not found")


def unknown_field(name: object, entity: str) -> V3Error:
    return V3Error(400, f"{PREFIX}UNKNOWNDTOPROPERTYEXCEPTION", f"Unknown field `{name}` for entity `{entity}`")


def unknown_operator(sign: object) -> V3Error:
    return V3Error(400, f"{PREFIX}UNKNOWNFILTEROPERATOREXCEPTION", f"Unknown filter operator `{sign}`")


def bad_json() -> V3Error:
    return V3Error(400, f"{PREFIX}INVALIDJSONEXCEPTION", "Request body is not valid JSON")


def bad_select(value: object) -> V3Error:
    return _unread("SELECT", "select expression", value)


def bad_filter(value: object) -> V3Error:
    return _unread("FILTER", "filter expression", value)


def bad_order(value: object) -> V3Error:
    return _unread("ORDER", "sorting parameter", value)


def bad_page(value: object) -> V3Error:
    return _unread("PAGINATION", "pagination parameter", value)


def _unread(code: str, what: str, value: object) -> V3Error:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return V3Error(400, f"{PREFIX}INVALID{code}EXCEPTION", f"Unable to recognize {what} `{shown}`")
