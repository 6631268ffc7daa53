"""One run of one solution: does each stage once, asks each rule, gives a verdict.

Stages act and rules judge; the engine knows none of them by name. What it is handed: the plan, the
stages, the rules, the timeline, and a way to get the tools (`kit`), told whether a portal is among them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from typing import Any

from pytest_b24moderation.model import (
    Answer,
    Decision,
    Evidence,
    Finding,
    InfrastructureError,
    Judgement,
    NotEmulated,
    Outcome,
    Owner,
    Plan,
    Question,
    Rule,
    ScenarioError,
    Severity,
    Sink,
    Stage,
    Status,
    Step,
    Timeline,
    Verdict,
    Waiver,
)

UNKNOWN = "in an unknown state"


class Run:
    """The state of one run. ``want`` what is asked for, then ``ensure`` steps and ``judge`` rules."""

    def __init__(
        self,
        plan: Plan,
        stages: Mapping[str, Stage],
        rules: Mapping[str, Rule],
        timeline: Timeline,
        kit: Callable[[bool], Any],
        sinks: Sequence[Sink] = (),
        waivers: Sequence[Waiver] = (),
    ) -> None:
        self.plan = plan
        self.stages = stages
        self.rules = rules
        self.timeline = timeline
        self.sinks = sinks
        self.waivers = waivers
        self.outcomes: dict[Step, Outcome] = {}
        self.judgements: dict[str, Judgement] = {}
        self.unseen: frozenset[str] = frozenset()
        self.facts: dict[str, str] = {}
        self.gaps: Callable[[], Sequence[str]] = tuple
        self.broken: Callable[[], Sequence[str]] = tuple
        self._kit = kit
        self._state = "removed"
        self._wanted: set[Step] = set()
        self._ends = 0.0
        self._broken = ""

    def want(self, steps: Iterable[Step] = (), rules: Iterable[str] = ()) -> None:
        """Add to what this run will do: these steps, the stages of these rules, and all they need."""
        names = {step.stage for step in steps} | {need for rule in rules for need in self.rules[rule].needs}
        self._wanted |= set(steps)
        self._wanted |= {step for step in self.plan.steps if step.stage in _closure(names, self.stages)}
        while missing := self._bridge():
            self._wanted.add(missing)

    def _bridge(self) -> Step | None:
        """A step of the plan that is not wanted yet, but without which a wanted one finds the wrong state."""
        state = "removed"
        for index, step in enumerate(self.plan.steps):
            stage = self.stages[step.stage]
            if step not in self._wanted:
                continue
            if stage.wants and stage.wants != state:
                before = reversed(self.plan.steps[:index])
                bridge = next((s for s in before if self.stages[s.stage].leaves == stage.wants), None)
                if bridge and bridge not in self._wanted:
                    return bridge
            state = stage.leaves or state
        return None

    def ensure(self, step: Step) -> Outcome:
        """Do the step, after every wanted one that comes before it in the plan; each is done once."""
        self.want([step])
        for earlier in self.plan.steps[: self.plan.steps.index(step) + 1]:
            if earlier in self._wanted and earlier not in self.outcomes:
                self._do(earlier)
        return self.outcomes[step]

    def _do(self, step: Step) -> None:
        first = self.timeline.last
        for sink in self.sinks:
            sink.step_began(step)
        reason = self._blocked(step)
        try:
            outcome = Outcome(step, Status.BLOCKED, reason) if reason else self._act(step)
        except Exception as error:  # noqa: BLE001  whatever else goes wrong is ours
            outcome = Outcome(step, Status.OURS, f"{type(error).__name__}: {error}", error)
        except BaseException as error:  # Ctrl-C, or a time limit of pytest's: nothing is known of the step
            self.outcomes[step] = Outcome(step, Status.OURS, f"interrupted ({type(error).__name__})", error)
            raise
        self.outcomes[step] = outcome
        seen = self.timeline.since(first)
        for sink in self.sinks:
            sink.step_ended(outcome, seen)

    def _blocked(self, step: Step) -> str:
        """Why the step cannot be done now; "" when it can."""
        stage = self.stages[step.stage]
        for need in stage.needs:
            done = [o for s, o in self.outcomes.items() if s.stage == need]
            if not any(o.status is Status.PASSED for o in done):
                why = (
                    f", which {done[0].status}: {_first_line(done[0].reason)}" if done else ", which is not in the plan"
                )
                return f"needs {need}{why}"
        removed = self._state == "removed"
        if stage.wants and (self._state == UNKNOWN or removed != (stage.wants == "removed")):
            return f"needs the solution {stage.wants}, but it is {self._state}"
        return ""

    def _act(self, step: Step) -> Outcome:
        stage = self.stages[step.stage]
        gaps, broken = len(self.gaps()), len(self.broken())
        was, self._state = self._state, UNKNOWN if stage.leaves else self._state
        try:
            kit = self._tools(stage)
            with self.timeline.at(step.stage, str(step.actor or "")):
                stage.act(kit, step.actor)
            self._state = stage.leaves or was
        except ScenarioError as error:
            outcome = Outcome(step, Status.AUTHOR, str(error), error)
        except AssertionError as error:
            self._state = "half installed" if stage.leaves == "installed" else was
            outcome = Outcome(step, Status.FAILED, str(error), error)
        else:
            outcome = Outcome(step, Status.PASSED)
        fault = self._fault(gaps, broken)
        return Outcome(step, Status.OURS, str(fault), fault) if fault else outcome

    def _fault(self, gaps: int, broken: int) -> InfrastructureError | None:
        """A fault of the portal or the gateway since so many of them were known."""
        if faults := tuple(dict.fromkeys(self.broken()[broken:])):
            return InfrastructureError(f"our side failed: {'; '.join(faults)}", "tell the maintainers")
        calls = tuple(dict.fromkeys(self.gaps()[gaps:]))
        return NotEmulated(calls) if calls else None

    def _tools(self, stage: Stage) -> Any:
        """The kit, which starts portal and server with the first stage that needs a portal."""
        self._ends = self._ends or time.monotonic() + self.plan.deadlines.run
        if time.monotonic() > self._ends:
            limit = self.plan.deadlines.run
            raise InfrastructureError(f"the run took longer than {limit:.0f} s", "raise the deadline `run`")
        return self._kit(stage.portal)

    def judge(self, rule_id: str) -> Judgement:
        """Ask one rule, after the stages whose evidence it sees."""
        if rule_id not in self.judgements:
            rule = self.rules[rule_id]
            self.want(rules=[rule_id])
            steps = [step for step in self.plan.steps if step.stage in rule.needs]
            for step in steps:
                self.ensure(step)
            try:
                self.judgements[rule_id] = self._ask(rule, [self.outcomes[step] for step in steps])
            except Exception as error:
                self._broken = f"{rule_id} could not be judged ({type(error).__name__}: {_first_line(str(error))})"
                raise
            for sink in self.sinks:
                sink.judged(self.judgements[rule_id])
        return self.judgements[rule_id]

    def _ask(self, rule: Rule, outcomes: list[Outcome]) -> Judgement:
        evidence = self._evidence(outcomes)
        findings: list[Finding] = []
        questions: list[Question] = []
        for found in rule.decide(evidence, rule.patterns):
            found = replace(found, rule=rule.id, severity=rule.severity)
            if isinstance(found, Question):
                questions.append(found)
            else:
                findings.append(found)
        if findings:
            waiver = self._waiver(rule)
            answer, reason = (Answer.WAIVED, _waived(waiver)) if waiver else (Answer.FINDING, "")
            return Judgement(rule, answer, tuple(findings), tuple(questions), reason)
        if reason := _undecided(rule, outcomes, self.unseen, self.plan.left_out):
            return Judgement(rule, Answer.UNDECIDED, (), tuple(questions), reason)
        return Judgement(rule, Answer.ASK if questions else Answer.PASS, (), tuple(questions))

    def _waiver(self, rule: Rule) -> Waiver | None:
        version, today = self.plan.scenario.version.number, date.today()
        return next((w for w in self.waivers if w.rule == rule.id and w.holds(version, today)), None)

    def stale_waivers(self) -> list[str]:
        """Waivers that count for nothing now: over, for another version, or of a rule that holds."""
        version, today = self.plan.scenario.version.number, date.today()
        stale = []
        for waiver in self.waivers:
            judged = self.judgements.get(waiver.rule)
            if not waiver.holds(version, today):
                stale.append(
                    f"{waiver.place}: {waiver.rule} is waived until {waiver.until} only, or for another version"
                )
            elif judged and judged.answer is not Answer.WAIVED:
                stale.append(f"{waiver.place}: {waiver.rule} is waived, but not broken any more")
        return stale

    def _evidence(self, outcomes: list[Outcome]) -> Evidence:
        happened = {(o.step.stage, str(o.step.actor or "")) for o in outcomes if o.happened}
        items = tuple(e for e in self.timeline.since(0) if (e.stage, e.actor) in happened)
        return Evidence(self.plan.scenario, tuple(outcomes), items, self.unseen)

    def verdict(self) -> Verdict:
        """What is said of the solution, from all that was done and judged so far."""
        decision, reason, blame = decide(self.rules, self.judgements, self.outcomes.values())
        if self._broken and decision is not Decision.RETURN:
            decision, reason, blame = Decision.NONE, self._broken, Owner.OURS
        judged, done = tuple(self.judgements.values()), tuple(self.outcomes.values())
        return Verdict(self.plan, decision, judged, done, reason, blame, dict(self.facts))

    def finish(self) -> Verdict:
        """Give the verdict to every sink; a sink that fails does not keep the others from it."""
        verdict = self.verdict()
        with ExitStack() as stack:
            for sink in reversed(self.sinks):
                stack.callback(sink.finished, verdict)
        return verdict


def decide(
    rules: Mapping[str, Rule], judgements: Mapping[str, Judgement], outcomes: Iterable[Outcome]
) -> tuple[Decision, str, Owner | None]:
    """The word of a verdict, in one sentence why, and whose fault it is when there is none."""
    answers = judgements.values()
    grave = [j for j in answers if j.answer is Answer.FINDING and j.rule.severity is not Severity.MINOR]
    if grave:
        many = "1 of the rules is" if len(grave) == 1 else f"{len(grave)} of the rules are"
        return Decision.RETURN, f"{many} broken: {', '.join(j.rule.id for j in grave)}", None
    fault = next((o for o in outcomes if o.status in (Status.OURS, Status.AUTHOR)), None)
    if fault:
        owner = Owner.OURS if fault.status is Status.OURS else Owner.AUTHOR
        return Decision.NONE, f"{fault.step} did not happen: {_first_line(fault.reason)}", owner
    failed = next((o for o in outcomes if o.status is Status.FAILED), None)
    if failed:
        return Decision.ASK, f"{failed.step} failed, and no rule says why: {_first_line(failed.reason)}", None
    asked = [j.rule.id for j in answers if j.answer is Answer.ASK]
    silent = [j.rule.id for j in answers if j.answer is Answer.UNDECIDED]
    left = [rule for rule in rules if rule not in judgements]
    parts = (("asked", asked), ("undecided", silent), ("not judged in this run", left))
    if any(ids for _, ids in parts):
        return Decision.ASK, "; ".join(f"{what}: {', '.join(ids)}" for what, ids in parts if ids), None
    return Decision.APPROVE, f"all {len(judgements)} rules hold", None


def _closure(names: Iterable[str], stages: Mapping[str, Stage]) -> set[str]:
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found and name in stages:
            found.add(name)
            queue += stages[name].needs
    return found


def _undecided(rule: Rule, outcomes: list[Outcome], unseen: frozenset[str], left_out: Mapping[str, str]) -> str:
    """Why a rule without a finding cannot say that all is well; "" when it can."""
    for need in rule.needs:
        steps = [o for o in outcomes if o.step.stage == need]
        if not steps:
            return f"the stage {need} is not in this plan" + (f": {left_out[need]}" if need in left_out else "")
        if missed := next((o for o in steps if not o.happened), None):
            return f"{missed.step} did not happen: {_first_line(missed.reason)}"
    blind = [side for side in rule.sees if side in unseen]
    return f"what the {blind[0]} sends could not be watched on this machine" if blind else ""


def _waived(waiver: Waiver) -> str:
    return f"{waiver.reason} (waived by {waiver.by} until {waiver.until})"


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""
