"""Files by address: `/rest/upload` and `/rest/download` with a signed token, in the name of whoever asked for it.

restdocs: api-reference/disk/folder/disk-folder-upload-file.md (uploadUrl, DOWNLOAD_URL), api-reference/files.
"""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from pytest_b24moderation.emulator.rest.call import Call, Grant, scope_error
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import Upload, parse_query

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal

FIELD = "file"


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that is handed out as it is."""

    name: str
    content: bytes


def address(portal: Portal, grant: Grant, verb: str, scope: str, **facts: object) -> str:
    """A URL where the caller, or whoever has it, may `upload` to or `download` what ``facts`` name in that scope.

    ``verb`` may be a method of the scope that hands the file out itself.
    """
    query = b64encode(urlencode(facts).encode()).decode()
    token = f"{scope}|{query}|{_sign(portal, verb, scope, query)}"
    if grant.kind == "webhook":
        return f"https://{portal.host}/rest/{grant.user.id}/{grant.secret}/{verb}/?token={quote(token)}"
    auth = f"auth={grant.secret}&" if grant.secret else ""
    return f"https://{portal.host}/rest/{verb}.json?{auth}token={quote(token)}"


def transfer(portal: Portal, grant: Grant, verb: str, params: dict[str, Any]) -> Any:
    """Do what such a URL is for: `download` gives Handed, `upload` what the scope says of the new file.

    Asks the scopes `rest.download` (scope, facts, call) or `rest.upload` (the same and file).
    """
    scope, _, rest = str(params.get("token") or "").partition("|")
    query, _, signature = rest.partition("|")
    if not grant.allows((scope,)):
        raise scope_error(portal.profile.insufficient_scope_status, grant.kind)
    if not signature or not hmac.compare_digest(signature, _sign(portal, verb, scope, query)):
        raise access_denied()
    facts = parse_query(b64decode(query).decode())
    call = Call(portal, grant, verb, params)
    if verb != "upload":
        found = portal.ask("rest.download", scope=scope, facts=facts, call=call)
    else:
        file = params.get(FIELD)
        if not isinstance(file, Upload):
            raise RestError(400, "ERROR_ARGUMENT", f"Argument '{FIELD}' is null or empty", FIELD)
        found = portal.ask("rest.upload", scope=scope, facts=facts, call=call, file=file)
    if found is None:
        raise RestError(400, "ERROR_NOT_FOUND", "Could not find entity")
    return found


def file_headers(file: Handed) -> list[tuple[bytes, bytes]]:
    """What says to a client which file it gets."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    named = f"attachment; filename*=utf-8''{quote(file.name)}"
    return [(b"content-type", kind.encode()), (b"content-disposition", named.encode())]


def _sign(portal: Portal, verb: str, scope: str, query: str) -> str:
    key = portal.member_id.encode()
    return b64encode(hmac.new(key, f"{verb}|{scope}|{query}".encode(), hashlib.sha256).digest()).decode()
