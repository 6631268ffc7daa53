"""report.html: one page of our own that opens anywhere, offline, and shows the verdict with its proof."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from pytest_b24moderation.model import (
    Answer,
    Entry,
    Exchange,
    Finding,
    Judgement,
    Outcome,
    PageText,
    Rule,
    Shot,
    Step,
    Verdict,
)
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.curl import curl
from pytest_b24moderation.report.http_text import clock, headline, http_text
from pytest_b24moderation.report.lines import line
from pytest_b24moderation.report.listener import Listener
from pytest_b24moderation.report.markup import Html, fold, join, link, tag
from pytest_b24moderation.report.telling import (
    again,
    answered,
    by_gravity,
    cut,
    in_language,
    place,
    plain,
    proof,
    title_of,
    told,
)
from pytest_b24moderation.report.terminal import counts, step_name

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""The page may load nothing at all; pictures and style are in it."""

PROOFS = 12
PICTURES = 6_000_000
"""Bytes of screenshots in one page; those beyond are named by their file."""

_SAYS = {"approve": "Approve", "return": "Return", "ask": "Ask", "none": "No verdict"}


class HtmlSink(Listener):
    """Writes report.html when the run is over."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def finished(self, verdict: Verdict) -> None:
        shots = self._recorder.entries(Shot)
        self._recorder.publish("report.html", report_page(verdict, shots, self._recorder.folder))


def report_page(verdict: Verdict, shots: Sequence[Shot], folder: Path) -> str:
    """The page. ``folder`` is where the screenshots' files are."""
    album = Album(folder)
    solution = verdict.plan.scenario.solution
    title = in_language(solution.titles, "en", solution.code)
    style = resources.files(__package__).joinpath("page.css").read_text("utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("title", f"{solution.code}: {_SAYS[verdict.decision]}"),
        tag("style", Html(style)),
    )
    parts = [
        _head(verdict, title),
        *_findings(verdict, album),
        *_questions(verdict, album),
        *_undecided(verdict.judgements),
        *_waived(verdict.judgements),
        *_steps(verdict.outcomes, shots, album),
        *_rules(verdict.judgements),
        tag("footer", ", ".join(f"{name}: {value}" for name, value in sorted(verdict.facts.items()))),
    ]
    return "<!doctype html>\n" + tag("html", head, tag("body", tag("main", parts)), lang="en") + "\n"


class Album:
    """Screenshots as pictures inside the page, each once, until there is no more room."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._room = PICTURES
        self._shown: set[str] = set()

    def picture(self, shot: Shot) -> Html:
        file = (self._folder / shot.file).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            return tag("p", f"{shot.name}: {shot.file} (the file is gone)", class_="soft")
        anchor = f"shot-{Path(shot.file).stem}"
        if shot.file in self._shown:
            return tag("p", tag("a", f"{shot.name} (shown above)", href=f"#{anchor}"), class_="soft")
        if file.stat().st_size > self._room:
            return tag("p", f"{shot.name}: {shot.file}", class_="soft")
        data = file.read_bytes()
        self._room -= len(data)
        self._shown.add(shot.file)
        name = plain(f"{shot.name} ({place(shot)})")
        return tag("img", src=f"data:image/png;base64,{b64encode(data).decode()}", alt=name, id=anchor)


def _head(verdict: Verdict, title: str) -> Html:
    solution, version = verdict.plan.scenario.solution, verdict.plan.scenario.version.number
    found = [f"{len(rows)} {severity}" for severity, rows in by_gravity(verdict.judgements)]
    summary = ", ".join([*found, *filter(None, [counts(verdict)])]) or "nothing found"
    return join(
        [
            tag("span", _SAYS[verdict.decision], class_=f"badge large {verdict.decision}"),
            tag("h1", title),
            tag(
                "p",
                f"{solution.code}, version {version}, by {solution.developer or 'an unnamed developer'}",
                class_="soft",
            ),
            tag("p", verdict.reason) if verdict.reason else "",
            tag("p", tag("b", summary[:1].upper() + summary[1:])),
        ]
    )


def _findings(verdict: Verdict, album: Album) -> list[Html]:
    code = verdict.plan.scenario.solution.code
    rows = [row for _, group in by_gravity(verdict.judgements) for row in group]
    if not rows:
        return []
    return [tag("h2", f"Findings ({len(rows)})"), *(_card(rule, finding, code, album) for rule, finding in rows)]


def _questions(verdict: Verdict, album: Album) -> list[Html]:
    rows = [(judgement.rule, question) for judgement in verdict.judgements for question in judgement.questions]
    if not rows:
        return []
    code = verdict.plan.scenario.solution.code
    cards = [_card(rule, question, code, album, "ask") for rule, question in rows]
    return [tag("h2", f"Questions for a person ({len(rows)})"), *cards]


def _card(rule: Rule, finding: Finding, code: str, album: Album, mark: str = "") -> Html:
    text, mark = told(rule, finding), mark or str(finding.severity)
    rows = [("Expected", text.expected), ("Seen", text.seen), ("Where", place(finding)), ("What to do", text.fix)]
    facts = [[tag("dt", name), tag("dd", value)] for name, value in rows if value]
    clause = [tag("dt", "Clause"), tag("dd", link(rule.clause.link, f"“{rule.clause.quote}”"))]
    exchange = proof(finding)
    commands = "\n".join([again(code, rule.id), *([cut(curl(exchange), 4000)] if exchange else [])])
    return tag(
        "section",
        tag("span", mark, class_=f"badge {mark}"),
        tag("h3", f"{rule.id} · {title_of(rule)}"),
        tag("dl", clause, *facts),
        *_proofs(finding, album),
        fold("See it again", tag("pre", commands)),
        class_=f"card {mark}",
    )


def _proofs(finding: Finding, album: Album) -> list[Html]:
    if not finding.where:
        return []
    shown = [_proof(entry, album) for entry in finding.where[:PROOFS]]
    if len(finding.where) > PROOFS:
        shown.append(tag("p", f"and {len(finding.where) - PROOFS} more entries of the timeline", class_="soft"))
    return [fold(f"Proof ({len(finding.where)})", shown, open_=len(finding.where) == 1)]


def _proof(entry: Entry, album: Album) -> Html:
    if isinstance(entry, Shot):
        return album.picture(entry)
    if isinstance(entry, Exchange):
        return fold(f"#{entry.seq} {headline(entry)}", tag("pre", cut(http_text(entry), 20_000)))
    if isinstance(entry, PageText):
        said = f"#{entry.seq} {clock(entry.at)} the {entry.owner}'s frame {entry.url}"
        return fold(said, tag("pre", cut(entry.text, 4000) or "(nothing)"))
    return tag("p", f"#{entry.seq} {clock(entry.at)} {line(entry)}", class_="soft")


def _undecided(judgements: tuple[Judgement, ...]) -> list[Html]:
    rows = [(j.rule.id, title_of(j.rule), j.reason) for j in answered(judgements, Answer.UNDECIDED)]
    return [tag("h2", f"Could not be judged ({len(rows)})"), _table(("Rule", "", "Why"), rows)] if rows else []


def _waived(judgements: tuple[Judgement, ...]) -> list[Html]:
    rows = [(j.rule.id, title_of(j.rule), j.reason) for j in answered(judgements, Answer.WAIVED)]
    return [tag("h2", f"Waived ({len(rows)})"), _table(("Rule", "", "Why"), rows)] if rows else []


def _steps(outcomes: tuple[Outcome, ...], shots: Sequence[Shot], album: Album) -> list[Html]:
    rows = []
    for outcome in outcomes:
        last = _last_shot(outcome.step, shots)
        picture = [fold("screenshot", album.picture(last))] if last else []
        status = tag("span", str(outcome.status), class_=f"badge {outcome.status}")
        rows.append((step_name(outcome.step), status, join([tag("span", outcome.reason), *picture])))
    return [tag("h2", "Steps"), _table(("Step", "Outcome", ""), rows)] if rows else []


def _last_shot(step: Step, shots: Sequence[Shot]) -> Shot | None:
    actor = str(step.actor or "")
    return next((s for s in reversed(shots) if s.stage == step.stage and actor in ("", s.actor)), None)


def _rules(judgements: tuple[Judgement, ...]) -> list[Html]:
    rows = [(j.rule.id, tag("span", str(j.answer), class_=f"badge {j.answer}"), title_of(j.rule)) for j in judgements]
    return [fold(tag("b", f"All rules ({len(rows)})"), _table(("Rule", "Answer", ""), rows))] if rows else []


def _table(names: Sequence[str], rows: Sequence[Sequence[Html | str]]) -> Html:
    body = [tag("tr", *(tag("td", cell) for cell in row)) for row in rows]
    return tag("table", tag("thead", tag("tr", *(tag("th", name) for name in names))), tag("tbody", body))
