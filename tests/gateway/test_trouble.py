"""What happens when a side does not do its part: the client hears it, the timeline says why."""

from __future__ import annotations

import socket
import ssl
import time
from typing import Any

import pytest

from pytest_b24moderation.model import Deadlines

HOST = "b24-test.bitrix24.com"
GET = b"GET /x HTTP/1.1\r\nHost: b24-test.bitrix24.com\r\nConnection: close\r\n\r\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def test_an_upstream_that_does_not_listen(place: Any) -> None:
    place.gateway.route(HOST, "solution", ("127.0.0.1", free_port()))
    answer = place.ask(GET)
    assert answer.startswith(b"HTTP/1.1 502 ")
    [seen] = place.exchanges()
    assert (seen.status, seen.target) == (0, "solution")
    assert seen.error.startswith(f"connection refused: the solution {HOST} does not listen")
    assert seen.error.encode() in answer


def test_a_connection_that_cannot_be_made_by_call(place: Any) -> None:
    def connect() -> socket.socket:
        raise ConnectionRefusedError("nobody in the namespace listens on 8000")

    place.gateway.route(HOST, "solution", connect)
    assert place.ask(GET).startswith(b"HTTP/1.1 502 ")
    assert "nobody in the namespace listens on 8000" in place.exchanges()[0].error


def test_connections_made_by_call_are_kept(place: Any, wire: Any) -> None:
    upstream = place.upstream(wire.ok())
    made: list[socket.socket] = []

    def connect() -> socket.socket:
        made.append(socket.create_connection(upstream.address))
        return made[-1]

    place.gateway.route(HOST, "portal", connect)
    assert place.ask(GET).endswith(b"ok")
    assert place.ask(GET).endswith(b"ok")
    assert len(made) == 1


def test_an_answer_that_never_comes(make_place: Any) -> None:
    with make_place(Deadlines(answer=0.3)) as place:
        place.upstream(lambda sock, head: time.sleep(2) is None)
        began = time.monotonic()
        assert place.ask(GET).startswith(b"HTTP/1.1 504 ")
        assert time.monotonic() - began < 1.5
        [seen] = place.exchanges()
        assert (seen.status, seen.error) == (0, "timeout: no answer within 0.3 s")


def test_an_answer_that_stops_in_the_middle(make_place: Any) -> None:
    def reply(sock: socket.socket, _head: bytes) -> bool:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        time.sleep(2)
        return False

    with make_place(Deadlines(answer=0.3)) as place:
        place.upstream(reply)
        assert place.ask(GET, secure=False).endswith(b"half")
        [seen] = place.exchanges()
        assert (seen.status, seen.response_body) == (200, "half")
        assert seen.error == "timeout: the answer stopped for 0.3 s after 4 bytes of its body"


def test_a_request_that_stops_in_the_middle(make_place: Any, wire: Any) -> None:
    with make_place(Deadlines(answer=0.3)) as place:
        place.upstream(lambda sock, head: sock.recv(10) and time.sleep(1) is None)
        answer = place.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nConnection: close\r\n\r\nabc")
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert place.exchanges()[0].error == "timeout: the request stopped for 0.3 s after 3 bytes of its body"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"", "the connection was closed without an answer"),
        (b"SSH-2.0-OpenSSH\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "the answer broke off after 4 bytes of its body"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalfzz", "the answer is no HTTP"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", "the answer is 101"),
    ],
)
def test_garbage_in_place_of_an_answer(place: Any, wire: Any, said: bytes, error: str) -> None:
    place.upstream(wire.always(said, keep=False))
    place.ask(GET, secure=False)
    [seen] = place.exchanges()
    assert seen.error.startswith(error)


def test_a_client_that_goes_away(place: Any, wire: Any) -> None:
    place.upstream(lambda sock, head: time.sleep(0.5) is not None)
    with place.secure() as sock:
        sock.sendall(GET)
        time.sleep(0.1)
    deadline = time.monotonic() + 3
    while not place.exchanges() and time.monotonic() < deadline:
        time.sleep(0.02)
    [seen] = place.exchanges()
    assert (seen.status, seen.error) == (0, "the client closed the connection before the answer was whole")


def test_a_client_that_says_it_sends_no_more_gets_its_answer(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, _head: bytes) -> bool:
        time.sleep(0.1)
        sock.sendall(wire.ok())
        return True

    place.upstream(reply)
    with place.plain() as sock:
        sock.sendall(GET)
        sock.shutdown(socket.SHUT_WR)
        assert wire.all(sock).endswith(b"ok")


@pytest.mark.parametrize(
    "said", [b"\x00\x01\x02nonsense\r\n\r\n", b"BREW / HTCPCP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n"]
)
def test_requests_that_are_no_http(place: Any, said: bytes) -> None:
    assert place.ask(said, secure=False).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("said", [b"CONNECT\x20\r\n\r\n", b"CONNECT a:b:c:99999999 HTTP/1.1\r\n\r\n"])
def test_a_malformed_connect(place: Any, said: bytes) -> None:
    assert place.ask(said, secure=False).startswith(b"HTTP/1.1 400 ")


def test_a_connect_in_pieces(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    with place.plain() as sock:
        for part in (b"CON", b"NECT b24-test.bitrix", b"24.com:80 HTTP/1.1\r\nA: b\r", b"\n\r\n"):
            sock.sendall(part)
            time.sleep(0.03)
        assert wire.head(sock).startswith(b"HTTP/1.1 200")
        sock.sendall(GET)
        assert wire.all(sock).endswith(b"ok")


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("no-such-host-at-all.example-of-nothing.com", ""),
        ("other.solution.test", "no such public name"),
        ("127.0.0.1", "127.0.0.1 is a private address"),
        ("10.1.2.3:8080", "10.1.2.3 is a private address"),
        ("169.254.169.254", "169.254.169.254 is a private address"),
        ("[::1]", "::1 is a private address"),
        ("[::ffff:127.0.0.1]", "is a private address"),
    ],
)
def test_third_parties_that_cannot_be_reached_are_refused_by_name(place: Any, host: str, why: str) -> None:
    answer = place.ask(
        b"GET http://%b/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % host.encode(), secure=False
    )
    assert answer.startswith(b"HTTP/1.1 502 ")
    [seen] = place.exchanges()
    assert (seen.target, seen.status, seen.url) == ("third-party", 0, f"http://{host}/a")
    assert seen.error.startswith("refused: no network route to ")
    assert why in seen.error


def test_a_named_host_is_told_as_what_it_is(place: Any) -> None:
    place.gateway.name("Score.example-of-nothing.com", "solution")
    request = b"GET http://score.example-of-nothing.com/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert place.ask(request, secure=False).startswith(b"HTTP/1.1 502 ")
    place.gateway.forget("score.example-of-nothing.com")
    place.ask(request, secure=False)
    assert [seen.target for seen in place.exchanges()] == ["solution", "third-party"]


def test_a_forgotten_host_is_a_third_party(place: Any, wire: Any) -> None:
    place.upstream(wire.ok(), host="score.solution.test")
    request = GET.replace(HOST.encode(), b"score.solution.test")
    assert place.ask(request, host="score.solution.test").endswith(b"ok")
    place.gateway.forget("score.solution.test")
    assert b"no network route to score.solution.test" in place.ask(request, host="score.solution.test")


def test_a_client_that_does_not_trust_the_authority_is_seen(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    with pytest.raises(ssl.SSLCertVerificationError), place.plain() as sock:
        ssl.create_default_context().wrap_socket(sock, server_hostname=HOST)
    deadline = time.monotonic() + 3
    while not place.exchanges() and time.monotonic() < deadline:
        time.sleep(0.02)
    [seen] = place.exchanges()
    assert (seen.method, seen.url, seen.status, seen.target) == ("CONNECT", f"https://{HOST}/", 0, "portal")
    assert seen.error.startswith("TLS: the client did not trust")
