"""Using the solution: the scenario's tests, one after another, as one actor."""

from __future__ import annotations

from typing import Any

from pytest_b24moderation.clients.actions import perform
from pytest_b24moderation.clients.journeys.opening import must_have_scripts
from pytest_b24moderation.clients.kit import Kit
from pytest_b24moderation.model import Actor, Note, StageFailed, TestResult, UserTest


def run_tests(kit: Kit, actor: Actor | None) -> None:
    """Run every test of that actor; one that fails does not stop the others.

    Raises StageFailed at the end when any failed; the author's and our own faults at once.
    """
    actor = actor or Actor.ADMIN
    mine = [test for test in kit.scenario.tests if actor in test.actors]
    if not mine:
        kit.timeline.add(Note, about="use", text=f"the scenario has no test for {actor}")
    failed = [reason for test in mine if (reason := _run(kit, actor, test))]
    if failed:
        raise StageFailed(f"{len(failed)} of {len(mine)} tests failed: {'; '.join(failed)}")


def _run(kit: Kit, actor: Actor, test: UserTest) -> str:
    """Run one test and write down how it went; "" or which and why it failed."""
    seen: dict[str, Any] = {}
    lacked = {id(window): len(window.watch.lacking) for window in kit.windows.opened(actor)}
    at, error = test.place, None
    try:
        with kit.timeline.sentence(f"Test: {test.name}"), kit.ending(actor, test.name):
            for action in test.actions:
                at = action.place
                seen |= perform(kit, actor, action)
    except StageFailed as failure:
        for window in kit.windows.opened(actor):
            must_have_scripts(window, f"the test “{test.name}” failed", lacked.get(id(window), 0))
        error = failure
    reason = str(error) if error else ""
    # the developer is told the line, not where the file lies on this machine
    place = f"{at.file.name}:{at.line}:{at.column}" if error else ""
    kit.timeline.add(TestResult, name=test.name, passed=not error, reason=reason, place=place, seen=seen)
    return f"{test.name} ({error.message})" if error else ""
