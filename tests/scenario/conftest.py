"""A small scenario that is right, to be spoilt in every way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_b24moderation import scenario
from pytest_b24moderation.model import Scenario, ScenarioError

GOOD = """\
schema: 1
solution:
  code: acme.score
  titles: {en: Score, ru: Оценка}
  kind: application
versions:
  - {number: 1, url: /, install_url: /install, scopes: [crm, placement], widgets: true}
server:
  command: python3 serve.py --port {{ port }}
  folder: app
  environment: {CLIENT_ID: "{{ app.client_id }}", DEBUG: true, SIZE: 15}
tests:
  - name: The deal tab shows the score
    actors: [user]
    steps:
      - rest: crm.deal.add
        params: {fields: {TITLE: "{{ fake.company() }}", OPPORTUNITY: 1500}}
        save: {deal: result}
      - open: {placement: CRM_DEAL_DETAIL_TAB, options: {ID: "{{ deal }}"}}
      - click: {role: button, name: Recalculate}
      - expect: {text: "Score: 15"}
      - rest: crm.deal.get
        params: {id: "{{ deal }}"}
        expect: {result.UF_CRM_SCORE: "15"}
        within: 10
erasure:
  - name: Tokens
    after: any
    sql: {url: "sqlite:///{{ work }}/data.db", query: SELECT count(*) FROM tokens}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    return tmp_path


@pytest.fixture
def load(folder: Path) -> Callable[[str | bytes], Scenario]:
    """Writes a scenario file and loads it."""

    def write(text: str | bytes) -> Scenario:
        file = folder / "scenario.yaml"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return scenario.load(file)

    return write


@pytest.fixture
def refusal(load: Callable[[str | bytes], Scenario]) -> Callable[[str | bytes], str]:
    """Loads a scenario that is wrong, and gives what is said of it."""

    def refuse(text: str | bytes) -> str:
        with pytest.raises(ScenarioError) as caught:
            load(text)
        return str(caught.value)

    return refuse
