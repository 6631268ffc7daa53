"""Which exchanges deserve a file of their own, where a report can only afford a few."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_b24moderation.model import Exchange, answer_error

_STATIC = (".js", ".css", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".woff", ".woff2", ".map")

_WEIGHT = {
    ("browser", "solution"): 6,
    ("portal", "solution"): 6,
    ("solution", "portal"): 5,
    ("harness", "portal"): 4,
    ("solution", "oauth"): 4,
    ("solution", "third-party"): 3,
    ("solution", "service"): 3,
}


def bad(exchange: Exchange) -> bool:
    """Whether it went wrong: no answer, an error status, or an error in a REST envelope."""
    if not exchange.status or exchange.status >= 400:
        return True
    return '"error"' in exchange.response_body[:2000] and answer_error(exchange) != ("", "")


def telling_most(exchanges: Iterable[Exchange], number: int) -> list[Exchange]:
    """The few that tell most, in order of time: those that went wrong first, then one of each pair of sides."""
    ranked = sorted(exchanges, key=lambda e: (-_weight(e), e.seq))
    firsts: dict[tuple[str, str, bool], Exchange] = {}
    for exchange in ranked:
        firsts.setdefault((exchange.source, exchange.target, bad(exchange)), exchange)
    leading = sorted(firsts.values(), key=lambda e: (-_weight(e), e.seq))
    rest = [exchange for exchange in ranked if exchange not in leading]
    return sorted([*leading, *rest][:number], key=lambda e: e.seq)


def _weight(exchange: Exchange) -> int:
    weight = _WEIGHT.get((exchange.source, exchange.target), 1)
    if exchange.path.lower().endswith(_STATIC):
        weight = 0
    return weight + (1 if exchange.method == "POST" else 0) + (10 if bad(exchange) else 0)
