"""Activities, their types and their badges, as a portal keeps them. restdocs: crm/timeline/activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.fields import table
from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, can_read, can_write, mark_active, record_of

MEETING, CALL, TASK, EMAIL, PROVIDER = 1, 2, 3, 4, 6
CONFIGURABLE = "CONFIGURABLE_REST_APP"
REST_APP = "REST_APP"
TODO = "CRM_TODO"
FILE_PATH = "/bitrix/tools/crm_show_file.php"

FIELDS = table("""
ID integer r ID
OWNER_ID integer i Owner ID
OWNER_TYPE_ID crm_enum_ownertype i Owner Type
TYPE_ID crm_enum_activitytype qi Type
PROVIDER_ID string - Provider ID
PROVIDER_TYPE_ID string - Provider Type
PROVIDER_GROUP_ID string - Connector Type
ASSOCIATED_ENTITY_ID integer r Associated Entity ID
SUBJECT string q Subject
START_TIME datetime - Start
END_TIME datetime - Deadline
DEADLINE datetime - Execution Deadline
COMPLETED char - Completed
STATUS crm_enum_activitystatus - Status
RESPONSIBLE_ID user q Responsible
PRIORITY crm_enum_activitypriority - Priority
NOTIFY_TYPE crm_enum_activitynotifytype - Notification Type
NOTIFY_VALUE integer - Notification Parameter
DESCRIPTION string - Description
DESCRIPTION_TYPE crm_enum_contenttype - Description Type
DIRECTION crm_enum_activitydirection - Direction
LOCATION string - Location
CREATED datetime r Creation Date
AUTHOR_ID user r Created By
LAST_UPDATED datetime r Last Updated Date
EDITOR_ID user r Edited By
SETTINGS object - Settings
ORIGIN_ID string - External Code
ORIGINATOR_ID string - External Source
RESULT_STATUS integer - RESULT_STATUS
RESULT_STREAM integer - RESULT_STREAM
RESULT_SOURCE_ID string - RESULT_SOURCE_ID
PROVIDER_PARAMS object - Provider Parameters
PROVIDER_DATA string - Provider Data
RESULT_MARK integer - RESULT_MARK
RESULT_VALUE double - RESULT_VALUE
RESULT_SUM double - RESULT_SUM
RESULT_CURRENCY_ID string - RESULT_CURRENCY_ID
AUTOCOMPLETE_RULE integer - Autocomplete
BINDINGS crm_activity_binding rm Bindings
COMMUNICATIONS crm_activity_communication qm Communication Channel
FILES diskfile m Files
WEBDAV_ELEMENTS diskfile m Added Files
IS_INCOMING_CHANNEL char r IS_INCOMING_CHANNEL
""")

BLANK: dict[str, Any] = {
    "PROVIDER_ID": None, "PROVIDER_TYPE_ID": None, "PROVIDER_GROUP_ID": None, "ASSOCIATED_ENTITY_ID": "0",
    "SUBJECT": "", "START_TIME": "", "END_TIME": "", "DEADLINE": "", "COMPLETED": "N", "STATUS": "1",
    "RESPONSIBLE_ID": "0", "PRIORITY": "2", "NOTIFY_TYPE": "0", "NOTIFY_VALUE": "0", "DESCRIPTION": "",
    "DESCRIPTION_TYPE": "1", "DIRECTION": "0", "LOCATION": "", "SETTINGS": [], "ORIGINATOR_ID": None,
    "ORIGIN_ID": None, "PROVIDER_PARAMS": [], "PROVIDER_DATA": None, "RESULT_MARK": "0", "RESULT_VALUE": None,
    "RESULT_SUM": None, "RESULT_CURRENCY_ID": None, "RESULT_STATUS": "0", "RESULT_STREAM": "0",
    "RESULT_SOURCE_ID": None, "AUTOCOMPLETE_RULE": "0", "IS_INCOMING_CHANNEL": "N",
}  # fmt: skip


@dataclass(slots=True)
class Activity:
    """One activity, ``made`` at a moment. ``values``: as `get` shows it; ``client_id``: the application that serves it.

    ``blocks``: additional content blocks by client id. ``about`` holds what a to-do or a configurable one has besides.
    """

    id: int
    values: dict[str, Any]
    bindings: list[Owner]
    maker: Maker
    client_id: str = ""
    made: float = 0.0
    communications: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    blocks: dict[str, dict[str, Any]] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def completed(self) -> bool:
        return bool(self.values["COMPLETED"] == "Y")


@dataclass(slots=True)
class ActivityType:
    """A type of activity that an application registered."""

    code: str
    name: str
    configurable: bool
    icon_id: int
    maker: Maker


@dataclass(slots=True)
class Badge:
    """A mark of kanban cards; title and value are a text, or texts by language."""

    code: str
    title: Any
    value: Any
    type: str
    maker: Maker


@dataclass
class Activities:
    """Activities by id, types by client id and code, badges by code."""

    rows: dict[int, Activity] = field(default_factory=dict)
    types: dict[tuple[str, str], ActivityType] = field(default_factory=dict)
    badges: dict[str, Badge] = field(default_factory=dict)


def activities(portal: Portal) -> dict[int, Activity]:
    """Those that still belong to some record: an activity goes with its last one."""
    state = portal.state(Activities)
    for row in list(state.rows.values()):
        row.bindings = [owner for owner in row.bindings if record_of(portal, owner) is not None]
        if not row.bindings:
            del state.rows[row.id]
        elif (int(row.values["OWNER_TYPE_ID"]), int(row.values["OWNER_ID"])) not in row.bindings:
            set_owner(row, row.bindings[0])
    return state.rows


def set_owner(row: Activity, owner: Owner) -> None:
    row.values |= {"OWNER_TYPE_ID": str(owner[0]), "OWNER_ID": str(owner[1])}


def readable(portal: Portal, user: User, row: Activity) -> bool:
    return str(user.id) == row.values["RESPONSIBLE_ID"] or any(can_read(portal, user, one) for one in row.bindings)


def writable(portal: Portal, user: User, row: Activity) -> bool:
    return any(can_write(portal, user, one) for one in row.bindings)


def complete(row: Activity, done: bool) -> None:
    row.values |= {"COMPLETED": "Y" if done else "N", "STATUS": "2" if done else "1"}


def announce(call: Call, verb: str, row: Activity) -> None:
    """ONCRMACTIVITYADD and the like; the records were acted on."""
    for owner in row.bindings:
        mark_active(call.portal, owner, call.user)
    if verb == "UPDATE":
        row.values |= {"LAST_UPDATED": call.portal.iso(), "EDITOR_ID": str(call.user.id)}
    call.announce(f"ONCRMACTIVITY{verb}", {"FIELDS": {"ID": row.id}})
