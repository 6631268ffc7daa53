"""Rights in the CRM, by the portal's switch `crm_role` for everybody but administrators."""

from __future__ import annotations

from pytest_b24moderation.emulator.people import User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, classic
from pytest_b24moderation.emulator.scopes.crm.kind import Record


def may_read(portal: Portal, user: User, record: Record) -> bool:
    return user.admin or portal.profile.crm_role != "closed" or _own(user, record)


def may_write(portal: Portal, user: User, record: Record) -> bool:
    return user.admin or portal.profile.crm_role == "all" or _own(user, record)


def require_crm_admin(call: Call) -> None:
    """Dictionaries, pipelines and user fields are the administrator's."""
    if not call.user.admin:
        raise classic("Access denied.")


def denied() -> RestError:
    """The universal methods' word for it."""
    return RestError(400, "ACCESS_DENIED", "Access denied")


def require_universal_admin(call: Call) -> None:
    """As require_crm_admin, in the universal methods' words."""
    if not call.user.admin:
        raise denied()


def _own(user: User, record: Record) -> bool:
    return str(user.id) in (record.values.get("ASSIGNED_BY_ID"), record.values.get("CREATED_BY_ID"))
