"""Fields of a task. restdocs: api-reference/tasks/fields.md, tasks-task-get-fields.md."""

from __future__ import annotations

from typing import Any

FLAG = {"Y": "Yes", "N": "No"}
MARKS = {"N": "Negative", "P": "Positive"}
PRIORITIES = {"2": "High", "1": "Medium", "0": "Low"}
STATUSES = {"2": "Pending", "3": "In Progress", "4": "Awaiting Review", "5": "Completed", "6": "Deferred"}
DURATIONS = ["secs", "mins", "hours", "days", "weeks", "months", "years"]
ENUMS: dict[str, Any] = {
    "MARK": MARKS, "PRIORITY": PRIORITIES, "STATUS": STATUSES, "DURATION_TYPE": DURATIONS,
}  # fmt: skip

# NAME type flags first default title; flags: q required, p primary, w may be written, d says its default, - none.
# `first` is the value of a new task (~ null), `default` what the description names.
TABLE = """
ID integer p ~ ~ ID
PARENT_ID integer wd ~ 0 Base Task ID
TITLE string qw - ~ Title
DESCRIPTION string w - ~ Description
MARK enum wd ~ ~ Rating
PRIORITY enum wd 1 1 Priority
STATUS enum wd 2 2 Status
MULTITASK enum wd N N Multitask
NOT_VIEWED enum d N N ~
REPLICATE enum wd N N Recurring Task
GROUP_ID integer wd 0 0 Project
STAGE_ID integer wd 0 0 Stage
SPRINT_ID integer d ~ 0 Sprint
BACKLOG_ID integer d ~ 0 Backlog
CREATED_BY integer qw ~ ~ Creator
CREATED_DATE datetime - ~ ~ ~
RESPONSIBLE_ID integer qw ~ ~ Participant
ACCOMPLICES array w ~ ~ ~
AUDITORS array w ~ ~ ~
CHANGED_BY integer - ~ ~ Modified By
CHANGED_DATE datetime - ~ ~ Modification Date
STATUS_CHANGED_BY integer - ~ ~ Status Changed By
STATUS_CHANGED_DATE datetime - ~ ~ Status Change Date
CLOSED_BY integer d ~ ~ Closed By
CLOSED_DATE datetime d ~ ~ Closure Date
ACTIVITY_DATE datetime d ~ ~ ~
DATE_START datetime d ~ ~ Start Date
DEADLINE datetime wd ~ ~ Deadline
START_DATE_PLAN datetime wd ~ ~ Planned Start
END_DATE_PLAN datetime wd ~ ~ Planned Completion
GUID string d ~ ~ GUID
XML_ID string wd ~ ~ XML_ID
COMMENTS_COUNT integer d ~ 0 Number of Comments
SERVICE_COMMENTS_COUNT integer d ~ 0 ~
NEW_COMMENTS_COUNT integer d ~ 0 ~
ALLOW_CHANGE_DEADLINE enum wd N N ~
ALLOW_TIME_TRACKING enum wd N N ~
TASK_CONTROL enum wd N N Accept Work
ADD_IN_REPORT enum wd N N Add to Report
FORKED_BY_TEMPLATE_ID enum d ~ N Created from Template
TIME_ESTIMATE integer w 0 ~ Estimated Time
TIME_SPENT_IN_LOGS integer - ~ ~ Time Spent from Change History
MATCH_WORK_TIME integer w N ~ Skip Weekends
FORUM_TOPIC_ID integer - ~ ~ FORUM_TOPIC_ID
FORUM_ID integer - ~ ~ FORUM_ID
SITE_ID string - s1 ~ SITE_ID
SUBORDINATE enum d N ~ Subordinate Task
FAVORITE enum d N ~ ~
EXCHANGE_MODIFIED datetime d ~ ~ EXCHANGE_MODIFIED
EXCHANGE_ID integer d ~ ~ EXCHANGE_ID
OUTLOOK_VERSION integer d 1 ~ OUTLOOK_VERSION
VIEWED_DATE datetime - ~ ~ Last Viewed Date
SORTING double - ~ ~ Sorting Index
DURATION_PLAN integer w ~ ~ Spent (planned)
DURATION_FACT integer - ~ ~ Spent (actual)
CHECKLIST array - ~ ~ ~
DURATION_TYPE enum wd days days DURATION_TYPE
IS_MUTED enum d N N ~
IS_PINNED enum d N N ~
IS_PINNED_IN_GROUP enum d N N ~
FLOW_ID integer wd ~ 0 Flow
UF_CRM_TASK crm w ~ ~ CRM Entities
UF_TASK_WEBDAV_FILES disk_file w ~ ~ Upload Files
UF_MAIL_MESSAGE mail_message w ~ ~ ~
"""
ROWS = [line.split(" ", 5) for line in TABLE.strip().splitlines()]
KINDS = {row[0]: row[1] for row in ROWS}
WRITABLE = frozenset(row[0] for row in ROWS if "w" in row[2])
SYSTEM = ("UF_CRM_TASK", "UF_TASK_WEBDAV_FILES", "UF_MAIL_MESSAGE")
COMPUTED = frozenset(
    {"ACCOMPLICES", "AUDITORS", "CHECKLIST", "NEW_COMMENTS_COUNT", "FAVORITE", "IS_MUTED", "IS_PINNED"}
)
SORTABLE = frozenset(
    {
        "ID", "TITLE", "TIME_SPENT_IN_LOGS", "DATE_START", "CREATED_DATE", "CHANGED_DATE", "CLOSED_DATE",
        "ACTIVITY_DATE", "START_DATE_PLAN", "END_DATE_PLAN", "DEADLINE", "REAL_STATUS", "STATUS", "STATUS_COMPLETE",
        "PRIORITY", "MARK", "CREATED_BY", "CREATED_BY_LAST_NAME", "RESPONSIBLE_ID", "RESPONSIBLE_LAST_NAME",
        "GROUP_ID", "TIME_ESTIMATE", "ALLOW_CHANGE_DEADLINE", "ALLOW_TIME_TRACKING", "MATCH_WORK_TIME", "FAVORITE",
        "SORTING", "IS_PINNED", "IS_PINNED_IN_GROUP",
    }
)  # fmt: skip


def upper(name: str) -> str:
    """responsibleId → RESPONSIBLE_ID; upper-case names stay."""
    if name.upper() == name:
        return name
    return "".join(f"_{char}" if char.isupper() else char.upper() for char in name)


def described() -> dict[str, Any]:
    """The fields as tasks.task.getFields tells them, user fields apart."""
    found: dict[str, Any] = {}
    for name, kind, flags, _, default, title in ROWS:
        row: dict[str, Any] = {"title": None if title == "~" else title, "type": kind}
        if kind == "enum":
            row["values"] = ENUMS.get(name, FLAG)
        row |= {"primary": True} if "p" in flags else {}
        row |= {"required": True} if "q" in flags else {}
        if "d" in flags:
            row["default"] = None if default == "~" else int(default) if default.isdecimal() else default
        found[name] = row
    return found


def blank() -> dict[str, Any]:
    """First values of a new task."""
    return {
        name: None if first == "~" else "" if first == "-" else first
        for name, _, _, first, _, _ in ROWS
        if name not in COMPUTED
    }
