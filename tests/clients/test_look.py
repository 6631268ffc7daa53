"""What a page shows: texts, empty frames, pictures without secrets; never longer than allowed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Error

from pytest_b24moderation.clients import look, scripts
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Deadlines, PageText, Shot
from pytest_b24moderation.record import Recorder

pytestmark = pytest.mark.browser

Open = Callable[..., Window]


def of_solution(window: Window) -> PageText:
    window.eyes.forget()
    return next(text for text in window.eyes.see() if text.owner == "solution")


@pytest.mark.parametrize(
    ("html", "blank"),
    [
        ("", True),
        ("<div> \n </div><script>1</script>", True),
        ("<img hidden src=x><input type=hidden><p style='display:none'>secret plans</p>", True),
        ("<p>Hello</p>", False),
        ("<canvas></canvas>", False),
        ("<input>", False),
        ("<div id=h></div><script>h.attachShadow({mode:'open'}).innerHTML='<b>In the shade</b>'</script>", False),
    ],
)
def test_a_frame_without_text_picture_or_control_is_blank(opened: Open, html: str, blank: bool) -> None:
    assert of_solution(opened(html)).blank is blank


def test_texts_come_from_every_visible_frame_with_its_owner(opened: Open) -> None:
    window = opened("<title>T</title><p>Ours</p>", portal="<h1>Portal</h1><iframe width=0 height=0></iframe>")
    found = [(text.owner, text.title, text.text.strip()) for text in window.eyes.see()]
    assert found == [("portal", "", "Portal"), ("solution", "T", "Ours")]


def test_the_frame_is_found_through_a_slider(opened: Open, site, window: Window) -> None:  # type: ignore[no-untyped-def]
    opened("<p>Deep</p>")
    site.pages["/outer"] = f'<iframe class="side-panel-iframe" width=700 height=400 src="{site.portal}/"></iframe>'
    window.goto(f"{site.portal}/outer")
    for _ in window.waiting(3):
        if (frame := window.app_frame()) and frame.url.endswith("/app"):
            break
    assert window.app_frame().url == f"{site.solution}/app"  # type: ignore[union-attr]


def test_all_the_portals_documents_are_seen_in_one_look_as_each_is_alone(opened: Open, site, window: Window) -> None:  # type: ignore[no-untyped-def]
    opened("<p>Deep</p>")
    slider = f'<iframe width=700 height=400 src="{site.portal}/"></iframe>'
    words = "<div class=app-layout-error-block>Access denied</div>"
    foreign = f'<iframe width=300 height=200 src="{site.solution}/words"></iframe>'
    site.pages["/words"] = words
    site.pages["/outer"] = f"{words}{foreign}<div hidden>{slider}</div><iframe width=90 height=90></iframe>{slider}"
    window.goto(f"{site.portal}/outer")
    for _ in window.waiting(3):
        if sum(frame.url.endswith("/app") for frame in window.page.frames) == 2:
            break
    frames = window.view.portal_frames(window.page)
    assert len(frames) == 4
    alone = [window.view.ask(frame, scripts.everywhere(scripts.SIGHT))[0] for frame in frames]
    at_once = window.view.ask_portal(window.page, scripts.SIGHT)
    assert at_once is not None
    assert sorted(map(str, at_once)) == sorted(map(str, alone))
    assert [len(found["apps"]) for found in at_once] == [1, 0, 0, 0]
    assert at_once[-1]["refusal"] == "Access denied"


def test_a_picture_covers_passwords_and_known_secrets(opened: Open, recorder: Recorder) -> None:
    token = "0123456789abcdef" * 4
    plain = opened("<p>token=0000</p><input type=text>")
    before = plain.page.screenshot()
    recorder.learn("access_token", token)
    window = opened(f"<p>token={token}</p><input type=password value=hunter2>")
    shown = window.eyes.shot("leak")
    assert isinstance(shown, Shot)
    picture = (recorder.folder / shown.file).read_bytes()
    assert picture != before
    naked = window.page.screenshot()
    assert naked != picture
    assert window.eyes.shot("again") is not None


def test_a_page_that_hangs_costs_no_more_than_it_may(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "GLANCE", 0.5)
    window = opened("<button onclick='for(;;){}'>Go</button>")
    with contextlib.suppress(Error):
        window.app_frame().click("button", timeout=800, no_wait_after=True)  # type: ignore[union-attr]
    window.deadlines = Deadlines(answer=1, page=1)
    began = time.monotonic()
    assert "gives no answer" in window.state()
    assert window.eyes.shot("hung") is None
    assert time.monotonic() - began < 8
    window.goto("about:blank")
    assert window.page.url == "about:blank"
