from __future__ import annotations

import gzip
import json
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pytest_b24moderation import model
from pytest_b24moderation.model import Actor, Entry, Exchange, InfrastructureError, Note, Sentence, Timeline
from pytest_b24moderation.record import RawExchange, Recorder, read_timeline


class Listener:
    """Keeps what it is told, as a report would."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def sentence_began(self, text: str) -> None:
        self.told.append(("began", text))

    def sentence_ended(self, text: str, entries: tuple[Entry, ...], error: BaseException | None) -> None:
        texts = ",".join(entry.text for entry in entries if isinstance(entry, Note))
        self.told.append(("ended", text, texts, repr(error)))

    def step_began(self, step: model.Step) -> None: ...
    def step_ended(self, outcome: model.Outcome, entries: tuple[Entry, ...]) -> None: ...
    def judged(self, judgement: model.Judgement) -> None: ...
    def finished(self, verdict: model.Verdict) -> None: ...


def note(timeline: Timeline, text: str) -> Note:
    return timeline.add(Note, about="x", text=text)


def test_entries_are_stamped_and_counted(recorder: Recorder) -> None:
    first = note(recorder, "a")
    with recorder.at("install", Actor.ADMIN):
        second = note(recorder, "b")
        with recorder.at("open"):
            third = note(recorder, "c")
        fourth = note(recorder, "d")
    assert [(e.seq, e.stage, e.actor) for e in (first, second, third, fourth)] == [
        (1, "", ""),
        (2, "install", "admin"),
        (3, "open", ""),
        (4, "install", "admin"),
    ]
    assert first.at > 1_600_000_000
    assert recorder.last == 4
    assert recorder.since(2) == (third, fourth)
    assert recorder.entries(Note, stage="install") == [second, fourth]
    assert recorder.entries(Note, actor="admin") == [second, fourth]
    assert recorder.entries(Exchange) == []


def test_an_entry_is_in_the_file_at_once(recorder: Recorder) -> None:
    note(recorder, "seen \x1b[31mred\x00\u2028\ud800")
    row = (recorder.folder / "timeline.jsonl").read_bytes()
    assert b"\0" not in row
    assert row.count(b"\n") == 1
    assert json.loads(row)["text"] == "seen \x1b[31mred\x00\u2028\ud800"


def test_sentences_tell_what_was_seen_inside_but_not_deeper(recorder: Recorder) -> None:
    listener = Listener()
    recorder.listen(listener)
    with recorder.sentence("Install"):
        note(recorder, "a")
        with recorder.sentence("Press"):
            note(recorder, "b")
        note(recorder, "c")
    assert listener.told == [
        ("began", "Install"),
        ("began", "Press"),
        ("ended", "Press", "b", "None"),
        ("ended", "Install", "a,c", "None"),
    ]
    press, install = recorder.entries(Sentence)
    assert (press.text, press.first, press.depth, press.error) == ("Press", 2, 1, "")
    assert (install.text, install.first, install.depth) == ("Install", 1, 0)
    assert install.took >= press.took > 0


def test_a_sentence_that_fails_says_why_and_lets_the_error_pass(recorder: Recorder) -> None:
    listener = Listener()
    recorder.listen(listener)
    recorder.learn("password", "correct-horse-1")
    with pytest.raises(ValueError, match="correct"), recorder.sentence("Type correct-horse-1"):
        raise ValueError("no field for correct-horse-1")
    [ended] = recorder.entries(Sentence)
    assert ended.error.startswith("no field for «password:")
    assert "correct" not in ended.text + listener.told[0][1]


def test_masking_reaches_every_depth_and_keeps_the_shape(recorder: Recorder) -> None:
    recorder.learn("password", "correct-horse-1")
    seen = {"correct-horse-1": [("correct-horse-1", 1.5, None, True)], "path": Path("/x/correct-horse-1")}
    result = recorder.add(model.TestResult, name="n", passed=False, seen=seen)
    items = (model.PortalItem("s", "k", "solution", "is correct-horse-1", "d"),)
    recorder.add(model.Fingerprint, moment="clean", items=items)
    recorder.add(model.WizardEnd, how="finish", redirected=True, clicks=["Next", "correct-horse-1"])
    assert "correct" not in repr(recorder.since(0))
    assert next(iter(result.seen.values()))[0][1:] == [1.5, None, True]
    assert tuple(read_timeline(recorder.folder / "timeline.jsonl")) == recorder.since(0)


def test_fields_with_nul_characters_are_masked_one_by_one(recorder: Recorder) -> None:
    recorder.learn("password", "correct-horse-1")
    text = recorder.add(model.PageText, url="a\0", owner="\0\0", title="b correct-horse-1", text="\0c")
    assert (text.url, text.owner, text.text) == ("a\0", "\0\0", "\0c")
    assert text.title.startswith("b «password:")


def test_a_body_unpacks_to_the_policys_limit_only(tmp_path: Path) -> None:
    with closing(Recorder(tmp_path, deadlines=model.Deadlines(body=1000))) as recorder:
        headers = [("Content-Type", "text/plain"), ("Content-Encoding", "gzip")]
        body = gzip.compress(b"a" * 5000)
        entry = recorder.exchange(
            RawExchange("solution", "service", "GET", "https://s.test/", [], b"", 200, headers, body)
        )
    assert len(entry.response_body) == 1000
    assert "only the first 1000 bytes" in entry.response_note


def test_threads_write_whole_lines_in_order(recorder: Recorder) -> None:
    def work(number: int) -> None:
        for count in range(100):
            raw = RawExchange(
                "browser", "portal", "GET", f"https://p.test/{number}/{count}?auth={number}tok{count:08d}"
            )
            recorder.exchange(raw)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    back = read_timeline(recorder.folder / "timeline.jsonl")
    assert [entry.seq for entry in back] == list(range(1, 601))
    assert tuple(back) == recorder.since(0)


def test_a_closed_recorder_refuses_entries_by_name(recorder: Recorder) -> None:
    recorder.close()
    recorder.close()
    with pytest.raises(InfrastructureError, match="Note came after"):
        note(recorder, "late")


def test_what_was_written_before_its_secret_was_known_is_masked_at_the_end(recorder: Recorder) -> None:
    secret = 'pass"word-1'
    note(recorder, f"it is {secret}")
    note(recorder, "ж" * 70_000 + secret)
    recorder.learn("password", secret)
    assert len(recorder.scan()) == 2
    recorder.settle()
    assert recorder.scan() == []
    note(recorder, f"and {secret} again")
    recorder.close()
    assert recorder.scan() == []
    first, second, third = read_timeline(recorder.folder / "timeline.jsonl")
    assert isinstance(third, Note)
    assert third.text.startswith("and «password:")
    assert isinstance(first, Note)
    assert first.text.startswith("it is «password:")
    assert isinstance(second, Note)
    assert second.text.startswith("жжж")
