from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_b24moderation.model import KINDS, Entry, Fingerprint, InfrastructureError, Note, PortalItem
from pytest_b24moderation.record import RawExchange, Recorder, read_timeline


def filled(recorder: Recorder) -> Path:
    recorder.exchange(RawExchange("browser", "portal", "POST", "https://p.test/", [("A", "1")], "Да".encode(), 200))
    recorder.add(Note, about="a", text="ж\n")
    recorder.add(Note, about="b", text="б" * 70_000)
    return recorder.folder / "timeline.jsonl"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1000))
def test_a_timeline_cut_anywhere_reads_back(recorder: Recorder, kept: int) -> None:
    if not recorder.last:
        filled(recorder)
    data = (recorder.folder / "timeline.jsonl").read_bytes()
    cut = recorder.folder / "cut.jsonl"
    cut.write_bytes(data[:kept])
    assert tuple(read_timeline(cut)) == recorder.since(0)[: data[:kept].count(b"\n")]


@pytest.mark.parametrize("row", ["{}", "[]", "nonsense", '{"entry":"Shot","seq":1}', '{"entry":"Fingerprint"}'])
def test_a_spoiled_line_is_named(recorder: Recorder, row: str) -> None:
    file = filled(recorder)
    with file.open("a") as rows:
        rows.write(row + "\n")
    with pytest.raises(InfrastructureError, match="line 4: expected an entry"):
        read_timeline(file)


def test_a_kind_of_another_version_comes_back_as_a_note(tmp_path: Path) -> None:
    file = tmp_path / "timeline.jsonl"
    row = {"entry": "Hologram", "seq": 7, "at": 1.5, "stage": "open", "actor": "user", "depth": 3}
    file.write_text(json.dumps(row) + '\n{"entry":"Shot","seq":8,"name":"a","file":"b","colour":"new"}\n')
    strange, shot = read_timeline(file)
    assert isinstance(strange, Note)
    assert (strange.seq, strange.stage, strange.about, json.loads(strange.text)["depth"]) == (7, "open", "Hologram", 3)
    assert shot.seq == 8


def test_a_missing_or_foreign_body_is_said(recorder: Recorder) -> None:
    file = filled(recorder)
    next((recorder.folder / "evidence" / "bodies").iterdir()).unlink()
    with pytest.raises(InfrastructureError, match="which is not in"):
        read_timeline(file)
    file.write_text('{"entry":"Note","about":"","text":{"$file":"../../secret"}}\n')
    with pytest.raises(InfrastructureError, match="expected a file in"):
        read_timeline(file)


def test_every_kind_of_entry_has_its_own_name() -> None:
    assert len({kind.__name__ for kind in KINDS}) == len(KINDS)


VALUES = {"str": "word", "int": 7, "float": 1.5, "bool": True, "Headers": (("A", "1"),), "tuple[str, ...]": ("a", "b")}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_reads_back_as_itself(recorder: Recorder, kind: type[Entry]) -> None:
    stamp = {field.name for field in fields(Entry)}
    given_ = {field.name: VALUES.get(str(field.type)) for field in fields(kind) if field.name not in stamp}
    given_ |= {"items": (PortalItem("crm deals", "1", "solution", "a deal", "ab"),)} if kind is Fingerprint else {}
    given_ |= {"seen": {"Expect": ["a", None]}} if kind.__name__ == "TestResult" else {}
    written = recorder.add(kind, **given_)
    (read,) = read_timeline(recorder.folder / "timeline.jsonl")
    assert type(read) is kind
    for field in fields(kind):
        assert getattr(read, field.name) == getattr(written, field.name)
