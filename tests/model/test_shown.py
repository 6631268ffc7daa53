from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from pytest_b24moderation.model import (
    Entry,
    Evidence,
    Exchange,
    Opened,
    PageText,
    Scenario,
    Solution,
    sightings,
    trouble,
)

PAGE = "https://acme.solution.test/"


def evidence(*entries: Entry) -> Evidence:
    scenario = Scenario(Path("scenario.yaml"), Solution("acme", {"en": "A"}, "application"), ())
    return Evidence(scenario, (), entries)


def answer(body: str = "", **fields: Any) -> Exchange:
    plain = {"source": "browser", "target": "solution", "method": "POST", "url": f"{PAGE}?DOMAIN=x", "status": 200}
    return Exchange(**{**plain, "response_body": body, "seq": 1, **fields})


def test_trouble() -> None:
    shown = Opened(place="app", url=PAGE, frame_url=PAGE, result="shown", seq=5)
    assert trouble(evidence(answer(), shown), shown) == ""
    assert trouble(evidence(answer(status=500), shown), shown) == "HTTP 500"
    assert trouble(evidence(answer(status=502, error="no HTTP: \\x01"), shown), shown) == "no HTTP: \\x01"
    assert trouble(evidence(answer(status=500, seq=1), answer(seq=2), shown), shown) == ""
    assert trouble(evidence(answer(status=500, url=PAGE + "other"), shown), shown) == ""
    assert trouble(evidence(), Opened(place="app", url=PAGE, result="blank")) == "blank"
    empty = Opened(place="app", url=PAGE, frame_url=PAGE, result="blank", seq=5)
    assert trouble(evidence(answer(), empty), empty) == "blank"
    assert trouble(evidence(answer(status=500), empty), empty) == "HTTP 500"


def test_sighting_in_page_and_answer() -> None:
    page = PageText(url=PAGE, owner="solution", title="", text="a\nBOOM 5\n", seq=2)
    (found,) = sightings(evidence(answer("<p>a</p><div>BOOM&nbsp;5</div>"), page), [r"^BOOM \d"])
    assert (found.text, len(found.where), found.quoted) == ("BOOM 5", 2, False)


def test_large_and_twisted_markup_takes_no_time() -> None:
    began = time.monotonic()
    for body in ("<pre>" * 20_000, "<" * 200_000, "<script" * 20_000, "Warning: x\n" * 20_000):
        sightings(evidence(answer(body)), [r"^[ \t]*Warning: [^\n]{1,800}? in /[^\n]{1,300}? on line \d+"])
    assert time.monotonic() - began < 5


def test_text_of_a_page() -> None:
    body = (
        "<!-- BOOM 1 --><script>BOOM 2</script ><p title='BOOM 3'>x</p><style>BOOM 4<p></style><td>BOOM <b>6</b></td>"
    )
    found = sightings(evidence(answer(body)), [r"BOOM \d"])
    assert [one.text for one in found] == ["BOOM 6"]
