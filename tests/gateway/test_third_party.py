"""Third parties over TLS. There is no network here: a second gateway stands for the other end of it."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from pytest_b24moderation.gateway import Gateway, StandIn, reach

HOST = "api.of-somebody.com"


@pytest.fixture
def far(place: Any, wire: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The port of a server that shows a certificate for HOST."""

    async def addresses(*_: object) -> list[str]:
        return ["127.0.0.1"]

    place.upstream(wire.ok(b"from afar"))
    with Gateway() as other:
        other.route(HOST, "service", place.upstreams[-1].address)
        place.far = other
        monkeypatch.setattr(reach, "_public", addresses)
        monkeypatch.setattr(
            reach, "_verifying", lambda: ssl.create_default_context(cadata=other.authority.ca_pem.decode())
        )
        yield other.listen("browser")[1]


def ask(place: Any, wire: Any, port: int) -> bytes:
    with place.plain() as sock:
        sock.sendall(b"CONNECT %b:%d HTTP/1.1\r\nHost: x\r\n\r\n" % (HOST.encode(), port))
        assert wire.head(sock).startswith(b"HTTP/1.1 200")
        with place.trusting().wrap_socket(sock, server_hostname=HOST) as secure:
            secure.sendall(b"GET /a HTTP/1.1\r\nHost: %b:%d\r\nConnection: close\r\n\r\n" % (HOST.encode(), port))
            answer: bytes = wire.all(secure)
            return answer


def test_a_call_is_passed_on_verified_and_recorded(place: Any, wire: Any, far: int) -> None:
    assert ask(place, wire, far).endswith(b"from afar")
    [seen] = place.exchanges()
    assert (seen.target, seen.status, seen.error) == ("third-party", 200, "")
    assert seen.url == f"https://{HOST}:{far}/a"
    assert not seen.header("X-Forwarded-For", request=True)


def test_a_third_party_that_cannot_be_trusted_is_not_called(
    place: Any, wire: Any, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_verifying", ssl.create_default_context)
    answer = ask(place, wire, far)
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert place.exchanges()[0].error.startswith(f"{HOST}:{far} could not be trusted")
    assert place.upstreams[-1].heads == []


def test_a_host_out_of_reach_is_stood_in_for(place: Any, wire: Any) -> None:
    answers = (
        StandIn("GET", "/sdk.js", 200, (("Content-Type", "text/javascript"),), b"var sdk = 1;"),
        StandIn("GET", "/a?b=2", 201, (), b"two"),
        StandIn("POST", "/a", 204, (), b""),
    )
    place.gateway.stand_in("*.nowhere.invalid", answers)

    def asked(method: bytes, path: bytes, body: bytes = b"") -> bytes:
        with place.plain() as sock:
            head = b"%b http://cdn.nowhere.invalid%b HTTP/1.1\r\nHost: cdn.nowhere.invalid\r\nConnection: close\r\n"
            sock.sendall(head % (method, path) + b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            answer: bytes = wire.all(sock)
            return answer

    assert asked(b"GET", b"/sdk.js?v=3").endswith(b"\r\n\r\nvar sdk = 1;")
    assert asked(b"GET", b"/a?b=2").startswith(b"HTTP/1.1 201 ")
    assert asked(b"POST", b"/a", b"x=1").startswith(b"HTTP/1.1 204 ")
    assert asked(b"GET", b"/a?b=3").startswith(b"HTTP/1.1 502 ")
    first, *_, last = place.exchanges()
    assert (first.target, first.status, first.error, first.response_body) == ("third-party", 200, "", "var sdk = 1;")
    assert first.header("X-Gateway-Stands-In") == "1"
    assert last.error.startswith("refused: no network route")
    place.gateway.forget("*.nowhere.invalid")
    assert asked(b"GET", b"/sdk.js").startswith(b"HTTP/1.1 502 ")
