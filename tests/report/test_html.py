"""report.html: everything in one file, nothing from outside, nothing of a solution's acts in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from pytest_b24moderation.model import Decision, Shot, Verdict
from pytest_b24moderation.record import Recorder
from pytest_b24moderation.report.html import Album, HtmlSink, report_page
from pytest_b24moderation.report.markup import fold, join, link, tag


@pytest.fixture
def page_file(recorder: Recorder, verdict: Verdict, picture: bytes) -> Path:
    """The report of a run that took a screenshot of its own."""
    file = recorder.attach("shot.png", picture, "image/png")
    with recorder.at("install", "admin"):
        recorder.add(Shot, name="after install", file=file)
    HtmlSink(recorder).finished(verdict)
    return recorder.folder / "report.html"


def test_the_page_holds_everything_and_escapes_it(page_file: Path) -> None:
    html = page_file.read_text("utf-8")
    for said in ("Return", "INS-08 · ", "LST-16", "FUN-03", "VER-02", "blocked", "install as administrator"):
        assert said in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "\x1b" not in html
    assert "data:image/png;base64," in html
    assert not re.findall(r'(?:src|href)="(?!data:|#|https://apidocs\.bitrix24\.com/)', html)


def test_an_approval_is_a_page_too(make_verdict: Callable[..., Verdict], tmp_path: Path) -> None:
    html = report_page(make_verdict(decision=Decision.APPROVE), (), tmp_path)
    assert "Nothing found" in html
    assert "Findings" not in html


def test_pictures_stay_in_the_folder_and_come_once(tmp_path: Path, picture: bytes) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "a.png").write_bytes(picture)
    (tmp_path / "b.png").write_bytes(picture)
    album = Album(folder)
    inside, outside = Shot(name="x", file="a.png"), Shot(name="y", file="../b.png")
    assert album.picture(inside).startswith("<img ")
    assert album.picture(inside) == '<p class="soft"><a href="#shot-a">x (shown above)</a></p>'
    assert "is gone" in album.picture(outside)


def test_markup_escapes_all_but_its_own() -> None:
    assert tag("a", "<b>", href='"x') == '<a href="&quot;x">&lt;b&gt;</a>'
    assert link("javascript:alert(1)", "x<") == "x&lt;"
    assert link("https://a.test/?a&b", "x") == '<a href="https://a.test/?a&amp;b" rel="noopener noreferrer">x</a>'
    assert join(["<", [tag("br"), ">"]]) == "&lt;<br>&gt;"
    assert fold("s", "<", open_=True) == "<details open><summary>s</summary>&lt;</details>"


@pytest.mark.browser
def test_the_page_asks_for_nothing_and_fits_a_phone(page_file: Path, chromium: str, playwright: Playwright) -> None:
    asked: list[str] = []
    browser = playwright.chromium.launch(executable_path=chromium)
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(page_file.as_uri())
    for details in page.query_selector_all("details"):
        details.evaluate("node => node.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert faults == []
