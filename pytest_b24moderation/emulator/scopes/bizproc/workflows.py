"""Starting, seeing and ending workflows.

restdocs: api-reference/bizproc/bizproc-workflow-start.md and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pytest_b24moderation.emulator.people import Maker
from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call, Listed
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_dict, number
from pytest_b24moderation.emulator.scopes.bizproc.bpt import listed
from pytest_b24moderation.emulator.scopes.bizproc.documents import triple, type_of
from pytest_b24moderation.emulator.scopes.bizproc.running import advance
from pytest_b24moderation.emulator.scopes.bizproc.state import Document, Processes, Template, Workflow, new_flow
from pytest_b24moderation.emulator.scopes.bizproc.templates import selected


@method("bizproc.workflow.start")
def workflow_start(call: Call) -> str:
    call.require_admin()
    template_id = number(call.get("TEMPLATE_ID"))
    if not template_id:
        raise _no("Empty TEMPLATE_ID")
    template = call.state(Processes).templates.get(template_id)
    if template is None:
        raise _no("Template not found")
    document = triple(call.get("DOCUMENT_ID"))
    if document is None:
        raise RestError(400, "", "Wrong DOCUMENT_ID!")
    found = type_of(call.portal, document, call.user)
    if found is None:
        raise RestError(400, "", "Incorrect document type!")
    if found != template.type:
        raise RestError(400, "", "Template type and DOCUMENT_ID mismatch!")
    given = as_dict(call.get("PARAMETERS"))
    return begin_flow(call.portal, template, document, call.user.id, call.maker, given).id


def begin_flow(
    portal: Portal, template: Template, document: Document, by: int, maker: Maker, given: Mapping[str, Any]
) -> Workflow:
    """A workflow of that template, on its way as far as it goes."""
    flow = new_flow(portal, template.id, document, template.type, by, maker)
    declared = as_dict(template.body.get("PARAMETERS"))
    flow.parameters = {
        name: given.get(name, row.get("Default") if isinstance(row, dict) else None) for name, row in declared.items()
    }
    flow.todo = listed(deepcopy(template.body["TEMPLATE"]))
    advance(portal, flow)
    return flow


@method("bizproc.workflow.instances")
@method("bizproc.workflow.instance.list")
def workflow_instances(call: Call) -> Listed:
    """Those that run."""
    call.require_admin()
    flows = call.state(Processes).workflows.values()
    rows = [_shown(call.portal, flow) for flow in flows if flow.state == "running"]
    return selected(call, rows, ("ID", "MODIFIED", "OWNED_UNTIL"), {"MODIFIED": "desc"})


@method("bizproc.workflow.terminate")
def workflow_terminate(call: Call) -> bool:
    """Stop it; its data stay. An unknown one is nothing to stop."""
    call.require_admin()
    flow = call.state(Processes).workflows.get(_id(call))
    if flow is not None and flow.state == "running":
        flow.state, flow.status = "terminated", call.text("STATUS") or "Terminated"
        flow.modified = call.portal.clock.now()
        _drop_tasks(call, flow)
    return True


@method("bizproc.workflow.kill")
def workflow_kill(call: Call) -> bool:
    """Stop it and forget it. An unknown one is forgotten already."""
    call.require_admin()
    state = call.state(Processes)
    flow = state.workflows.pop(_id(call), None)
    if flow is not None:
        flow.state = "terminated"
        _drop_tasks(call, flow)
    return True


def _id(call: Call) -> str:
    found = call.text("ID")
    if not found:
        raise _no("Empty workflow instance ID")
    return found


def _no(text: str) -> RestError:
    return RestError(400, "ERROR_WRONG_WORKFLOW_ID", text)


def _drop_tasks(call: Call, flow: Workflow) -> None:
    state = call.state(Processes)
    state.tasks = {key: task for key, task in state.tasks.items() if task.workflow is not flow or task.status}


def _shown(portal: Portal, flow: Workflow) -> dict[str, Any]:
    module, entity, name = flow.document
    return {
        "ID": flow.id, "MODIFIED": portal.iso(flow.modified), "OWNED_UNTIL": None, "MODULE_ID": module,
        "ENTITY": entity, "DOCUMENT_ID": name, "STARTED": portal.iso(flow.started), "STARTED_BY": str(flow.by),
        "TEMPLATE_ID": str(flow.template),
    }  # fmt: skip
