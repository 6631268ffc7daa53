"""The gateway's own life."""

from __future__ import annotations

import gc
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from pytest_b24moderation.gateway import Gateway
from pytest_b24moderation.model import Deadlines, InfrastructureError

GET = b"GET /x HTTP/1.1\r\nHost: b24-test.bitrix24.com\r\n\r\n"


def open_files() -> int:
    gc.collect()
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files by /proc")
def test_closing_ends_the_thread_and_all_sockets(make_place: Any, wire: Any) -> None:
    before = open_files()
    with make_place(Deadlines()) as place:
        place.upstream(lambda sock, head: time.sleep(0.2) is None)
        waiting, idle, silent = place.secure(), place.secure(), place.plain()
        waiting.sendall(GET)
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind(("127.0.0.1", 0))
        place.gateway.answer_names(names, "127.0.0.1")
        began = time.monotonic()
        place.gateway.close()
        assert time.monotonic() - began < 2
        with pytest.raises(ConnectionRefusedError):
            place.plain()
        for sock in (waiting, idle, silent):
            sock.close()
        place.gateway.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "b24-gateway"]
    time.sleep(0.4)
    assert open_files() <= before


def test_a_closed_gateway_says_so() -> None:
    gateway = Gateway()
    gateway.close()
    with pytest.raises(InfrastructureError, match="closed"):
        gateway.listen("browser")


def test_a_listener_made_elsewhere_is_adopted(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    sock = socket.create_server(("127.0.0.1", 0))
    place.address = sock.getsockname()
    place.gateway.adopt("solution", sock)
    assert place.ask(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).endswith(b"ok")
    assert place.exchanges()[0].source == "solution"


def test_a_route_for_all_names_below_a_domain(place: Any, wire: Any) -> None:
    place.upstream(wire.ok(), host="*.bitrix24.tech")
    request = b"GET / HTTP/1.1\r\nHost: oauth.bitrix24.tech\r\nConnection: close\r\n\r\n"
    assert place.ask(request, host="oauth.bitrix24.tech").endswith(b"ok")
    assert b" 502 " in place.ask(request.replace(b"oauth", b"a.b"), host="a.b.bitrix24.tech")


def test_a_recorder_that_fails_does_not_keep_the_answer_but_is_told(make_place: Any, wire: Any) -> None:
    class Broken:
        def exchange(self, raw: object) -> None:
            raise OSError("disk full")

    with make_place(Deadlines()) as place:
        place.upstream(wire.ok())
        place.gateway.recorder = Broken()
        assert place.ask(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).endswith(b"ok")
        [fault] = place.gateway.faults
        assert fault.endswith("was not recorded: OSError: disk full")
        place.gateway._core.faults.clear()


def test_many_connections_at_once(place: Any, wire: Any) -> None:
    place.upstream(wire.ok())
    answers: list[bytes] = []

    def ask() -> None:
        for _ in range(5):
            answers.append(place.ask(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))[-2:])

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"ok"] * 60
    assert len(place.exchanges()) == 60
