"""`waivers.yaml` beside a scenario: findings that a person lets pass, with a reason and an end."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, RootModel, ValidationError

from pytest_b24moderation.model import Waiver
from pytest_b24moderation.scenario.complaints import complain, gather
from pytest_b24moderation.scenario.forms import Form, Text
from pytest_b24moderation.scenario.source import read


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError("not a day|a day such as 2026-12-31") from None
    return value


class WaiverForm(Form):
    """One waiver; without a reason or an end it is none."""

    rule: Text
    """The rule's id."""
    reason: Text
    by: Text
    """Who decided it."""
    until: Annotated[str, AfterValidator(_day)]
    """The last day on which it counts."""
    versions: list[Annotated[int, Field(ge=1)]] = []  # noqa: RUF012  pydantic copies the default
    """The versions it counts for; none named means all."""


class WaiversForm(RootModel[list[WaiverForm]]):
    """The whole file."""


def load_waivers(folder: Path) -> tuple[Waiver, ...]:
    """The waivers beside a scenario, none without the file. Raises ScenarioError for whatever is wrong."""
    file = folder / "waivers.yaml"
    if not file.exists():
        return ()
    root, mistakes = read(file)
    try:
        forms = WaiversForm.model_validate(root.plain()).root
    except ValidationError as error:
        raise gather([*mistakes, *complain(error, root, WaiverForm)]) from None
    if mistakes:
        raise gather(mistakes)
    nodes = [node for index in range(len(forms)) if (node := root.child(index))]
    return tuple(
        Waiver(form.rule, form.reason, form.by, date.fromisoformat(form.until), tuple(form.versions), node.place)
        for form, node in zip(forms, nodes, strict=True)
    )
