"""What a browser says by itself reaches the timeline, with the right owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.clients.messages import parse_up
from pytest_b24moderation.clients.window import Window
from pytest_b24moderation.model import Console, Dialog, FrameMessage, PageError, Resource
from pytest_b24moderation.record import Recorder

SID = "0123456789abcdef0123456789abcdef"

Open = Callable[..., Window]


@pytest.mark.browser
def test_errors_and_lines_of_the_console_have_an_owner(opened: Open, recorder: Recorder) -> None:
    window = opened(
        "<p>x</p><script>setTimeout(() => { throw new Error('boom') }, 1);"
        "setTimeout(() => Promise.reject(new Error('refused')), 2); setTimeout(() => Promise.reject('a word'), 3);"
        "console.error('bad thing'); console.log('note')</script>",
        portal="<p>p</p><script>console.warn('of the portal');"
        "setTimeout(() => { throw new Error('theirs') }, 1)</script>",
    )
    window.pause(0.15)
    errors = {(error.text, error.owner) for error in recorder.entries(PageError)}
    assert errors == {
        ("boom", "solution"),
        ("refused", "solution"),
        ("a word", "solution"),
        ("theirs", "portal"),
    }
    assert any("/app" in error.stack for error in recorder.entries(PageError) if error.text == "boom")
    lines = {(line.level, line.text, line.owner) for line in recorder.entries(Console)}
    assert {
        ("error", "bad thing", "solution"),
        ("log", "note", "solution"),
        ("warning", "of the portal", "portal"),
    } <= lines


@pytest.mark.browser
def test_a_handled_error_is_none(opened: Open, recorder: Recorder) -> None:
    window = opened("<p>x</p><script>onerror = () => true; setTimeout(() => { throw new Error('quiet') }, 1)</script>")
    window.pause(0.1)
    assert recorder.entries(PageError) == []


@pytest.mark.browser
def test_dialogs_are_accepted_and_recorded(opened: Open, recorder: Recorder) -> None:
    window = opened("<p id=p></p><script>p.textContent = confirm('Sure?') ? 'yes' : 'no'</script>")
    assert [(d.kind, d.text, d.owner) for d in recorder.entries(Dialog)] == [("confirm", "Sure?", "solution")]
    assert "yes" in window.state()


@pytest.mark.browser
def test_every_load_is_told_with_its_frame_and_fate(opened: Open, recorder: Recorder, site) -> None:  # type: ignore[no-untyped-def]
    opened("<p>x</p><img src=/gone.png><script src=http://127.0.0.1:1/x.js></script>")
    loads = {load.url.removeprefix(site.solution): load for load in recorder.entries(Resource)}
    assert (loads["/gone.png"].status, loads["/gone.png"].kind, loads["/gone.png"].owner) == (404, "image", "solution")
    assert loads["/gone.png"].frame == f"{site.solution}/app"
    assert "net::ERR" in loads["http://127.0.0.1:1/x.js"].failure
    assert loads[f"{site.portal}/"].owner == "portal"


@pytest.mark.browser
def test_messages_between_portal_and_frame_are_heard_in_both_encodings(opened: Open, recorder: Recorder) -> None:
    opened(
        f"<p>x</p><script>parent.postMessage('getInitData::cb1:{SID}', '*');"
        f"parent.postMessage('setTitle:{{\"title\":\"a:b\"}}::{SID}', '*');"
        f"parent.postMessage({{method: 'CallCard::Close', params: {{}}, callback: 'cb2', appSid: '{SID}'}}, '*');"
        "parent.postMessage('chatter', '*'); postMessage('to myself', '*')</script>",
        portal="<script>addEventListener('message', (e) => { if (String(e.data).startsWith('getInitData'))"
        ' e.source.postMessage(\'cb1:{"AUTH_ID":"aaaabbbbccccddddeeeeffff00001111"}\', e.origin) })</script>',
    )
    heard = [(m.way, m.command) for m in recorder.entries(FrameMessage)]
    assert sorted(heard) == [
        ("down", "getInitData"),
        ("up", "CallCard::Close"),
        ("up", "getInitData"),
        ("up", "setTitle"),
    ]
    down = next(m for m in recorder.entries(FrameMessage) if m.way == "down")
    assert "aaaabbbb" not in down.data
    assert "access_token" in down.data


@given(
    st.from_regex(r"[a-zA-Z]{1,20}", fullmatch=True),
    st.one_of(st.none(), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)),
    st.from_regex(r"[0-9a-z]{32}", fullmatch=True),
)
@settings(max_examples=60, deadline=None)
def test_both_encodings_are_read_alike(command: str, params: dict[str, str] | None, callback: str) -> None:
    import json

    said = "" if params is None else json.dumps(params)
    assert parse_up(f"{command}:{said}:{callback}:{SID}") == (command, callback, SID)
    if not said:
        assert parse_up(f"{command}:{callback}:{SID}") == (command, callback, SID)
    assert parse_up(json.dumps({"method": f"{command}::x", "callback": callback, "appSid": SID})) == (
        f"{command}::x",
        callback,
        SID,
    )


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_other_text_is_no_message(text: str) -> None:
    parse_up(text)
