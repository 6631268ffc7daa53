"""One solution's verdict with one of everything, written by a solution that means harm."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.model import (
    Actor,
    Answer,
    Clause,
    Console,
    Decision,
    Exchange,
    Finding,
    Judgement,
    Outcome,
    PageText,
    Plan,
    Question,
    Rule,
    Scenario,
    Severity,
    Shot,
    Solution,
    Status,
    Step,
    Verdict,
    Version,
)
from pytest_b24moderation.record import Recorder

NASTY = "<script>alert(1)</script> \x1b[31mred\x1b[0m *bold* `tick` \u202eevil"


def png(width: int = 120, height: int = 80, colour: bytes = b"\x2f\x80\xed") -> bytes:
    """A small picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def an_exchange(**changes: Any) -> Exchange:
    fields: dict[str, Any] = {
        "seq": 7,
        "at": 1_790_000_000.25,
        "stage": "install",
        "actor": "admin",
        "source": "solution",
        "target": "portal",
        "method": "POST",
        "url": "https://b24-abc.bitrix24.com/rest/crm.deal.get?auth=«access_token:9f2c»",
        "request_headers": (("Host", "b24-abc.bitrix24.com"), ("Content-Type", "application/x-www-form-urlencoded")),
        "request_body": "id=15&fields%5BTITLE%5D=It%27s+here",
        "status": 401,
        "response_headers": (("Content-Type", "application/json; charset=utf-8"),),
        "response_body": '{"error":"expired_token","error_description":"The access token has expired"}',
        "took": 0.035,
    }
    return Exchange(**{**fields, **changes})


def a_rule(ident: str = "INS-08", severity: Severity = Severity.BLOCKER) -> Rule:
    texts = {
        "found": {
            "expected": {"en": "No data after removal", "ru": "После удаления данных нет"},
            "seen": {"en": "Still there: {what}", "ru": "Осталось: {what}"},
            "fix": {"en": "Erase it when ONAPPUNINSTALL comes", "ru": "Стирайте по ONAPPUNINSTALL"},
        }
    }
    clause = Clause("market/preparing-to-publish/publication-requirements.md", ("7",), "all data <must> be erased")
    titles = {"en": f"Data is erased ({ident})", "ru": f"Данные стираются ({ident})"}
    return Rule(ident, titles, clause, severity, ("install",), lambda *_: (), texts=texts, wrong={"en": "It may not."})


def a_scenario(region: str = "global", code: str = "acme.score") -> Scenario:
    solution = Solution(code, {"en": "Score <b>", "ru": "Оценка"}, "application", "Acme & Co", region)
    return Scenario(Path("scenario.yaml"), solution, (Version(3),))


def a_verdict(region: str = "global", decision: Decision = Decision.RETURN) -> Verdict:
    install, use = Step("install", Actor.ADMIN), Step("use", Actor.USER)
    plan = Plan("full", a_scenario(region), (install, use), lambda value, names: value, 42)
    if decision is Decision.APPROVE:
        good = Judgement(a_rule(), Answer.PASS)
        return Verdict(plan, decision, (good,), (Outcome(install, Status.PASSED),), "all 1 rules hold")
    shot = Shot(seq=8, stage="install", actor="admin", name="after install", file="evidence/shot.png")
    text = PageText(seq=9, stage="install", url="https://x.test/", owner="solution", title="", text=NASTY)
    log = Console(seq=10, stage="install", level="error", text=NASTY, url="https://x.test/", owner="solution")
    where = (an_exchange(), shot, text, log)
    finding = Finding("found", {"what": NASTY}, where, "INS-08", Severity.BLOCKER)
    minor = Finding("found", {"what": "a little"}, (log,), "UI-03", Severity.MINOR)
    question = Question("found", {"what": "is this realistic?"}, (shot,), "LST-16", Severity.MAJOR)
    judgements = (
        Judgement(a_rule("UI-03", Severity.MINOR), Answer.FINDING, (minor,)),
        Judgement(a_rule(), Answer.FINDING, (finding,)),
        Judgement(a_rule("LST-16", Severity.MAJOR), Answer.ASK, (), (question,)),
        Judgement(a_rule("FUN-03"), Answer.UNDECIDED, reason="use[user] did not happen"),
        Judgement(a_rule("VER-02"), Answer.WAIVED, (finding,), reason="known until spring"),
        Judgement(a_rule("INS-01"), Answer.PASS),
    )
    outcomes = (Outcome(install, Status.PASSED), Outcome(use, Status.BLOCKED, "needs open, which failed: " + NASTY))
    facts = {"portal": "b24-abc.bitrix24.com", "way": "namespace", "rules": "18"}
    return Verdict(plan, decision, judgements, outcomes, "1 of the rules is broken: INS-08", None, facts)


@pytest.fixture
def verdict() -> Verdict:
    return a_verdict()


@pytest.fixture
def make_verdict() -> Callable[..., Verdict]:
    return a_verdict


@pytest.fixture
def make_exchange() -> Callable[..., Exchange]:
    return an_exchange


@pytest.fixture
def picture() -> bytes:
    return png()


@pytest.fixture
def nasty() -> str:
    return NASTY


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    kept = Recorder(tmp_path / "acme.score")
    yield kept
    kept.close()
