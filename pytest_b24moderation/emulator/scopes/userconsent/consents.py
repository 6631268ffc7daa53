"""Agreements and consents. restdocs: api-reference/user-consent."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number

TEXTS = {
    "ru": ("Согласие на обработку персональных данных", "Нажимая кнопку «%s», я соглашаюсь на обработку моих данных",
           "Я соглашаюсь, что %s (%s) обрабатывает мои персональные данные.", "Принимаю"),
    "": ("Consent to the processing of personal data", "By pressing %s I agree that my data are processed",
         "I agree that %s (%s) processes my personal data.", "I agree"),
}  # fmt: skip
FACTS = ("AGREEMENT_ID", "USER_ID", "IP", "URL", "ORIGIN_ID", "ORIGINATOR_ID")


@dataclass
class Consents:
    """The standard agreement of a new portal, and the consents given."""

    agreements: dict[int, dict[str, str]] = field(default_factory=dict)
    given: dict[int, tuple[dict[str, Any], Maker]] = field(default_factory=dict)

    def seed(self, portal: Portal) -> None:
        name = TEXTS.get(portal.language, TEXTS[""])[0]
        self.agreements[1] = {"ID": "1", "NAME": name, "ACTIVE": "Y", "LANGUAGE_ID": portal.language}


@method("userconsent.agreement.list")
def agreements(call: Call) -> list[dict[str, str]]:
    return list(call.state(Consents).agreements.values())


@method("userconsent.agreement.text")
def text(call: Call) -> dict[str, str]:
    """The label of its box and the agreement, with what `replace` says put in."""
    _agreement(call, "id")
    replace = as_dict(call.get("replace"))
    fields = as_dict(replace.get("fields"))
    _, label, body, button = TEXTS.get(call.portal.language, TEXTS[""])
    company = (fields.get("COMPANY_NAME", ""), fields.get("COMPANY_ADDRESS", ""))
    return {"LABEL": label % (replace.get("button_caption") or button), "TEXT": body % company}


@method("userconsent.consent.add")
def consent(call: Call) -> int:
    agreement = _agreement(call, "AGREEMENT_ID")
    try:
        ipaddress.ip_address(call.text("IP"))
    except ValueError as problem:
        raise _wrong("Parameter `IP` is not a valid IP address.") from problem
    given = call.state(Consents).given
    key = max(given, default=0) + 1
    facts = {name: call.get(name) for name in FACTS} | {"AGREEMENT_ID": agreement}
    given[key] = (facts, call.maker)
    return key


def _agreement(call: Call, name: str) -> int:
    key = number(call.get(name))
    if not key:
        raise _wrong("Parameter `Agreement ID` required.")
    if key not in call.state(Consents).agreements:
        raise _wrong(f"Agreement with id `{key}` not found.")
    return key


def _wrong(text: str) -> RestError:
    return RestError(400, "400", text)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    return [
        trace("consents", key, maker, f"consent to agreement {facts['AGREEMENT_ID']}", facts)
        for key, (facts, maker) in portal.state(Consents).given.items()
    ]
