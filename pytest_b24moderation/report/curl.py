"""A curl line for an exchange: masked secrets become shell variables, so that with them set it repeats the call."""

from __future__ import annotations

import re

from pytest_b24moderation.model import Exchange

_MASK = re.compile(
    r"(?:«|%C2%AB|\\u00ab)(?P<label>[A-Za-z_][\w-]*)(?::|%3A)(?P<print>[0-9a-f]{4,})(?:»|%C2%BB|\\u00bb)", re.IGNORECASE
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OWN = frozenset({
    "host", "content-length", "connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "upgrade", "expect", "accept-encoding",
    "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
})  # fmt: skip
"""Headers that curl or the way to the host sets by itself."""


def variable(label: str, fingerprint: str) -> str:
    """The name of the shell variable that stands for a masked secret: ACCESS_TOKEN_9F2C."""
    return f"{label}_{fingerprint}".upper().replace("-", "_")


def quoted(text: str) -> str:
    """One shell word that means exactly this text, with masked secrets as variables outside single quotes."""
    words, end = [], 0
    for mask in _MASK.finditer(text):
        words += [_single(text[end : mask.start()]), f'"${variable(mask["label"], mask["print"])}"']
        end = mask.end()
    return "".join([*words, _single(text[end:])]) or "''"


def variables(exchange: Exchange) -> list[str]:
    """The shell variables that the line of this exchange needs, each once."""
    texts = [exchange.url, exchange.request_body, *(value for _, value in exchange.request_headers)]
    masks = (mask for text in texts for mask in _MASK.finditer(text))
    return list(dict.fromkeys(variable(mask["label"], mask["print"]) for mask in masks))


def curl(exchange: Exchange) -> str:
    """The call as one command for a POSIX shell. A body that was no text is named, not repeated."""
    words = ["curl", "-g", *_method(exchange)]
    for name, value in exchange.request_headers:
        if name.lower() not in _OWN and not name.startswith(":") and _TOKEN.fullmatch(name):
            value = " ".join(value.split())
            words += ["-H", quoted(f"{name}: {value}" if value else f"{name};")]
    if exchange.header("accept-encoding", request=True):
        words.append("--compressed")
    if exchange.request_body:
        words += ["--data-raw", quoted(exchange.request_body.replace("\x00", ""))]
    elif exchange.request_note:
        words += ["--data-binary", "@body.bin"]
    return " ".join([*words, "--url", quoted(exchange.url.replace("\x00", ""))])


def _method(exchange: Exchange) -> list[str]:
    method = exchange.method.upper()
    if method == "HEAD":
        return ["--head"]
    implied = "POST" if exchange.request_body or exchange.request_note else "GET"
    return [] if method == implied else ["-X", quoted(method)]


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'" if text else ""
