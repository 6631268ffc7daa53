"""What goes from one record to another when they are merged. restdocs: crm/duplicates/crm-entity-merge-batch.md"""

from __future__ import annotations

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.crm.activities.activity import Activity, activities, set_owner
from pytest_b24moderation.emulator.scopes.crm.owners import Owner
from pytest_b24moderation.emulator.scopes.crm.requisites.rows import owner_of, requisites
from pytest_b24moderation.emulator.scopes.crm.timeline.entries import Entry, entries


@answers("crm.merged")
def move(portal: Portal, source: Owner, target: Owner) -> None:
    """Activities, timeline entries and requisites of one record become those of another."""
    rows: list[Activity | Entry] = [*activities(portal).values(), *entries(portal).values()]
    for row in rows:
        row.bindings = list(dict.fromkeys(target if owner == source else owner for owner in row.bindings))
    for activity in activities(portal).values():
        if (int(activity.values["OWNER_TYPE_ID"]), int(activity.values["OWNER_ID"])) == source:
            set_owner(activity, target)
    for requisite in requisites(portal).values():
        if owner_of(requisite) == source:
            requisite.values["ENTITY_ID"] = str(target[1])
