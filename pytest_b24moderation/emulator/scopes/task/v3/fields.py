"""Fields of tasks in REST 3.0. restdocs: api-reference/tasks/fields-rest-v3.md, tasks-task-list-rest-v3.md (order)."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.emulator.rest.v3.entity import entity

USER = entity(
    "UserDto",
    """
id int -
name string -
role string -
image object -
gender string -
email string -
externalAuthId string -
rights array -
""",
)
GROUP = entity(
    "GroupDto",
    """
id int -
name string -
image object -
type string -
isVisible bool -
""",
)
STAGE = entity("StageDto", "id int -\ntitle string -\ncolor string -")
FLOW = entity("FlowDto", "id int -\nname string -")
CHAT = entity("ChatDto", "id int -\nentityId int -\nentityType string -")
TASK = entity(
    "TaskDto",
    """
id int fsb
title string seqb
description string eb
creatorId int seq
creator object -
created datetime s
responsibleId int seq
responsible object -
deadline datetime seb
needsControl bool eb
startPlan datetime seb
endPlan datetime seb
fileIds array b
checklist array b
groupId int se
group object -
stageId int e
stage object -
epicId int b
storyPoints int b
flowId int e
flow object -
priority string seb
status string seb
statusChanged datetime b
accomplices array e
auditors array e
parentId int eb
parent object -
containsChecklist bool b
containsSubTasks bool b
containsRelatedTasks bool b
containsGanttLinks bool b
containsPlacements bool b
containsResults bool b
numberOfReminders int b
chatId int b
chat object -
plannedDuration int eb
actualDuration int b
durationType string eb
started datetime sb
estimatedTime int seb
replicate bool eb
changed datetime sb
changedById int -
changedBy object -
statusChangedById int -
statusChangedBy object -
closedById int -
closedBy object -
closed datetime sb
activity datetime sb
guid string b
xmlId string eb
exchangeId string b
exchangeModified string b
outlookVersion int b
mark string seb
allowsChangeDeadline bool seb
allowsTimeTracking bool seb
matchesWorkTime bool eb
addInReport bool eb
isMultitask bool eb
siteId string b
forkedByTemplateId int -
forkedByTemplate object -
deadlineCount int b
declineReason string b
forumTopicId int b
link string b
rights array b
archiveLink string b
crmItemIds array eb
requireResult bool b
matchesSubTasksTime bool b
autocompleteSubTasks bool b
allowsChangeDatePlan bool b
emailId int -
email object -
elapsedTime object -
maxDeadlineChangeDate datetime b
maxDeadlineChanges int b
requireDeadlineChangeReason bool b
inFavorite array b
inPin array b
inGroupPin array b
inMute array b
source object -
dependsOn array b
scenarios array b
""",
    related={
        "creator": USER, "responsible": USER, "changedBy": USER, "statusChangedBy": USER, "closedBy": USER,
        "accomplices": USER, "auditors": USER, "group": GROUP, "stage": STAGE, "flow": FLOW, "chat": CHAT,
    },
)  # fmt: skip
PRIORITIES = {"0": "low", "1": "average", "2": "high"}
STATUSES = {"2": "pending", "3": "in_progress", "4": "supposedly_completed", "5": "completed", "6": "deferred"}
MARKS = {"P": "positive", "N": "negative", "": "none"}
ENUMS = {"PRIORITY": PRIORITIES, "STATUS": STATUSES, "MARK": MARKS}
CLASSIC = {
    "title": "TITLE", "description": "DESCRIPTION", "creatorId": "CREATED_BY", "responsibleId": "RESPONSIBLE_ID",
    "deadline": "DEADLINE", "needsControl": "TASK_CONTROL", "startPlan": "START_DATE_PLAN", "endPlan": "END_DATE_PLAN",
    "groupId": "GROUP_ID", "stageId": "STAGE_ID", "flowId": "FLOW_ID", "priority": "PRIORITY", "status": "STATUS",
    "accomplices": "ACCOMPLICES", "auditors": "AUDITORS", "parentId": "PARENT_ID", "plannedDuration": "DURATION_PLAN",
    "durationType": "DURATION_TYPE", "estimatedTime": "TIME_ESTIMATE", "replicate": "REPLICATE", "xmlId": "XML_ID",
    "mark": "MARK", "allowsChangeDeadline": "ALLOW_CHANGE_DEADLINE", "allowsTimeTracking": "ALLOW_TIME_TRACKING",
    "matchesWorkTime": "MATCH_WORK_TIME", "addInReport": "ADD_IN_REPORT", "isMultitask": "MULTITASK",
    "crmItemIds": "UF_CRM_TASK", "created": "CREATED_DATE", "statusChanged": "STATUS_CHANGED_DATE",
    "started": "DATE_START", "changed": "CHANGED_DATE", "changedById": "CHANGED_BY",
    "statusChangedById": "STATUS_CHANGED_BY", "closedById": "CLOSED_BY", "closed": "CLOSED_DATE",
    "activity": "ACTIVITY_DATE", "guid": "GUID", "exchangeId": "EXCHANGE_ID", "exchangeModified": "EXCHANGE_MODIFIED",
    "outlookVersion": "OUTLOOK_VERSION", "siteId": "SITE_ID", "forumTopicId": "FORUM_TOPIC_ID",
    "actualDuration": "DURATION_FACT",
}  # fmt: skip
"""Field → the classic field in which it is kept."""


def classic(given: dict[str, Any]) -> dict[str, Any]:
    """What was sent, as classic methods keep it."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        key = CLASSIC[name]
        if key in ENUMS:
            value = next((code for code, word in ENUMS[key].items() if word == value), value)
        elif isinstance(value, bool):
            value = "Y" if value else "N"
        found[key] = value
    return found


def shown(name: str, value: Any) -> Any:
    """A classic value as the field prints it."""
    kind, key = TASK.fields[name].kind, CLASSIC[name]
    if key in ENUMS:
        return ENUMS[key].get(str(value or ""))
    if kind == "bool":
        return value == "Y"
    if kind == "int":
        return int(value) if value not in (None, "") and str(value).lstrip("-").isdecimal() else None
    return value or ("" if kind == "string" and value == "" else None)
