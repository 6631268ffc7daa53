"""Mail services of the portal. restdocs: api-reference/mailservice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import PORTAL, Maker
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers, method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import core
from pytest_b24moderation.emulator.rest.params import number

LABELS = {
    "ID": "ID", "SITE_ID": "Site", "ACTIVE": "Activity", "NAME": "Name", "SERVER": "Server Address", "PORT": "Port",
    "ENCRYPTION": "Secure Connection", "LINK": "Web Interface Address", "ICON": "Logo", "SORT": "Sorting",
}  # fmt: skip
WRITABLE = ("ACTIVE", "NAME", "SERVER", "PORT", "ENCRYPTION", "LINK", "ICON", "SORT")
SMTP = {
    "SMTP_SERVER": None, "SMTP_PORT": None, "SMTP_LOGIN_AS_IMAP": "N", "SMTP_PASSWORD_AS_IMAP": "N",
    "SMTP_ENCRYPTION": None, "UPLOAD_OUTGOING": None,
}  # fmt: skip
KNOWN = (
    ("gmail", "imap.gmail.com", "https://mail.google.com/", "smtp.gmail.com", "465"),
    ("icloud", "imap.mail.me.com", "https://www.icloud.com/mail/", "smtp.mail.me.com", "587"),
    ("yahoo", "imap.mail.yahoo.com", "https://mail.yahoo.com/", "smtp.mail.yahoo.com", "465"),
)
"""Services of a new portal: name, IMAP server, web interface, SMTP server and port."""


@dataclass
class Services:
    """The services as they are shown, by id, and who made them."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    makers: dict[int, Maker] = field(default_factory=dict)
    last: int = 0

    def seed(self, portal: Portal) -> None:  # noqa: ARG002 - the same on every portal
        for name, server, link, smtp, port in KNOWN:
            row = self.add(PORTAL)
            row |= {"NAME": name, "SERVER": server, "PORT": "993", "ENCRYPTION": "Y", "LINK": link}
            row |= {"SMTP_SERVER": smtp, "SMTP_PORT": port, "SMTP_ENCRYPTION": "Y", "UPLOAD_OUTGOING": "N"}
            row |= {"SMTP_LOGIN_AS_IMAP": "Y", "SMTP_PASSWORD_AS_IMAP": "Y"}

    def add(self, maker: Maker) -> dict[str, Any]:
        """A new service with first values."""
        self.last += 1
        blank = {"SERVER": None, "PORT": None, "ENCRYPTION": None, "LINK": None, "ICON": None}
        row = {"ID": str(self.last), "SITE_ID": "s1", "ACTIVE": "Y", "SORT": "100", "NAME": "", **blank, **SMTP}
        self.rows[self.last], self.makers[self.last] = row, maker
        return row


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Services)
    return [trace("mail services", key, state.makers[key], str(row["NAME"]), row) for key, row in state.rows.items()]


@method("mailservice.fields")
def service_fields(call: Call) -> dict[str, str]:  # noqa: ARG001
    return dict(LABELS)


@method("mailservice.add")
def service_add(call: Call) -> int:
    _require_admin(call)
    given = _given(call)
    if not given.get("NAME"):
        raise core(f'Required field "{LABELS["NAME"]}" not filled')
    row = call.state(Services).add(call.maker)
    row |= given
    return int(row["ID"])


@method("mailservice.update")
def service_update(call: Call) -> bool:
    _require_admin(call)
    row = _known(call)
    row |= _given(call)
    return True


@method("mailservice.delete")
def service_delete(call: Call) -> bool:
    _require_admin(call)
    state, found = call.state(Services), int(_known(call)["ID"])
    del state.rows[found], state.makers[found]
    return True


@method("mailservice.get")
def service_get(call: Call) -> dict[str, Any]:
    return _known(call)


@method("mailservice.list")
def service_list(call: Call) -> list[dict[str, Any]]:
    """The active ones."""
    found = [row for row in call.state(Services).rows.values() if row["ACTIVE"] == "Y"]
    if not found:
        raise core("No mail services found")
    return sorted(found, key=lambda row: (number(row["SORT"]), number(row["ID"])))


def _require_admin(call: Call) -> None:
    if not call.user.admin:
        raise core("Access denied")


def _known(call: Call) -> dict[str, Any]:
    if not call.text("ID"):
        raise core("Mail service ID not specified")
    found = call.state(Services).rows.get(number(call.get("ID")))
    if found is None:
        raise core("Mail service not found")
    return found


def _given(call: Call) -> dict[str, Any]:
    """What was sent, as it is kept; an ICON that is no existing file is not taken over."""
    found: dict[str, Any] = {}
    for name in WRITABLE:
        value = call.get(name)
        if value is None or name == "ICON":
            continue
        text = call.text(name)
        flag = name in ("ACTIVE", "ENCRYPTION")
        if (flag and text not in ("Y", "N")) or (name in ("PORT", "SORT") and not text.isdecimal()):
            raise core(f'Invalid value for "{LABELS[name]}"')
        found[name] = text.lower() if name == "SERVER" else text
    if "NAME" in found and not found["NAME"]:
        raise core(f'Required field "{LABELS["NAME"]}" not filled')
    return found
