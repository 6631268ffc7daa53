"""One file in, one scenario out, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from pytest_b24moderation.model import Place, Scenario, ScenarioError
from pytest_b24moderation.scenario.complaints import complain, gather
from pytest_b24moderation.scenario.conversion import convert
from pytest_b24moderation.scenario.document import Document
from pytest_b24moderation.scenario.source import Node, read
from pytest_b24moderation.scenario.templates import check, is_template

MOST_TEMPLATES = 2_000
_WITH_TEMPLATES = ("server", "install", "tests", "erasure")


def load(file: Path) -> Scenario:
    """Read and check a scenario file.

    Raises ScenarioError, and nothing else, for whatever is wrong: all mistakes at once, each with
    file:line:column, what was expected, what was found, and the nearest valid word.
    """
    root, mistakes = read(file)
    if not isinstance(root.content, dict):
        raise ScenarioError("this is no scenario", root.place, "a mapping that begins with `schema: 1`")
    mistakes += _template_mistakes(root)
    try:
        document = Document.model_validate(root.plain(), context=file.parent)
    except ValidationError as error:
        raise gather([*mistakes, *complain(error, root, Document)]) from None
    if mistakes:
        raise gather(mistakes)
    return convert(file, document, root)


def templates(root: Node) -> Iterator[tuple[str, Place]]:
    """Every text of a scenario that templates may stand in, and does hold one."""
    for section in _WITH_TEMPLATES:
        node = root.child(section)
        if node is not None:
            yield from ((text, place) for text, place in node.texts() if is_template(text))


def _template_mistakes(root: Node) -> list[ScenarioError]:
    found = list(templates(root))
    if sum(text.count("{{") for text, _ in found) > MOST_TEMPLATES:
        return [ScenarioError("too many templates", found[0][1], f"at most {MOST_TEMPLATES:,}")]
    saved = list(dict.fromkeys(_saved(root)))
    mistakes = []
    for text, place in found:
        try:
            check(text, saved)
        except ScenarioError as error:
            mistakes.append(ScenarioError(error.message, place, error.expected, error.found, error.hint))
    return mistakes


def _saved(root: Node) -> Iterator[str]:
    """Names that any step saves."""
    tests = root.child("tests")
    sections = [root.child("install"), *(tests.content if tests and isinstance(tests.content, list) else [])]
    for section in sections:
        steps = section.child("steps") if section else None
        for step in steps.content if steps and isinstance(steps.content, list) else ():
            save = step.child("save")
            if save and isinstance(save.content, dict):
                yield from save.content
