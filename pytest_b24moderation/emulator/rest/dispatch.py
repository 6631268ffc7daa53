"""From a method's name to its answer: known, granted, not faulty, done."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_b24moderation.emulator.documented import documented_methods
from pytest_b24moderation.emulator.registry import Method, methods
from pytest_b24moderation.emulator.rest.call import Call, Grant, Listed, scope_error
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied, method_not_found, not_emulated
from pytest_b24moderation.emulator.rest.limits import Limits

if TYPE_CHECKING:
    from pytest_b24moderation.emulator.portal import Portal

log = logging.getLogger("b24.emulator")


def perform(portal: Portal, grant: Grant, name: str, params: Mapping[str, Any]) -> tuple[Listed, float]:
    """(the method's answer, seconds of work it cost before); RestError where it has none."""
    found = methods().get(name.lower())
    if found is None:
        raise _unknown(portal, grant, name)
    portal.called.append(found.name)
    if portal.faults.rest and (fault := portal.faults.rest.get(found.name)):
        raise RestError(*fault)
    _check(portal, grant, found)
    return run(portal, grant, found, params)


def run(portal: Portal, grant: Grant, found: Method, params: Mapping[str, Any]) -> tuple[Listed, float]:
    """Do a method that the caller may call; as `perform`."""
    limits = portal.state(Limits)
    owner = grant.app.client_id if grant.app else f"{grant.kind} {grant.user.id}"
    spent = limits.spent(portal, owner, found.name)
    began = time.perf_counter()
    try:
        answer = found.act(Call(portal, grant, found.name, params))
    except RestError:
        raise
    except Exception as problem:
        log.exception("REST method %s broke", found.name)
        portal.broken.append(f"{found.name}: {problem!r}")
        raise RestError(500, "INTERNAL_SERVER_ERROR", "Internal server error") from problem
    finally:
        limits.add(portal, owner, found.name, time.perf_counter() - began)
    return (answer if isinstance(answer, Listed) else Listed(answer)), spent


def _check(portal: Portal, grant: Grant, found: Method) -> None:
    if not grant.allows(found.scopes):
        raise scope_error(portal.profile.insufficient_scope_status, grant.kind)
    if found.app_only and grant.app is None:
        if found.refusal == "ACCESS_DENIED":
            raise access_denied("Application context required")
        more = " Application context required" if portal.profile.context_suffix else ""
        raise RestError(403, "WRONG_AUTH_TYPE", f"Current authorization type is denied for this method{more}")


def _unknown(portal: Portal, grant: Grant, name: str) -> RestError:
    """Not ours: a gap where the documentation knows it (after the permission), else no method at all."""
    fact = documented_methods().get(name.lower())
    if fact is None:
        return method_not_found()
    if fact.scopes and not grant.allows(fact.scopes):
        return scope_error(portal.profile.insufficient_scope_status, grant.kind)
    return gap(portal, fact.name, fact.page)


def gap(portal: Portal, name: str, page: str) -> RestError:
    """Note, once, that this call is ours to learn."""
    if name not in portal.gaps:
        portal.gaps.append(name)
    return not_emulated(name, page)
