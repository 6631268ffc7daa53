"""The Allure report, live: steps that read as sentences, with what was seen in each. The only file that speaks allure.

Allure shows one exchange per structured attachment, and every attachment is a file; so each step of the plan brings
one text log and one HAR of all its exchanges, and structured attachments for those few that tell most.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import allure
import allure_commons

from pytest_b24moderation.model import (
    Answer,
    Entry,
    Exchange,
    InfrastructureError,
    Judgement,
    Outcome,
    Rule,
    Scenario,
    Severity,
    Shot,
    Status,
    Step,
)
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report import allure_split
from pytest_b24moderation.report.allure_rule import rule_html
from pytest_b24moderation.report.choice import bad, telling_most
from pytest_b24moderation.report.har import har
from pytest_b24moderation.report.http_json import EXTENSION, MEDIA_TYPE, http_json
from pytest_b24moderation.report.http_text import http_log
from pytest_b24moderation.report.lines import watch_log
from pytest_b24moderation.report.listener import Listener
from pytest_b24moderation.report.telling import by_gravity, cut, in_language, plain, title_of, told
from pytest_b24moderation.report.terminal import step_name

split = allure_split.split

_item: Any = allure.dynamic
_attach: Any = allure.attach

USUAL, TROUBLED = 2, 4
"""Structured exchanges of a step that passed, and of one that failed."""

_SEVERITY = {
    Severity.BLOCKER: allure.severity_level.BLOCKER,
    Severity.MAJOR: allure.severity_level.CRITICAL,
    Severity.MINOR: allure.severity_level.MINOR,
}


class AllureSink(Listener):
    """Writes into whatever Allure item is running; without one, or without `--alluredir`, does nothing."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._open: list[AbstractContextManager[None]] = []
        self._own: Step | None = None
        self._shown: set[int] = set()

    def describe_step(self, step: Step, scenario: Scenario) -> None:
        """Titles and labels of the running item, which is this step of the plan."""
        self._own = step
        _item.title(step_name(step).capitalize())
        self._labels(scenario, "Life on a portal", step.stage)
        _item.label("b24.stage", step.stage)
        if step.actor:
            _item.label("b24.actor", str(step.actor))

    def describe_rule(self, rule: Rule, judgement: Judgement, scenario: Scenario) -> None:
        """Titles, labels and texts of the running item, which is this rule's answer."""
        self._own = None
        mask = self._recorder.mask
        _item.title(mask(plain(f"{rule.id} {title_of(rule)}")))
        self._labels(scenario, "Rules", f"{rule.id} {title_of(rule)}")
        gravest = by_gravity((judgement,))
        _item.severity(_SEVERITY[gravest[0][0] if gravest else rule.severity])
        _item.label("b24.rule", rule.id)
        _item.link(rule.clause.link, name=plain(rule.clause.quote))
        _item.description_html(mask(rule_html(rule, judgement, scenario)))
        _item.label("b24.answer", str(judgement.answer))
        if judgement.answer is not Answer.PASS:
            _item.tag(str(judgement.answer))
        self._parameters(judgement)

    def sentence_began(self, text: str) -> None:
        self._enter(text)

    def sentence_ended(self, text: str, entries: tuple[Entry, ...], error: BaseException | None) -> None:  # noqa: ARG002
        if self._listened():
            wrong = [e for e in entries if isinstance(e, Exchange) and bad(e)] if error else []
            self._exchanges(telling_most(wrong, 1))
            for shot in [e for e in entries if isinstance(e, Shot)][-1:]:
                self._shot(shot)
        self._leave(error)

    def step_began(self, step: Step) -> None:
        self._shown.clear()
        if step != self._own:
            self._enter(step_name(step).capitalize())

    def step_ended(self, outcome: Outcome, entries: tuple[Entry, ...]) -> None:
        if self._listened():
            self._evidence(outcome, entries)
        if outcome.step != self._own:
            self._leave(_error_of(outcome))
        else:
            _item.label("b24.outcome", str(outcome.status))
            if outcome.status is not Status.PASSED:
                _item.tag(str(outcome.status))

    def _labels(self, scenario: Scenario, feature: str, story: str) -> None:
        solution = scenario.solution
        title = self._recorder.mask(plain(in_language(solution.titles, "en", solution.code)))
        _item.epic(f"{title} ({solution.code})")
        _item.feature(feature)
        _item.story(story)
        _item.parent_suite(solution.code)
        _item.suite(feature)
        _item.label("b24.solution", solution.code)
        _item.label("b24.version", str(scenario.version.number))

    def _parameters(self, judgement: Judgement) -> None:
        """Short facts beside the title; excluded, for what was found must not change the item's history."""
        facts = {
            "why": judgement.reason,
            "seen": "; ".join(told(judgement.rule, finding).seen for finding in judgement.findings),
            "asked": "; ".join(told(judgement.rule, question).seen for question in judgement.questions),
        }
        for name, value in facts.items():
            if value:
                _item.parameter(name, self._recorder.mask(cut(plain(value), 500)), excluded=True)

    def _evidence(self, outcome: Outcome, entries: Sequence[Entry]) -> None:
        exchanges = [entry for entry in entries if isinstance(entry, Exchange)]
        if exchanges:
            room = (TROUBLED if outcome.status is not Status.PASSED else USUAL) - len(self._shown & _seqs(exchanges))
            rest = [exchange for exchange in exchanges if exchange.seq not in self._shown]
            self._exchanges(telling_most(rest, max(room, 0)))
            number = f"({len(exchanges)} {'exchange' if len(exchanges) == 1 else 'exchanges'})"
            self._attach(f"HTTP log with curl lines {number}", http_log(exchanges), "text/plain", "txt")
            self._attach(f"HAR {number}", har(exchanges), "application/json", "har")
        if watched := watch_log(entries):
            name = f"Frames, console, page errors, server log ({len(watched.splitlines())} lines)"
            self._attach(name, watched, "text/plain", "txt")
        for shot in [entry for entry in entries if isinstance(entry, Shot)][-1:]:
            self._shot(shot)

    def _exchanges(self, exchanges: Sequence[Exchange]) -> None:
        for exchange in exchanges:
            answer = str(exchange.status or "no answer")
            name = f"{exchange.source} → {exchange.target}: {exchange.method} {exchange.path} {answer}"
            self._attach(cut(plain(name), 150), http_json(exchange), MEDIA_TYPE, EXTENSION)
            self._shown.add(exchange.seq)

    def _shot(self, shot: Shot) -> None:
        """A screenshot, once; one whose file is gone is named by the timeline alone."""
        file = self._recorder.folder / shot.file
        if shot.seq not in self._shown and file.is_file():
            self._shown.add(shot.seq)
            with _outside_items():
                _attach.file(str(file), f"Screenshot: {plain(shot.name)}", "image/png", "png")

    def _attach(self, name: str, text: str, media_type: str, extension: str) -> None:
        with _outside_items():
            _attach(self._recorder.mask(text), name, media_type, extension)

    def _enter(self, text: str) -> None:
        step: Any = allure.step(self._recorder.mask(plain(text)))
        self._open.append(step)
        with _outside_items():
            step.__enter__()

    def _leave(self, error: BaseException | None) -> None:
        if self._open:
            shown = self._masked(error) if error else None
            with _outside_items():
                self._open.pop().__exit__(type(shown) if shown else None, shown, None)

    def _masked(self, error: BaseException) -> BaseException:
        """An error of the same name, its text masked: Allure prints it, and tells failed from broken by its kind."""
        base = AssertionError if isinstance(error, AssertionError) else Exception
        kind = type(type(error).__name__, (base,), {"__module__": "builtins"})
        masked: BaseException = kind(self._recorder.mask(plain(str(error), lines=True)))
        return masked

    @staticmethod
    def _listened() -> bool:
        """Whether anybody writes Allure results; if not, nothing need be rendered."""
        return bool(allure_commons.plugin_manager.hook.attach_data.get_hookimpls())


@contextlib.contextmanager
def _outside_items() -> Iterator[None]:
    """Allure-pytest raises when no item runs (as after the last one): there is nowhere to write then."""
    with contextlib.suppress(KeyError, StopIteration):
        yield


def _seqs(entries: Sequence[Entry]) -> set[int]:
    return {entry.seq for entry in entries}


def _error_of(outcome: Outcome) -> BaseException | None:
    if outcome.status is Status.PASSED:
        return None
    if outcome.error:
        return outcome.error
    return AssertionError(outcome.reason) if outcome.status is Status.FAILED else InfrastructureError(outcome.reason)
