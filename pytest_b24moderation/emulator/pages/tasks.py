"""Tasks of a person or a group: lists and cards (docs: api-reference/widgets/task)."""

from __future__ import annotations

from starlette.responses import Response

from pytest_b24moderation.emulator.pages.places import offered
from pytest_b24moderation.emulator.pages.start import missing
from pytest_b24moderation.emulator.pages.visit import Visit, wrapper


def listing(visit: Visit) -> Response:
    """`/company/personal/user/<ID>/tasks/` and `/workgroups/group/<ID>/tasks/`."""
    group, owner = visit.request.path_params.get("group"), visit.request.path_params.get("id")
    rows = visit.portal.ask("tasks.tasks", user=visit.user) or []
    if group is not None:
        rows = [row for row in rows if str(row.get("group_id") or 0) == str(group)]
    code, context = (
        ("TASK_GROUP_LIST_TOOLBAR", {"GROUP_ID": str(group)})
        if group is not None
        else ("TASK_USER_LIST_TOOLBAR", {"USER_ID": str(owner)})
    )
    base = visit.request.url.path
    return visit.page(
        "task_list.html",
        title=visit.say("tasks.title"),
        tasks=rows,
        people=visit.portal.people.users,
        base=base,
        code=code,
        context=context,
        config={"details": f"{base}task/view/#ID#/", "widgets": offered(visit, "TASK_LIST_CONTEXT_MENU")},
    )


def card(visit: Visit) -> Response:
    """`…/tasks/task/view/<ID>/`, in a side panel."""
    number = int(visit.request.path_params["task"])
    task = visit.portal.ask("tasks.task", id=number, user=visit.user)
    if task is None:
        return missing(visit)
    back = visit.request.url.path.partition("task/view/")[0]
    if wrapped := wrapper(visit, title=str(task["title"]), back=back):
        return wrapped
    return visit.page(
        "task.html",
        title=task["title"],
        task=task,
        people=visit.portal.people.users,
        context={"taskId": str(number)},
        config={"container": "task_view_tabs", "tabs": [
            {"id": "main", "title": ""},
            *({"id": f"tab_rest_{row['id']}", "title": row["title"], "params": row["params"]}
              for row in offered(visit, "TASK_VIEW_TAB", {"taskId": str(number)})),
        ]},
    )  # fmt: skip
