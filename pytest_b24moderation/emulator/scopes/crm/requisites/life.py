"""What stays of requisites."""

from __future__ import annotations

from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.crm.requisites.rows import (
    Requisites,
    addresses,
    bank_details,
    links,
    requisites,
)


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    found = []
    for section, rows in (("requisites", requisites(portal)), ("bank details", bank_details(portal))):
        for row in rows.values():
            found.append(trace(f"crm {section}", row.id, row.maker, str(row.values["NAME"] or row.id), row.values))
    for preset in portal.state(Requisites).presets.values():
        content = (preset.values, preset.fields)
        found.append(trace("crm requisite presets", preset.id, preset.maker, str(preset.values["NAME"]), content))
    for key, address in addresses(portal).items():
        summary = ", ".join(str(address.values[name]) for name in ("ADDRESS_1", "CITY") if address.values[name])
        found.append(trace("crm addresses", key, address.maker, summary or "an address", address.values))
    for owner, link in links(portal).items():
        found.append(trace("crm requisite links", owner, link.maker, f"requisites of {owner}", link.values))
    return found
