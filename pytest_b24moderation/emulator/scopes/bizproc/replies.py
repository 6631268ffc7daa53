"""What an application tells a workflow that has called it.

restdocs: api-reference/bizproc/bizproc-robot/bizproc-event-send.md, api-reference/bizproc/bizproc-activity.
"""

from __future__ import annotations

from pytest_b24moderation.emulator.registry import method
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError, access_denied
from pytest_b24moderation.emulator.rest.params import as_dict
from pytest_b24moderation.emulator.scopes.bizproc.running import advance
from pytest_b24moderation.emulator.scopes.bizproc.state import Processes, Step, Workflow


@method("bizproc.event.send")
def event_send(call: Call) -> bool:
    """Finish a step, with the values that its RETURN_PROPERTIES name."""
    flow, step = _step(call)
    declared = step.kind.facts.get("RETURN_PROPERTIES") or {}
    given = as_dict(call.get("RETURN_VALUES"))
    step.values = {name: given[name] for name in declared if name in given}
    step.waiting = False
    if message := call.text("LOG_MESSAGE"):
        flow.log.append(message)
    advance(call.portal, flow)
    return True


@method("bizproc.activity.log")
def activity_log(call: Call) -> bool:
    """A line in the workflow's log; the step goes on waiting."""
    flow, _ = _step(call)
    message = call.text("LOG_MESSAGE")
    if not message:
        raise RestError(400, "ERROR_EMPTY_LOG_MESSAGE", "Empty log message!")
    flow.log.append(message)
    flow.modified = call.portal.clock.now()
    return True


def _step(call: Call) -> tuple[Workflow, Step]:
    found = call.state(Processes).step(call.text("EVENT_TOKEN"))
    app = call.grant.app
    if found is None or (app is not None and app.id != found[1].kind.app_id):
        raise access_denied()
    return found
