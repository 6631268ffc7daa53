"""What passes through the gateway arrives as it was sent, and is recorded once."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from pytest_b24moderation.model import Deadlines

HOST = "b24-test.bitrix24.com"
GET = b"GET /rest/profile?a=1 HTTP/1.1\r\nHost: b24-test.bitrix24.com\r\n"
END = b"Connection: close\r\n\r\n"


def test_request_and_answer_pass_and_are_recorded_once(place: Any, wire: Any) -> None:
    upstream = place.upstream(wire.ok(b'{"result":1}', b"Content-Type: application/json\r\nX-Own: yes\r\n"))
    answer = place.ask(
        b"POST /rest/profile?a=1 HTTP/1.1\r\nHost: %b\r\nContent-Length: 3\r\n%babc" % (HOST.encode(), END)
    )
    assert answer.endswith(b'{"result":1}')
    assert b"X-Own: yes" in answer
    [seen] = place.exchanges()
    assert (seen.source, seen.target, seen.method, seen.status) == ("browser", "portal", "POST", 200)
    assert seen.url == f"https://{HOST}/rest/profile?a=1"
    assert (seen.request_body, seen.response_body, seen.error) == ("abc", '{"result":1}', "")
    assert seen.header("content-type") == "application/json"
    head = upstream.heads[0]
    assert head.startswith(b"POST /rest/profile?a=1 HTTP/1.1\r\nHost: b24-test.bitrix24.com\r\n")
    assert b"X-Forwarded-Proto: https\r\n" in head
    assert b"X-Forwarded-For: 127.0.0.1\r\n" in head
    assert b"X-Forwarded-Host: b24-test.bitrix24.com\r\n" in head
    assert b"Connection" not in head


def test_claims_of_the_client_about_forwarding_are_replaced(place: Any, wire: Any) -> None:
    upstream = place.upstream(wire.ok())
    place.ask(GET + b"X-Forwarded-For: 8.8.8.8\r\nx-forwarded-proto: ftp\r\n" + END, secure=False)
    assert b"8.8.8.8" not in upstream.heads[0]
    assert upstream.heads[0].lower().count(b"x-forwarded-proto") == 1
    assert b"X-Forwarded-Proto: http\r\n" in upstream.heads[0]


def test_plain_absolute_and_tunnelled_requests_reach_the_same_host(place: Any, wire: Any) -> None:
    upstream = place.upstream(wire.ok())
    assert place.ask(GET + END, secure=False).endswith(b"ok")
    absolute = b"GET http://%b/p?q=1 HTTP/1.1\r\nHost: %b\r\n" % (HOST.encode(), HOST.encode())
    assert place.ask(absolute + END, secure=False).endswith(b"ok")
    with place.plain() as sock:
        sock.sendall(b"CONNECT %b:443 HTTP/1.1\r\nHost: %b:443\r\n\r\n" % (HOST.encode(), HOST.encode()))
        assert wire.head(sock).startswith(b"HTTP/1.1 200")
        with place.trusting().wrap_socket(sock, server_hostname=HOST) as secure:
            secure.sendall(GET + END)
            assert wire.all(secure).endswith(b"ok")
    assert [seen.url for seen in place.exchanges()] == [
        f"http://{HOST}/rest/profile?a=1",
        f"http://{HOST}/p?q=1",
        f"https://{HOST}/rest/profile?a=1",
    ]
    assert upstream.heads[1].startswith(b"GET /p?q=1 HTTP/1.1")


def test_connections_are_kept_on_both_sides(place: Any, wire: Any) -> None:
    upstream = place.upstream(wire.ok())
    with place.secure() as sock:
        for _ in range(5):
            sock.sendall(GET + b"\r\n")
            assert wire.head(sock).startswith(b"HTTP/1.1 200 OK")
            assert wire.exactly(sock, 2) == b"ok"
    assert upstream.connections == 1
    assert len(place.exchanges()) == 5


def test_pipelined_requests_are_answered_in_order(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, head: bytes) -> bool:
        name = head.split(b" ")[1]
        time.sleep(0.1 if name == b"/1" else 0)
        sock.sendall(wire.ok(name))
        return True

    place.upstream(reply)
    heads = [
        b"GET /%d HTTP/1.1\r\nHost: %b\r\n%b" % (n, HOST.encode(), END if n == 20 else b"\r\n") for n in range(1, 21)
    ]
    answer = place.ask(b"".join(heads), secure=False)
    bodies = [part.split(b"\r\n\r\n")[1] for part in answer.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [b"/%d" % n for n in range(1, 21)]
    assert len(place.exchanges()) == 20


def test_chunked_bodies_pass_both_ways(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, _head: bytes) -> bool:
        assert wire.exactly(sock, 23) == b"3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n"
        sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwxyz\r\n")
        time.sleep(0.05)
        sock.sendall(b"1;ext=1\r\n!\r\n0\r\nTrailer: t\r\n\r\n")
        return True

    place.upstream(reply)
    request = (
        b"POST /u HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n%b3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n" % END
    )
    answer = place.ask(request)
    assert answer.endswith(b"\r\n\r\n4\r\nwxyz\r\n1\r\n!\r\n0\r\n\r\n")
    [seen] = place.exchanges()
    assert (seen.request_body, seen.response_body) == ("abcdefgh", "wxyz!")


def test_a_body_up_to_the_end_of_the_connection(place: Any, wire: Any) -> None:
    place.upstream(wire.always(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nwhole", keep=False))
    with place.secure() as sock:
        sock.sendall(GET + b"\r\n")
        assert b"Transfer-Encoding: chunked" in wire.head(sock)
        assert wire.exactly(sock, 15) == b"5\r\nwhole\r\n0\r\n\r\n"
        sock.sendall(GET.replace(b"1.1", b"1.0") + b"\r\n")
        answer = wire.all(sock)
    assert answer.endswith(b"\r\n\r\nwhole")
    assert b"Transfer-Encoding" not in answer
    assert [seen.response_body for seen in place.exchanges()] == ["whole", "whole"]


@pytest.mark.parametrize(
    ("method", "head"),
    [
        (b"HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        (b"HEAD", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        (b"GET", b"HTTP/1.1 204 No Content\r\n\r\n"),
        (b"GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\nETag: x\r\n\r\n"),
    ],
)
def test_answers_without_a_body(place: Any, wire: Any, method: bytes, head: bytes) -> None:
    place.upstream(head)
    with place.secure() as sock:
        for _ in range(2):
            sock.sendall(method + b" / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert wire.head(sock).split(b" ")[1] == head.split(b" ")[1]
    assert [seen.response_body for seen in place.exchanges()] == ["", ""]


def test_a_client_that_waits_for_100_is_told_at_once(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, head: bytes) -> bool:
        assert b"Expect" not in head
        assert wire.exactly(sock, 3) == b"abc"
        sock.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + wire.ok())
        return True

    place.upstream(reply)
    with place.secure() as sock:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert wire.head(sock) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"abc")
        assert wire.head(sock).startswith(b"HTTP/1.1 200 OK")
        assert wire.exactly(sock, 2) == b"ok"
    assert len(place.exchanges()) == 1


def test_a_websocket_passes_after_its_handshake_is_recorded(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, head: bytes) -> bool:
        assert b"Upgrade: websocket" in head
        sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello")
        while data := sock.recv(100):
            sock.sendall(data.upper())
        return False

    place.upstream(reply)
    with place.secure() as sock:
        sock.sendall(GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly")
        assert wire.head(sock).startswith(b"HTTP/1.1 101")
        assert wire.exactly(sock, 10) in (b"helloEARLY", b"EARLYhello")
        sock.sendall(b"frame")
        assert wire.exactly(sock, 5) == b"FRAME"
    [seen] = place.exchanges()
    assert seen.status == 101


def test_a_refused_upgrade_leaves_the_connection_as_it_was(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    with place.secure() as sock:
        sock.sendall(GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        wire.head(sock), wire.exactly(sock, 2)
        sock.sendall(GET + b"\r\n")
        assert wire.head(sock).startswith(b"HTTP/1.1 200 OK")
    assert len(place.exchanges()) == 2


def test_an_offer_of_http2_in_clear_text_is_not_taken(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, head: bytes) -> bool:
        assert b"h2c" not in head
        sock.sendall(wire.ok(wire.exactly(sock, 3)))
        return True

    place.upstream(reply)
    request = b"POST / HTTP/1.1\r\nHost: %b\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" % HOST.encode()
    with place.plain() as sock:
        sock.sendall(request + b"HTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 3\r\n\r\nabc")
        assert wire.head(sock).startswith(b"HTTP/1.1 200")
        assert wire.exactly(sock, 3) == b"abc"
    assert len(place.exchanges()) == 1


def test_a_large_answer_streams_and_is_recorded_cut(place: Any, wire: Any) -> None:
    begun = threading.Event()

    def reply(sock: socket.socket, _head: bytes) -> bool:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n" + bytes(1_000_000))
        assert begun.wait(5), "the client has seen nothing of it yet"
        sock.sendall(bytes(19_000_000))
        return True

    place.upstream(reply)
    with place.secure() as sock:
        sock.sendall(GET + b"\r\n")
        wire.head(sock)
        assert len(wire.exactly(sock, 500_000)) == 500_000
        begun.set()
        assert len(wire.exactly(sock, 19_500_000)) == 19_500_000
    [seen] = place.exchanges()
    assert seen.response_note
    assert len(seen.response_body) <= 100_000


def test_a_slow_client_holds_the_upstream_back(place: Any, wire: Any) -> None:
    done: list[int] = []

    def reply(sock: socket.socket, _head: bytes) -> bool:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 30000000\r\n\r\n")
        for _ in range(30):
            sock.sendall(bytes(1_000_000))
            done.append(1)
        return True

    place.upstream(reply)
    with place.plain() as sock:
        sock.sendall(GET + b"\r\n")
        wire.head(sock)
        time.sleep(0.5)
        assert len(done) < 30
        assert len(wire.exactly(sock, 30_000_000)) == 30_000_000


def test_a_large_request_reaches_an_upstream_that_reads_late(place: Any, wire: Any) -> None:
    def reply(sock: socket.socket, _head: bytes) -> bool:
        time.sleep(0.2)
        sock.sendall(wire.ok(b"%d" % len(wire.exactly(sock, 5_000_000))))
        return True

    place.upstream(reply)
    answer = place.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n%b" % END + bytes(5_000_000))
    assert answer.endswith(b"5000000")
    assert place.exchanges()[0].request_note


def test_an_answer_before_the_request_is_whole(place: Any, wire: Any) -> None:
    place.upstream(wire.always(b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno"))
    with place.secure() as sock:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + bytes(1000))
        assert wire.head(sock).startswith(b"HTTP/1.1 413")
        assert wire.exactly(sock, 2) == b"no"
        sock.sendall(bytes(199_000) + GET + b"\r\n")
        assert wire.head(sock).startswith(b"HTTP/1.1 413")
    assert [seen.status for seen in place.exchanges()] == [413, 413]


def test_a_connection_that_went_stale_is_replaced(place: Any, wire: Any) -> None:
    answered: list[bytes] = []

    def reply(sock: socket.socket, head: bytes) -> bool:
        if answered and b"/again" in head and len(answered) == 1:
            answered.append(b"")
            return False
        answered.append(head)
        sock.sendall(wire.ok())
        return True

    place.upstream(reply)
    assert place.ask(GET + END).endswith(b"ok")
    assert place.ask(GET.replace(b"/rest", b"/again") + END).endswith(b"ok")
    assert [seen.error for seen in place.exchanges()] == ["", ""]


def test_every_side_has_its_name(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    place.address = place.gateway.listen("solution")
    place.ask(GET + END)
    assert place.exchanges()[0].source == "solution"


def test_without_a_recorder_all_passes_unrecorded(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    place.gateway.recorder = None
    assert place.ask(GET + END).endswith(b"ok")
    assert place.exchanges() == []


def test_heavy_bodies_are_recorded_beside_the_loop_and_before_the_answer_ends(make_place: Any, wire: Any) -> None:
    with make_place(Deadlines()) as place:
        place.upstream(wire.ok(b"x" * 400_000))
        with place.secure() as sock:
            sock.sendall(GET + b"\r\n")
            wire.head(sock)
            wire.exactly(sock, 400_000)
            assert len(place.exchanges()) == 1
            sock.sendall(GET + END)
            assert wire.all(sock).endswith(b"x")
        assert len(place.exchanges()) == 2


def test_a_known_host_header_wins_over_the_name_of_the_greeting(place: Any, wire: Any) -> None:
    """wget keeps one tunnel of a proxy for requests to other hosts; a front server answers by the header too."""
    place.upstream(wire.ok())
    other = b"GET /token HTTP/1.1\r\nHost: oauth.of-the-test.example\r\n"
    place.upstream(wire.ok(b"other"), host="oauth.of-the-test.example")
    assert place.ask(other + END).endswith(b"other")
    assert place.ask(b"GET /strange HTTP/1.1\r\nHost: nobody.knows.example\r\n" + END).endswith(b"ok")
    assert [(seen.target, seen.url) for seen in place.exchanges()] == [
        ("solution", "https://oauth.of-the-test.example/token"),
        ("portal", f"https://{HOST}/strange"),
    ]
