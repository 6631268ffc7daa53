"""A scenario file becomes a scenario, or one error that says all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_b24moderation import scenario
from pytest_b24moderation.model import Actor, Scenario, ScenarioError

from .conftest import GOOD

Load = Callable[[str | bytes], Scenario]
Refusal = Callable[[str | bytes], str]


def test_a_good_file_becomes_a_scenario_with_places(load: Load, folder: Path) -> None:
    made = load(GOOD)
    assert made.solution.titles == {"en": "Score", "ru": "Оценка"}
    assert made.version.url == "https://acme.score.solution.test/"
    assert made.version.install_url == "https://acme.score.solution.test/install"
    assert made.server is not None
    assert made.server.command == ("python3", "serve.py", "--port", "{{ port }}")
    assert made.server.folder == (folder / "app").resolve()
    assert made.server.environment == {"CLIENT_ID": "{{ app.client_id }}", "DEBUG": "true", "SIZE": "15"}
    test = made.tests[0]
    assert test.actors == (Actor.USER,)
    assert [action.verb for action in test.actions] == ["rest", "open", "click", "expect", "rest"]
    assert test.actions[0].save == {"deal": "result"}
    assert test.actions[0].params == {"fields": {"TITLE": "{{ fake.company() }}", "OPPORTUNITY": 1500}}
    assert test.actions[4].expect == {"result.UF_CRM_SCORE": "15"}
    assert test.actions[4].within == 10
    assert str(test.actions[1].place).endswith("scenario.yaml:19:9")
    assert made.erasure[0].kind == "sql"
    assert made.erasure[0].after == "any"
    assert made.pricing["model"] == "free"


def test_a_byte_order_mark_is_no_matter(load: Load) -> None:
    assert load(b"\xef\xbb\xbf" + GOOD.encode()).solution.code == "acme.score"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(refusal: Refusal) -> None:
    text = (
        GOOD.replace("kind: application", "kind: aplication")
        .replace("scopes:", "scoops:")
        .replace("click:", "clik:")
        .replace("folder: app", "folder: apps")
        .replace("{{ work }}", "{{ works }}")
    )
    said = refusal(text)
    assert said.splitlines()[0].endswith("5 mistakes in the scenario")
    assert "unknown value of solution.kind" in said
    assert "is it application?" in said
    assert "unknown key scoops in versions[1]" in said
    assert "is it scopes?" in said
    assert "a step without a verb" in said
    assert "is it click?" in said
    assert "there is no folder apps in server.folder" in said
    assert "unknown name works in a template" in said
    assert "is it work?" in said
    places = [
        int(row.split("scenario.yaml:")[1].split(":")[0]) for row in said.splitlines()[1:] if "scenario.yaml:" in row
    ]
    assert places == sorted(places)
    assert len(places) == 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema: 1", "schema: 2", "1:9: unknown value of schema"),
        ("schema: 1\n", "", "schema is missing in the scenario"),
        ("schema: 1", "schema: 1\nschema: 1", "2:1: the key schema stands here twice"),
        ("number: 1,", 'number: "1",', "7:14: wrong type of versions[1].number\n  expected: a whole number\n"),
        ("{en: Score, ru: Оценка}", "{en: 5}", "solution.titles.en\n  expected: a text\n  found: the number 5"),
        ("{en: Score, ru: Оценка}", "{EN: Score}", "4:12: wrong value of solution.titles.EN\n  expected: a language"),
        ("code: acme.score", "code: acme score", "expected: a code such as acme.score"),
        ("url: /,", "url: ftp://x,", "not a URL in versions[1].url"),
        ("url: /,", "url: 'http://[x',", "not a URL in versions[1].url"),
        ("role: button, name: Recalculate", "name: Recalculate", "a name without a role"),
        ("role: button, name: Recalculate", "exact: true", "nothing is named here"),
        ("click: {", "click: {nam: x, ", "unknown key nam in tests[1].steps[3].click"),
        ("- click:", "- open: {app: true}\n        click:", "one step has one verb"),
        ("{placement: CRM_DEAL_DETAIL_TAB,", "{placement: CRM_DEAL_DETAIL_TAB, app: true,", "one place to open"),
        ("{placement: CRM_DEAL_DETAIL_TAB,", "{app: true,", "options without a placement"),
        ("- expect: {text", "- expect: {no: {}, text", "nothing to look for"),
        ("after: any", "after: all", "unknown value of erasure[1].after"),
        ("    sql:", "    file: {path: x}\n    sql:", "one kind of probe is needed"),
        ("actors: [user]", "actors: []", "wrong value of tests[1].actors"),
        ("actors: [user]", "actors: user", "expected: a list"),
        ("within: 10", "within: 0", "expected: more than 0"),
        ("command: python3", "command: python3 '", "the command cannot be split"),
        ("folder: app", "files: {../x: y}", "not a path inside the server's folder"),
        ("{{ fake.company() }}", "{{ fake.compani() }}", "is it fake.company?"),
        ("{{ app.client_id }}", "{{ app.clientid }}", "is it app.client_id?"),
        ('ID: "{{ deal }}"', 'ID: "{{ deals }}"', "is it deal?"),
        ('ID: "{{ deal }}"', "ID: {{ deal }}", 'a template needs quotes: "{{ … }}"'),
        ("{{ fake.company() }}", "{% for x in y %}", "statements ({% … %}) do nothing here"),
        ("  kind: application\n", "", "expected: kind: application | static | api-only"),
        ("kind: application", "kind: static", "a static solution without its pages"),
        ("server:", "services:\n  - host: a b\nserver:", "wrong value of services[1].host"),
        ("server:", "services: [{host: a.com, stubs: [{path: /a, file: a.js}]}]\nserver:", "there is no file a.js"),
        ("server:", "services: [{host: a.com, stubs: [{path: /, file: ., body: x}]}]\nserver:", "stubs[1]"),
        ("  folder: app", "  folder: app\n  ready: exit", "pages or handlers of a command that ends"),
        ("  folder: app", "  folder: app\n  ready: exits", "wrong value of server.ready"),
        ("server:", "pricing: {model: in-app, external_service: true}\nserver:", "external_service is an option of"),
        ("- {number: 1,", "- {number: 1, url: /}\n  - {number: 1,", "the versions are out of order"),
        ("server:", "card: {icon: icon.png}\nserver:", "there is no file icon.png in card.icon"),
        ("server:", 'card: {icon: "a\\0b"}\nserver:', "there is no file"),
        ("server:", "card: {screenshots: {en: [one.png]}}\nserver:", "no file one.png in card.screenshots.en[1]"),
        ("url: /,", "url: /, archive: app.zip,", "there is no file or folder app.zip in versions[1].archive"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(refusal: Refusal, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in refusal(GOOD.replace(old, new, 1))


def test_one_value_that_fits_no_form_is_one_mistake(refusal: Refusal) -> None:
    said = refusal(GOOD.replace("SIZE: 15", "SIZE: [15]"))
    assert "wrong type of server.environment.SIZE" in said
    assert "expected: a text or a whole number or a number or true or false" in said
    assert "mistakes" not in said


def test_urls_without_a_server_need_a_host(refusal: Refusal) -> None:
    begin, end = GOOD.index("server:"), GOOD.index("tests:")
    assert "nothing that serves it" in refusal(GOOD[:begin] + GOOD[end:])


def test_a_script_is_a_command_that_ends(load: Load) -> None:
    text = GOOD[: GOOD.index("server:")] + "server: {command: python3 run.py, folder: app, ready: exit}\n"
    text = text.replace("url: /, install_url: /install", "menu_item: false")
    made = load(text.replace("kind: application", "kind: api-only"))
    assert made.server is not None
    assert made.server.ready == "exit"


def test_many_mistakes_are_counted(refusal: Refusal) -> None:
    said = refusal(GOOD + "".join(f"key{n}: 1\n" for n in range(60)))
    assert "60 mistakes in the scenario" in said
    assert "… and 35 more" in said


def test_a_missing_file_is_the_authors(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no file"):
        scenario.load(tmp_path / "scenario.yaml")
    with pytest.raises(ScenarioError, match="there is no file"):
        scenario.load(tmp_path)
