"""Whose fault it is: every error of the house belongs to exactly one owner.

    Exception
    ├── ScenarioError          the author of the scenario
    ├── InfrastructureError    ours: the harness or the machine
    │   ├── NotEmulated        a documented call the embedded portal does not know yet
    │   └── LeaseFailed        no clean portal could be had
    └── AssertionError
        ├── StageFailed        the solution's: a stage could not be carried out
        └── RuleBroken         the solution's: a rule of the catalogue is broken

Only the last two return a solution, which is why only they are ``AssertionError``: pytest and
Allure then say *failed* for the solution and *broken* for us.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_b24moderation.model.scenario import Place


class ScenarioError(Exception):
    """The scenario file is wrong: says where, what was expected, what was found, what to do."""

    def __init__(
        self, message: str, place: Place | None = None, expected: str = "", found: str = "", hint: str = ""
    ) -> None:
        self.message = message
        self.place = place
        self.expected = expected
        self.found = found
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        rows = (("expected", self.expected), ("found", self.found), ("hint", self.hint))
        return "\n".join([head, *(f"  {name}: {text}" for name, text in rows if text)])


class InfrastructureError(Exception):
    """The harness or the machine failed; the solution is not to blame. Says what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}\n  what to do: {remedy}" if remedy else message)


class NotEmulated(InfrastructureError):
    """Calls that Bitrix24 documents and the embedded portal does not answer yet: a gap of ours."""

    def __init__(self, calls: tuple[str, ...]) -> None:
        self.calls = calls
        super().__init__(
            f"the embedded portal does not know yet: {', '.join(calls)}",
            "run the solution on a real portal, or add the method to the emulator",
        )


class LeaseFailed(InfrastructureError):
    """No clean portal could be had."""


class StageFailed(AssertionError):
    """The solution did not get through a stage. ``last_state`` is what was seen last."""

    def __init__(self, message: str, last_state: str = "") -> None:
        self.message = message
        self.last_state = last_state
        super().__init__(f"{message}\n  last seen: {last_state}" if last_state else message)


class RuleBroken(AssertionError):
    """A rule of the catalogue is broken; the text is the findings as the developer reads them."""
