"""Whatever stands in the file: a scenario or a ScenarioError comes out, within a second."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation import scenario
from pytest_b24moderation.model import Scenario, ScenarioError
from pytest_b24moderation.scenario import Templates
from pytest_b24moderation.scenario.document import Document
from pytest_b24moderation.scenario.steps import VERBS

from .conftest import GOOD

_KEYS = sorted(
    {*Document.model_json_schema()["properties"], *VERBS, "steps", "name", "number", "url", "<<", "en", "save"}
)
_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["{{ x }}", "/", "{{", "app"])
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS) | st.text(), inner, max_size=5),
    max_leaves=30,
)
_PIECES = st.sampled_from([
    "&a ", "*a", "!!python/name:os.system ", "<<: *a\n", "{{ ", " }}", "{% x %}", "\t", "\r", "---\n", "...\n",
    "%TAG ! x\n", "'", '"', "|\n", ">-\n", "? ", ": ", "- ", "[", "]", "{", "}", "#", "\u2028", "\ufeff", "\x85",
    "\\ud800", "1e999", "~",
])  # fmt: skip


def _judge(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "app").mkdir()
        file = folder / "scenario.yaml"
        file.write_bytes(data)
        began = time.thread_time()
        try:
            assert isinstance(scenario.load(file), Scenario)
        except ScenarioError as error:
            _ = str(error)
        assert time.thread_time() - began < 1


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_random_bytes(data: bytes) -> None:
    _judge(data)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_random_pieces_of_yaml(text: str) -> None:
    _judge(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=8))
def test_random_documents(value: Any) -> None:
    _judge(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "surrogatepass"))


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_good_file_spoilt(data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(1, 4))):
        begin = data.draw(st.integers(0, len(text)))
        end = begin + data.draw(st.integers(0, 12))
        text = text[:begin] + data.draw(_PIECES | st.text(max_size=5)) + text[end:]
    _judge(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_value_of_a_good_document_replaced(data: st.DataObject) -> None:
    document = yaml.safe_load(GOOD)
    node: Any = document
    while True:
        key = data.draw(st.sampled_from(sorted(node, key=str) if isinstance(node, dict) else range(len(node))))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            node = node[key]
            continue
        node[key] = data.draw(_VALUES)
        break
    _judge(yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass"))


_WORDS = (
    "deal", "answer", "fake", ".", "name", "(", ")", "[", "]", "'a'", "9", "*", "**", "+", "~", "|", "join", "int",
    "%", ",", ":", "round", "{{", "}}", "{%", "%}", "if", "else", "for", "in", "-", "==", "{#", "\n", "__class__",
    "text", "é",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join))
def test_random_templates(text: str) -> None:
    began = time.thread_time()
    try:
        Templates()("{{ " + text + " }}", {"deal": 5, "answer": {"a": [1]}})
    except ScenarioError as error:
        _ = str(error)
    assert time.thread_time() - began < 1
