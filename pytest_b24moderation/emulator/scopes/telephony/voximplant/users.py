"""Phones of employees, and where the pages of telephony are. restdocs: api-reference/telephony/voximplant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import access_denied, classic
from pytest_b24moderation.emulator.rest.params import as_list, number
from pytest_b24moderation.emulator.scopes.telephony.voximplant.confirmation import confirmed
from pytest_b24moderation.emulator.scopes.telephony.voximplant.voices import VOICES


@dataclass
class Phones:
    """Users with a SIP device: who gave it, and the passwords of all that were asked for."""

    active: dict[int, Maker] = field(default_factory=dict)
    passwords: dict[int, str] = field(default_factory=dict)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("sip phones", user_id, maker, f"phone of user {user_id}", True)
        for user_id, maker in portal.state(Phones).active.items()
    ]


@method("voximplant.user.get")
def user_get(call: Call) -> list[dict[str, Any]]:
    """For webhooks of administrators at once; an application's token waits for an administrator's word."""
    wanted = [number(one) for one in as_list(call.get("USER_ID"))]
    if not wanted:
        raise classic("Parameter USER_ID is not set")
    if not call.user.admin:
        raise access_denied("You have no permission to query selected users")
    confirmed(call)
    portal, state = call.portal, call.state(Phones)
    found = []
    for user in (portal.people.users[one] for one in wanted if one in portal.people.users):
        password = state.passwords.setdefault(user.id, portal.people.hexes(12))
        found.append(
            {
                "ID": str(user.id),
                "DEFAULT_LINE": None,
                "PHONE_ENABLED": "Y" if user.id in state.active else "N",
                "SIP_SERVER": f"ip.{portal.host.partition('.')[0]}.bitrixphone.com",
                "SIP_LOGIN": f"phone{user.id}",
                "SIP_PASSWORD": password,
                "INNER_NUMBER": user.extra.get("UF_PHONE_INNER") or None,
            }
        )
    return found


@method("voximplant.user.activatePhone")
def activate(call: Call) -> int:
    call.state(Phones).active.setdefault(_modified(call), call.maker)
    return 1


@method("voximplant.user.deactivatePhone")
def deactivate(call: Call) -> int:
    """The page shows no answer; the PHP SDK's tests read one as of activating."""
    call.state(Phones).active.pop(_modified(call), None)
    return 1


def _modified(call: Call) -> int:
    """The user whose settings the caller may change."""
    wanted = number(call.get("USER_ID"))
    if not wanted:
        raise classic("Parameter USER_ID is not set")
    if not call.user.admin or wanted not in call.portal.people.users:
        raise classic("You are not allowed to modify user's settings")
    return wanted


@method("voximplant.tts.voices.get")
def voices(call: Call) -> dict[str, str]:  # noqa: ARG001
    return dict(VOICES)


@method("voximplant.url.get")
def urls(call: Call) -> dict[str, str]:
    base = f"https://{call.portal.host}"
    return {
        "detail_statistics": f"{base}/telephony/detail.php",
        "buy_connector": f"{base}/settings/license_phone_sip.php",
        "edit_config": f"{base}/telephony/edit.php?ID=#CONFIG_ID#",
        "lines": f"{base}/telephony/lines.php",
    }
