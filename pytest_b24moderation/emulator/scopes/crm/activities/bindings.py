"""crm.activity.binding.*: an activity of several records. restdocs: crm/timeline/activities/binding."""

from __future__ import annotations

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.scopes.crm.access import denied
from pytest_b24moderation.emulator.scopes.crm.activities.activity import (
    Activity,
    activities,
    announce,
    set_owner,
    writable,
)
from pytest_b24moderation.emulator.scopes.crm.owners import (
    Owner,
    can_read,
    checked_owner,
    not_found,
    owner_in,
    required,
    whole,
)

MOST = 100


@method("crm.activity.binding.add")
def binding_add(call: Call) -> bool:
    required(call, "activityId", "entityTypeId", "entityId")
    row, owner = _writable(call), owner_in(call, "entityTypeId", "entityId", write=True)
    _free(row, owner)
    if len(row.bindings) >= MOST:
        raise RestError(400, "0", f"An activity has at most {MOST} bindings")
    row.bindings.append(owner)
    announce(call, "UPDATE", row)
    return True


@method("crm.activity.binding.list")
def binding_list(call: Call) -> list[dict[str, int]]:
    row = _find(call)
    return [{"entityTypeId": a, "entityId": b} for a, b in row.bindings if can_read(call.portal, call.user, (a, b))]


@method("crm.activity.binding.move")
def binding_move(call: Call) -> bool:
    """From one record to another of its kind."""
    names = ("sourceEntityTypeId", "sourceEntityId", "targetEntityTypeId", "targetEntityId")
    required(call, "activityId", *names)
    row = _writable(call)
    source, target = (whole(call, names[0]), whole(call, names[1])), (whole(call, names[2]), whole(call, names[3]))
    if source[0] != target[0]:
        raise RestError(
            400, "SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR", "Source and target entity types are not equal"
        )
    if source == target:
        raise RestError(
            400, "SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR", "Source and target entity identifiers are equal"
        )
    checked_owner(call, target, write=True)
    _bound(row, source)
    _free(row, target)
    row.bindings[row.bindings.index(source)] = target
    if (int(row.values["OWNER_TYPE_ID"]), int(row.values["OWNER_ID"])) == source:
        set_owner(row, target)
    announce(call, "UPDATE", row)
    return True


@method("crm.activity.binding.delete")
def binding_delete(call: Call) -> bool:
    required(call, "activityId", "entityTypeId", "entityId")
    row, owner = _writable(call), owner_in(call, "entityTypeId", "entityId", write=True)
    _bound(row, owner)
    if len(row.bindings) == 1:
        raise RestError(400, "LAST_BINDING_CANNOT_BE_DELETED", "Last binding cannot be deleted")
    row.bindings.remove(owner)
    activities(call.portal)
    announce(call, "UPDATE", row)
    return True


def _find(call: Call) -> Activity:
    row = activities(call.portal).get(whole(call, "activityId"))
    if row is None:
        raise not_found()
    return row


def _writable(call: Call) -> Activity:
    row = _find(call)
    if not writable(call.portal, call.user, row):
        raise denied()
    return row


def _free(row: Activity, owner: Owner) -> None:
    if owner in row.bindings:
        raise RestError(400, "ACTIVITY_IS_ALREADY_BOUND", "Activity is already bound to this entity")


def _bound(row: Activity, owner: Owner) -> None:
    if owner not in row.bindings:
        raise RestError(400, "BINDING_NOT_FOUND", "Binding not found")
