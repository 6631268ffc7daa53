"""The list of stages: found by themselves, in order, each with what it needs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PIL import Image

from pytest_b24moderation.model import Actor, Note, Plan, Scenario, Solution, Version
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.scenario.templates import Templates
from pytest_b24moderation.stages import all_stages

ORDER = [
    "card", "install", "open", "use", "uninstall-keep", "reinstall-kept", "uninstall-clean", "leftovers",
    "reinstall-clean", "open-again", "use-again",
]  # fmt: skip


def test_stages_come_in_the_order_of_a_run() -> None:
    assert list(all_stages()) == ORDER


def test_each_stage_finds_the_solution_as_it_wants_it() -> None:
    state = "removed"
    for stage in all_stages().values():
        assert stage.wants in ("", state), stage.name
        state = stage.leaves or state
        assert all(ORDER.index(need) < ORDER.index(stage.name) for need in stage.needs)
    assert state == "installed"


def test_who_acts() -> None:
    both = {name for name, stage in all_stages().items() if stage.actors == tuple(Actor)}
    assert both == {"open", "use", "open-again", "use-again"}
    assert [name for name, stage in all_stages().items() if not stage.portal] == ["card"]


def test_the_card_becomes_facts(tmp_path: Path) -> None:
    Image.new("RGBA", (500, 500)).save(tmp_path / "icon.png")
    (tmp_path / "text.png").write_bytes(b"1234")
    card = {
        "description": {"en": "Scores deals"},
        "tags": ["crm"],
        "icon": tmp_path / "icon.png",
        "screenshots": {"en": [tmp_path / "gone.png", tmp_path / "text.png"]},
        "demo": None,
    }
    version = Version(1, whats_new={"en": "First"})
    scenario = Scenario(tmp_path / "s.yaml", Solution("a.b", {}, "static"), (version,), card=card)
    recorder = Recorder(tmp_path / "report")
    plan = Plan("card", scenario, (), Templates(), 0)
    kit: Any = SimpleNamespace(timeline=recorder, scenario=scenario, version=version, plan=plan)
    all_stages()["card"].act(kit, None)
    facts = {note.about: note.text for note in recorder.entries(Note)}
    recorder.close()
    assert facts == {
        "card.description.en": "Scores deals",
        "card.tags.0": "crm",
        "card.icon": f"icon.png: PNG, 500×500, transparent, {(tmp_path / 'icon.png').stat().st_size} bytes",
        "card.screenshots.en.0": "gone.png: missing",
        "card.screenshots.en.1": "text.png: no picture, 4 bytes",
        "version.whats_new.en": "First",
    }
