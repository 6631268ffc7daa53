"""What is written of a suite, whose fault its failures are, and what the command says in the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.fidelity import __main__ as command
from tools.fidelity import suites, table
from tools.fidelity.outcomes import Outcome, count, judged
from tools.fidelity.place import FidelityError, Place
from tools.fidelity.reasons import Explanation, explanations, stale
from tools.fidelity.suites import Checkout, Suite, checked_out, known, recognised

OUTCOMES = [
    Outcome("a::one", "passed", methods=("profile",)),
    Outcome("a::two", "failed", "assert 1 == 2"),
    Outcome("a::three[x]", "failed", "assert | 2"),
    Outcome("a::four", "failed", "501", gaps=("rpa.item.add", "rpa.item.add")),
    Outcome("a::five", "skipped", "no workgroups"),
]
YAML = """
a::two: {owner: theirs, why: It asks for the weather.}
"a::three[*]": {owner: ours, why: The portal has no weather.}
"b::*": {owner: machine, why: Gone.}
"""


def test_a_test_that_calls_a_gap_says_nothing() -> None:
    rows = [judged(row) for row in OUTCOMES]
    assert (rows[3].result, rows[3].why) == ("skipped", "calls the gap rpa.item.add")
    figures = count(rows)
    assert (figures.passed, figures.failed, figures.skipped) == (1, 2, 2)
    assert figures.share == pytest.approx(1 / 3)
    assert dict(figures.reasons) == {"calls the gap rpa.item.add": 1, "no workgroups": 1}
    assert count([]).share == 0


def test_failures_are_explained(tmp_path: Path) -> None:
    (tmp_path / "sdk.yaml").write_text(YAML)
    rows, why = [judged(row) for row in OUTCOMES], explanations("sdk", tmp_path)
    assert [reason.owner for _, reason in table.explained(rows, why)] == ["theirs", "ours"]
    assert stale(rows, why) == ["b::*"]
    assert explanations("other", tmp_path) == {}
    (tmp_path / "sdk.yaml").write_text("a::two: {owner: nobody, why: It rains.}")
    with pytest.raises(ValueError, match=r"sdk\.yaml: a::two: expected an owner \(ours, theirs, machine\)"):
        explanations("sdk", tmp_path)


def test_every_explanation_that_is_kept_is_whole() -> None:
    for suite in known():
        explanations(suite.name)


def test_report_and_table(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path, "sdk", "1.2", "0123456789abcdef", tmp_path)
    rows, why = [judged(row) for row in OUTCOMES], {"a::two": Explanation("theirs", "It asks for the weather.")}
    content = json.loads(table.report(checkout, rows, why, tmp_path / "reports").read_text())
    assert (content["passed"], content["failed"], content["share"]) == (1, 2, 0.3333)
    assert content["tests"][1]["explained"] == {"owner": "theirs", "why": "It asks for the weather."}
    text = table.summary(checkout, rows, why)
    assert "`sdk`, version 1.2, commit `0123456789ab`" in text
    assert "| 1 | 2 | 2 | 33.3% |" in text
    assert "| it calls a gap: `rpa.item.add` | 1 |" in text
    assert "| `a::two` | theirs | It asks for the weather. |" in text
    assert "| `a::three[x]` | unexplained |  |" in text
    file = tmp_path / "fidelity.md"
    file.write_text("# Before\n")
    table.put(file, "sdk", text)
    table.put(file, "other", "more\n")
    table.put(file, "sdk", "less\n")
    assert file.read_text().startswith(
        "# Before\n\n<!-- sdk: made by ./dev fidelity --write -->\nless\n<!-- end of sdk"
    )
    assert "more\n<!-- end of other -->\n" in file.read_text()


def test_a_checkout_is_copied_and_known(tmp_path: Path) -> None:
    folder = tmp_path / "co"
    (folder / ".git").mkdir(parents=True)
    (folder / "package.json").write_text('{"name": "x", "version": "3.4.5"}')
    suite = Suite("x", lambda _: True, lambda *_: [])
    found = checked_out(folder, suite, tmp_path / "scratch")
    assert (found.version, found.commit, found.path.parent) == ("3.4.5", "", tmp_path / "scratch")
    assert [file.name for file in found.path.iterdir()] == ["package.json"]
    with pytest.raises(FidelityError, match=r"is a checkout of none of these: .*b24pysdk"):
        recognised(folder)
    with pytest.raises(FidelityError, match="is no folder"):
        recognised(tmp_path / "absent")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(checkout: Checkout, place: Place) -> list[Outcome]:
        assert (checkout.path / "marker").is_file()
        assert place.domain.endswith(".bitrix24.com")
        return OUTCOMES[: int((checkout.path / "marker").read_text())]

    folder = tmp_path / "co"
    folder.mkdir()
    marker = folder / "marker"
    suite = Suite("made-up", lambda where: (where / "marker").is_file(), run)
    monkeypatch.setattr(suites, "known", lambda: [suite])
    words = [str(folder), "--cache", str(tmp_path / "cache"), "--reports", str(tmp_path / "reports")]
    marker.write_text("1")
    assert command.main(words) == 0
    assert json.loads((tmp_path / "reports" / "made-up.json").read_text())["passed"] == 1
    marker.write_text("2")
    assert command.main(words) == 1
    said = capsys.readouterr()
    assert "fidelity: unexplained: a::two" in said.err
    assert "| 1 | 1 | 0 | 50.0% |" in said.out
    assert command.main([str(tmp_path), *words[1:]]) == 2
    assert "is a checkout of none of these: made-up" in capsys.readouterr().err
