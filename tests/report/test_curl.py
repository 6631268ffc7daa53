"""The curl line means to a shell exactly the call that was seen."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_b24moderation.model import Exchange
from pytest_b24moderation.report.curl import curl, quoted, variable, variables

Make = Callable[..., Exchange]
WORDS = "curl() { for word; do printf '%s\\0' \"$word\"; done; }\n"


def words(line: str, **environment: str) -> list[str]:
    """The words that a POSIX shell gives to curl."""
    done = subprocess.run(["sh", "-c", WORDS + line], capture_output=True, env=environment, check=True)
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=20))
def test_any_text_is_one_word_that_means_itself(texts: list[str]) -> None:
    assert words("curl " + " ".join(quoted(text) for text in texts)) == texts


def test_masked_secrets_are_variables_in_every_spelling() -> None:
    texts = ["a «access_token:9f2c» 'b'", "%C2%ABaccess_token%3A9f2c%C2%BB", '{"t": "\\u00abaccess_token:9f2c\\u00bb"}']
    line = "curl " + " ".join(quoted(text) for text in texts)
    assert '"$ACCESS_TOKEN_9F2C"' in line
    assert words(line, ACCESS_TOKEN_9F2C="s e'c") == ["a s e'c 'b'", "s e'c", '{"t": "s e\'c"}']
    assert variable("client-secret", "00ff") == "CLIENT_SECRET_00FF"


def test_the_line_carries_method_headers_body_and_address(make_exchange: Make) -> None:
    call = make_exchange(
        method="PUT",
        request_headers=(("Host", "x"), ("X-Note", "it's\r\n a; $(rm)"), ("X-Empty", ""), ("@file", "no"), ("TE", "x")),
        request_body="a=`id`&b=$HOME\nc",
    )
    told = words(curl(call), ACCESS_TOKEN_9F2C="secret")
    assert told[:4] == ["-g", "-X", "PUT", "-H"]
    assert "X-Note: it's a; $(rm)" in told
    assert "X-Empty;" in told
    assert not [word for word in told if word.startswith(("Host", "@file", "TE"))]
    assert told[told.index("--data-raw") + 1] == "a=`id`&b=$HOME\nc"
    assert variables(call) == ["ACCESS_TOKEN_9F2C"]
    assert told[-2:] == ["--url", "https://b24-abc.bitrix24.com/rest/crm.deal.get?auth=secret"]


def test_methods_that_curl_implies_are_left_out(make_exchange: Make) -> None:
    assert "-X" not in curl(make_exchange())
    assert "-X" not in curl(make_exchange(method="GET", request_body=""))
    assert "-X 'POST'" in curl(make_exchange(request_body=""))
    assert "--head" in curl(make_exchange(method="HEAD", request_body=""))
    assert "@body.bin" in curl(make_exchange(request_body="", request_note="312 bytes, sha256 00"))


def test_the_real_curl_repeats_the_call(make_exchange: Make) -> None:
    got: list[tuple[str, str, str, bytes]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.command, self.path, self.headers["X-Secret"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/rest/?auth[member_id]=«member:12ab»"
        call = make_exchange(url=url, request_headers=(("X-Secret", "«secret:0a0b»"),), request_body='{"a": "it\'s"}')
        environment = {"MEMBER_12AB": "m1", "SECRET_0A0B": "s1", "PATH": "/usr/bin:/bin", "no_proxy": "*"}
        subprocess.run(["sh", "-c", curl(call) + " -s"], env=environment, check=True, timeout=20)
        server.shutdown()
        thread.join()
    assert got == [("POST", "/rest/?auth[member_id]=m1", "s1", b'{"a": "it\'s"}')]
