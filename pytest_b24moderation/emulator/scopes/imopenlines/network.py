"""Lines of other portals: none can be reached from this one. restdocs: imopenlines-network-*.md."""

from __future__ import annotations

from typing import NoReturn

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError

CODE_LENGTH = 32


@method("imopenlines.network.join")
def join(call: Call) -> NoReturn:
    raise _unknown(call)


@method("imopenlines.network.message.add")
def message_add(call: Call) -> NoReturn:
    if call.grant.kind == "session":
        raise RestError(403, "WRONG_AUTH_TYPE", "Access for this method not allowed by session authorization")
    raise _unknown(call)


@method("imopenlines.revision.get")
def revision(call: Call) -> dict[str, int]:  # noqa: ARG001
    return {"rest": 2, "web": 1, "mobile": 1}


def _unknown(call: Call) -> RestError:
    if len(call.text("CODE")) != CODE_LENGTH:
        return RestError(400, "CODE", "You entered an invalid code")
    return RestError(400, "NOT_FOUND", "Line not found")
