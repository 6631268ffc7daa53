"""A run told entry by entry, and judged by one rule: the rules' tests need no portal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from pytest_b24moderation.model import (
    Actor,
    AppInfo,
    Entry,
    Evidence,
    Exchange,
    Finding,
    Fingerprint,
    FrameMessage,
    Opened,
    Outcome,
    Place,
    PortalItem,
    Probe,
    Question,
    Rule,
    Scenario,
    Server,
    Solution,
    Status,
    Step,
    Version,
)
from pytest_b24moderation.plugin.rulebook import load_rules

E = TypeVar("E", bound=Entry)
PORTAL, HOST = "b24-x1y2z3.bitrix24.com", "acme-score.solution.test"


class Story:
    """What was seen in a run, in the order in which it is told."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = rules
        self.entries: list[Entry] = []
        self.outcomes: dict[Step, Outcome] = {}
        self.now = 1000.0
        self.stage, self.actor = "install", ""
        self.kind, self.menu_item, self.scopes = "application", True, ("crm",)
        self.probes: tuple[Probe, ...] = ()

    def at(self, stage: str, actor: str = "", *, failed: str = "") -> None:
        """From now on, this stage; ``failed``: the reason why it ended badly."""
        self.stage, self.actor = stage, actor
        step = Step(stage, Actor(actor) if actor else None)
        self.outcomes[step] = Outcome(step, Status.FAILED if failed else Status.PASSED, failed)

    def add(self, kind: type[E], /, **fields: Any) -> E:
        self.now += 1
        stamp = {"seq": len(self.entries) + 1, "at": self.now, "stage": self.stage, "actor": self.actor}
        entry = kind(**(stamp | fields))
        self.entries.append(entry)
        return entry

    def rest(self, method: str, params: Mapping[str, str] | None = None, **answer: Any) -> Exchange:
        """A REST call of the solution's server; ``error``, ``status``, ``result``, ``source``, ``took``, ``at``."""
        error, status = answer.pop("error", ""), answer.pop("status", 0)
        body = {"error": error, "error_description": answer.pop("text", "")} if error else {}
        body |= {} if error else {"result": answer.pop("result", True), "time": {}}
        fields = {"source": "solution", "target": "portal", "method": "POST", "took": 0.1, **answer}
        return self.add(
            Exchange,
            url=f"https://{PORTAL}/rest/{method}.json",
            request_body=urlencode({**(params or {}), "auth": "«access_token:9f2c»"}),
            status=status or (400 if error else 200),
            response_body=json.dumps(body),
            **fields,
        )

    def event(self, name: str, status: int = 200, **fields: Any) -> Exchange:
        """The portal tells the solution's server of an event."""
        body = urlencode({"event": name, "auth[member_id]": "«member_id:1a2b»"})
        fields = {"source": "portal", "target": "solution", "took": 0.1, **fields}
        return self.add(
            Exchange, method="POST", url=f"https://{HOST}/events", request_body=body, status=status, **fields
        )

    def page(self, body: str, status: int = 200, kind: str = "text/html; charset=utf-8", path: str = "/") -> Exchange:
        """The browser loads a page of the solution."""
        return self.add(
            Exchange,
            source="browser",
            target="solution",
            method="POST",
            url=f"https://{HOST}{path}?DOMAIN={PORTAL}",
            request_body="AUTH_ID=%C2%ABaccess_token%3A9f2c%C2%BB&PLACEMENT=DEFAULT",
            status=status,
            response_headers=(("Content-Type", kind),),
            response_body=body,
        )

    def opened(self, place: str = "app", result: str = "shown", path: str = "/") -> Opened:
        return self.add(
            Opened, place=place, url=f"https://{HOST}{path}", frame_url=f"https://{HOST}{path}", result=result
        )

    def info(self, installed: bool = True) -> AppInfo:
        return self.add(AppInfo, installed=installed, active=installed, version=1)

    def finish(self, data: str = "setInstallFinish:::0123456789abcdef0123456789abcdef") -> FrameMessage:
        return self.add(FrameMessage, way="up", command="setInstallFinish", data=data, frame=f"https://{HOST}/install")

    def fingerprint(self, moment: str, *items: PortalItem) -> Fingerprint:
        portal = PortalItem("users", "1", "portal", "Ann Admin", "00")
        return self.add(Fingerprint, moment=moment, items=(portal, *items))

    def stores(self) -> None:
        """The scenario has an erasure probe: its author says that data is stored."""
        place = Place(Path("scenario.yaml"), 1)
        self.probes = (Probe("tokens are gone", "sql", {}, place),)

    @property
    def scenario(self) -> Scenario:
        url = f"https://{HOST}"
        version = Version(1, url=f"{url}/", install_url=f"{url}/install", scopes=self.scopes, menu_item=self.menu_item)
        solution = Solution("acme.score", {"en": "Score"}, self.kind)
        server = None if self.kind == "static" else Server(("python", "app.py"), Path("app"))
        return Scenario(Path("scenario.yaml"), solution, (version,), server=server, erasure=self.probes)

    def judge(self, rule_id: str) -> list[Finding]:
        """What the rule says; every text of it has been filled in both languages."""
        rule = self.rules[rule_id]
        seen = tuple(e for e in self.entries if e.stage in rule.needs)
        outcomes = tuple(o for o in self.outcomes.values() if o.step.stage in rule.needs)
        found = list(rule.decide(Evidence(self.scenario, outcomes, seen), rule.patterns))
        for finding in found:
            for part in ("expected", "seen", "fix"):
                for language in ("en", "ru"):
                    assert rule.text(finding, part, language).strip()
        return found

    def keys(self, rule_id: str) -> list[str]:
        """The keys of what the rule says; a question's has a ``?`` behind it."""
        return [f.key + "?" * isinstance(f, Question) for f in self.judge(rule_id)]


def item(section: str, key: str, summary: str = "", digest: str = "", owner: str = "solution") -> PortalItem:
    return PortalItem(section, key, owner, summary or key, digest or key)


@pytest.fixture(scope="session")
def rules() -> Mapping[str, Rule]:
    return load_rules()


@pytest.fixture
def story(rules: Mapping[str, Rule]) -> Story:
    return Story(rules)


@pytest.fixture
def thing() -> Any:
    """Makes one thing on a portal: section, key, summary, digest, owner."""
    return item


@pytest.fixture
def installed(story: Story) -> Story:
    """A story in which the solution got installed without trouble."""
    story.at("install")
    story.info()
    return story
