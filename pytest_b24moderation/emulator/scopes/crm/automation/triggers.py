"""crm.automation.trigger.*: events of an application that move records along their stages.

An application registers a code; a person sets a trigger with that code on a stage; then the code's execution moves a
record there. restdocs: api-reference/crm/automation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.apps import App
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import ActError, Portal, Trace, trace
from pytest_b24moderation.emulator.registry import act, answers, method
from pytest_b24moderation.emulator.rest.call import Call, Grant
from pytest_b24moderation.emulator.rest.errors import access_denied, classic
from pytest_b24moderation.emulator.rest.params import number
from pytest_b24moderation.emulator.scopes.crm.access import may_write
from pytest_b24moderation.emulator.scopes.crm.kind import Kind, Record
from pytest_b24moderation.emulator.scopes.crm.kinds.catalog import all_kinds, kind_named, kind_of
from pytest_b24moderation.emulator.scopes.crm.records import announce, change
from pytest_b24moderation.emulator.scopes.crm.stages import dictionary_of, stage_of
from pytest_b24moderation.emulator.scopes.crm.state import Crm, Status

_CODE = re.compile(r"[a-z0-9.\-_]+")


@dataclass(slots=True)
class Trigger:
    """A trigger that an application offers."""

    code: str
    name: str
    maker: Maker


@dataclass(slots=True)
class Rule:
    """A trigger set on a stage: records of a kind go to it when the code is executed.

    ``client_id``: whose code it is, "" for an incoming webhook's; ``back``: also from later stages.
    """

    client_id: str
    code: str
    kind: str
    stage: str
    back: bool
    maker: Maker


@dataclass
class Automation:
    """Triggers by client id and code, and the rules of all pipelines."""

    triggers: dict[tuple[str, str], Trigger] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)


@method("crm.automation.trigger.add")
def trigger_add(call: Call) -> bool:
    client_id, code = _application(call), _code(call)
    if not call.text("NAME"):
        raise classic("Empty trigger name!")
    row = call.state(Automation).triggers.setdefault((client_id, code), Trigger(code, "", call.maker))
    row.name = call.text("NAME")
    return True


@method("crm.automation.trigger.list")
def trigger_list(call: Call) -> list[dict[str, str]]:
    client_id = _application(call)
    rows = call.state(Automation).triggers.items()
    return [{"NAME": row.name, "CODE": row.code} for (owner, _), row in rows if owner == client_id]


@method("crm.automation.trigger.delete")
def trigger_delete(call: Call) -> bool:
    client_id, code = _application(call), _code(call)
    if call.state(Automation).triggers.pop((client_id, code), None) is None:
        raise classic("Trigger not found")
    _drop_rules(call.portal, client_id, code)
    return True


@method("crm.automation.trigger.execute")
def trigger_execute(call: Call) -> bool:
    client_id, code = _application(call), _code(call)
    if (client_id, code) not in call.state(Automation).triggers:
        raise classic(f"Trigger with code {code} is not registered.")
    kind = kind_of(call.state(Crm), number(call.get("OWNER_TYPE_ID")))
    if kind is None:
        raise classic("Incorrect parameter OWNER_TYPE_ID.")
    if number(call.get("OWNER_ID")) <= 0:
        raise classic("Incorrect parameter OWNER_ID.")
    record = call.state(Crm).of(kind.name).get(number(call.get("OWNER_ID")))
    if record is not None:
        run(call, kind, record, client_id, code)
    return True


@method("crm.automation.trigger")
def trigger_by_webhook(call: Call) -> bool:
    """What the address of an incoming-webhook trigger calls: target=DEAL_25."""
    target = call.text("target")
    if not target:
        raise classic("Target is not set.")
    name, _, record_id = target.rpartition("_")
    if not name or not record_id.isdecimal():
        raise classic("Incorrect target format.")
    kind = kind_named(call.state(Crm), name)
    record = call.state(Crm).of(kind.name).get(int(record_id)) if kind else None
    if kind is None or record is None:
        raise classic("Target is not found.")
    if not may_write(call.portal, call.user, record):
        raise access_denied("There are no permissions to update the entity.")
    run(call, kind, record, "", call.text("code"))
    return True


def run(call: Call, kind: Kind, record: Record, client_id: str, code: str) -> Status | None:
    """Move the record by the rules of that code, to the earliest of their stages; None when it stays.

    A rule does not lead back from a later stage unless it says so.
    """
    crm = call.state(Crm)
    now = stage_of(crm, kind, record)
    dictionary = crm.dictionary(dictionary_of(kind, number(record.values.get("CATEGORY_ID"))))
    rules = {
        rule.stage: rule
        for rule in call.state(Automation).rules
        if (rule.client_id, rule.kind) == (client_id, kind.name) and code in ("", rule.code)
    }
    for stage in dictionary:
        rule = rules.get(stage.code)
        if rule is None or stage is now or (now is not None and stage.sort < now.sort and not rule.back):
            continue
        change(call, kind, record, {kind.stage: stage.code})
        announce(call, kind, record, "UPDATE")
        return stage
    return None


@answers("crm.triggers")
def triggers(portal: Portal, type: str) -> list[dict[str, Any]]:
    """What applications offer, each with the names of the stages of that kind that it is set on."""
    crm, state = portal.state(Crm), portal.state(Automation)
    names = {row.code: row.name for row in _stages(crm, kind_named(crm, type))}
    return [
        {
            "code": row.code,
            "name": row.name,
            "app": row.maker.code,
            "stages": [
                names.get(rule.stage, rule.stage)
                for rule in state.rules
                if (rule.client_id, rule.code, rule.kind) == (client_id, row.code, type)
            ],
        }
        for (client_id, _), row in state.triggers.items()
    ]


@answers("crm.stages")
def stages(portal: Portal, type: str) -> list[dict[str, str]]:
    """The stages of all pipelines of a kind."""
    crm = portal.state(Crm)
    return [{"code": row.code, "name": row.name} for row in _stages(crm, kind_named(crm, type))]


def _stages(crm: Crm, kind: Kind | None) -> list[Status]:
    if kind is None or not kind.stage:
        return []
    beginning = f"{kind.dictionary}_"
    return [
        row
        for row in crm.statuses.values()
        if row.entity == kind.dictionary or (kind.pipelines and row.entity.startswith(beginning))
    ]


@act("set-trigger")
def set_trigger(portal: Portal, user: User, code: str, type: str, stage: str, back: bool = False) -> None:
    """Set a trigger with that code on a stage of a kind of records, as in the settings of its automation.

    A code that no application offers is one of an incoming webhook. ``back``: it also leads back to that stage.
    """
    crm = portal.state(Crm)
    kind = _kind(crm, "set-trigger", type)
    known = [row.code for row in _stages(crm, kind)]
    if stage not in known:
        raise ActError(f"set-trigger: {type} has no stage {stage!r}", ", ".join(known), stage)
    client_id = _owner_of(portal, code)
    portal.state(Automation).rules.append(
        Rule(client_id, code, kind.name, stage, bool(back), Maker("person", "", user.id))
    )


@act("fire-trigger")
def fire_trigger(portal: Portal, user: User, code: str, type: str, id: int) -> dict[str, object]:
    """Let the code's trigger happen to a record; the answer tells whether it moved, and the stage it is in."""
    crm = portal.state(Crm)
    kind = _kind(crm, "fire-trigger", type)
    record = crm.of(kind.name).get(number(id))
    if record is None:
        raise ActError(
            f"fire-trigger: there is no {type} {id}", ", ".join(map(str, crm.of(kind.name))) or "none", str(id)
        )
    client_id = _owner_of(portal, code)
    offered = {row.code for row in portal.state(Automation).triggers.values()}
    known = offered | {rule.code for rule in portal.state(Automation).rules}
    if code not in known:
        raise ActError(f"fire-trigger: nothing offers {code!r}", ", ".join(sorted(known)) or "none", code)
    call = Call(portal, Grant("session", user), "crm.automation.trigger", {})
    moved = run(call, kind, record, client_id, code)
    return {"moved": moved is not None, "stage": record.values.get(kind.stage)}


@answers("app.uninstalled")
def forget(portal: Portal, app: App, clean: bool) -> None:  # noqa: ARG001
    """Triggers go with their application, and so do the rules that use them."""
    state = portal.state(Automation)
    state.triggers = {key: row for key, row in state.triggers.items() if key[0] != app.client_id}
    state.rules = [rule for rule in state.rules if rule.client_id != app.client_id]


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Automation)
    found = [
        trace("crm triggers", f"{row.maker.code} {code}", row.maker, row.name, row.name)
        for (_, code), row in state.triggers.items()
    ]
    for rule in state.rules:
        summary = f"{rule.code} moves {rule.kind} to {rule.stage}"
        found.append(trace("crm automation", f"{rule.kind} {rule.stage} {rule.code}", rule.maker, summary, rule.back))
    return found


def _application(call: Call) -> str:
    if call.grant.app is None:
        raise access_denied("Application context required")
    call.require_admin("Admin permissions required")
    return call.app.client_id


def _code(call: Call) -> str:
    code = call.text("CODE")
    if not code:
        raise classic("Empty trigger code!")
    if not _CODE.fullmatch(code):
        raise classic("Wrong trigger code!")
    return code


def _kind(crm: Crm, verb: str, name: str) -> Kind:
    kind = kind_named(crm, str(name))
    if kind is None or not kind.stage:
        raise ActError(
            f"{verb}: {name!r} has no stages", ", ".join(one.name for one in all_kinds(crm) if one.stage), name
        )
    return kind


def _owner_of(portal: Portal, code: str) -> str:
    """The client id of the application that offers the code, "" for none."""
    return next((client_id for client_id, one in portal.state(Automation).triggers if one == code), "")


def _drop_rules(portal: Portal, client_id: str, code: str) -> None:
    state = portal.state(Automation)
    state.rules = [rule for rule in state.rules if (rule.client_id, rule.code) != (client_id, code)]
