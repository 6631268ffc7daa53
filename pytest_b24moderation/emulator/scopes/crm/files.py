"""Files that come with comments, activities and templates. restdocs: files/how-to-upload-files.md."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, as_list, decoded, number
from pytest_b24moderation.emulator.scopes.crm.state import Crm


def kept_files(call: Call, sent: Any) -> list[dict[str, Any]]:
    """Files sent as [name, base64], {fileData: [name, base64]} or the id of one that is there already."""
    found = []
    for one in as_list(sent):
        pair = as_dict(one).get("fileData", one) if isinstance(one, dict) else one
        if isinstance(pair, list | tuple) and len(pair) > 1:
            content = decoded(str(pair[1]))
            if content is None:
                raise RestError(400, "INVALID_ARG_VALUE", f"The content of {pair[0]} is no base64")
            found.append({"id": call.state(Crm).next_id("file"), "name": str(pair[0]), "content": content})
        elif number(one) > 0:
            found.append({"id": number(one), "name": f"file{number(one)}", "content": b""})
    return found
