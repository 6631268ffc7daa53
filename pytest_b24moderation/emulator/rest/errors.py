"""The errors of the wire. restdocs: _includes/system-errors.md and the methods' own pages."""

from __future__ import annotations

from typing import Any


class RestError(Exception):
    """An answer with `error`; ``argument`` names the parameter at fault, where the portal says so."""

    def __init__(self, status: int, code: str, text: str, argument: str = "") -> None:
        super().__init__(f"{status} {code}: {text}")
        self.status = status
        self.code = code
        self.text = text
        self.argument = argument

    def body(self) -> dict[str, Any]:
        found = {"error": self.code, "error_description": self.text}
        return found | ({"argument": self.argument} if self.argument else {})


def core(text: str) -> RestError:
    """A classic method's own complaint."""
    return RestError(400, "ERROR_CORE", text)


def classic(text: str) -> RestError:
    """Classic CRM: an empty code and a text."""
    return RestError(400, "", text)


def argument_empty(name: str) -> RestError:
    return RestError(400, "ERROR_ARGUMENT", f"Argument '{name}' is null or empty", name)


def argument_wrong(text: str, name: str = "") -> RestError:
    return RestError(400, "ERROR_ARGUMENT", text, name)


def parameter_missing(name: str, more: str = "") -> RestError:
    """The engine was not given a parameter of a method's handler; ``more`` ends the text."""
    return RestError(400, "100", f"Could not find value for parameter {{{name}}}{more}")


def parameter_wrong(name: str, kind: str, value: object = "", more: str = "") -> RestError:
    """The engine was given something else than a ``kind`` (int, array)."""
    text = f"Invalid value {{{value}}} to match with parameter {{{name}}}. Should be value of type {kind}."
    return RestError(400, "100", text + more)


def access_denied(detail: str = "") -> RestError:
    return RestError(403, "ACCESS_DENIED", f"Access denied! {detail}".strip())


def no_auth() -> RestError:
    return RestError(401, "NO_AUTH_FOUND", "Wrong authorization data")


def method_not_found() -> RestError:
    return RestError(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")


def not_emulated(name: str, page: str) -> RestError:
    """A documented call that this emulator does not know: nobody's fault but ours."""
    return RestError(501, "NOT_EMULATED", f"{name} is documented ({page}) but not emulated")
