"""An HTTP exchange as it went over the wire, before anybody has decoded or masked it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class RawExchange:
    """What the gateway or a client hands to `Recorder.exchange`.

    ``source``, ``target``, ``status`` and ``error`` mean what they mean in `model.Exchange`.
    ``started``: Unix time, 0 for now; ``took``: seconds. ``request_size`` and ``response_size``: the
    true length in bytes of a body that was cut at `Deadlines.body`; 0 when it is whole.
    """

    source: str
    target: str
    method: str
    url: str
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    request_body: bytes = b""
    status: int = 0
    response_headers: list[tuple[str, str]] = field(default_factory=list)
    response_body: bytes = b""
    started: float = 0.0
    took: float = 0.0
    error: str = ""
    request_size: int = 0
    response_size: int = 0
