"""The secrets of one run and the fingerprints that stand for them."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from itertools import islice

from pytest_b24moderation.record.disguises import disguises
from pytest_b24moderation.record.index import Index
from pytest_b24moderation.record.names import innocent

LEAST = 6
"""Characters that a secret told by name must have; shorter ones would mask ordinary text."""

_TOGETHER = 500_000
_LABEL = re.compile(r"[^a-z0-9_]+")


class Masks:
    """Not thread-safe by itself: the recorder holds its lock."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._index = Index()
        self._fingerprints: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        self._in_bytes = Index()
        self._in_bytes_done = 0

    def learn(self, label: str, secret: str, *, met_as: str = "") -> str:
        """The fingerprint of ``secret`` from now on; "" when it is too short or too common to be one.

        ``met_as``: the spelling in which it was found, masked too in case no disguise covers it.
        The first label stays.
        """
        shown = self._index.shown.get(secret, "")
        if not shown:
            if len(secret) < LEAST or "\0" in secret or innocent(secret):
                return ""
            shown = f"«{_LABEL.sub('_', label.lower()).strip('_') or 'secret'}:{self._digest(secret)}»"
            self._fingerprints[secret] = shown
            for pattern in disguises(secret):
                self._index.add(pattern, shown)
        if len(met_as) >= LEAST and "\0" not in met_as and not innocent(met_as):
            self._index.add(met_as, shown)
        return shown

    def knows(self, text: str) -> bool:
        """Whether this spelling is masked already."""
        return text in self._index.shown

    def mask(self, text: str) -> str:
        """``text`` without any known secret."""
        return self._index.mask(text) if text and self._fingerprints else text

    def mask_all(self, texts: Sequence[str]) -> list[str]:
        """The same for many: joined, so that short ones cost one search together."""
        if sum(map(len, texts)) > _TOGETHER:
            return [self.mask(text) for text in texts]
        joined = "\0".join(texts)
        if joined.count("\0") != len(texts) - 1:
            return [self.mask(text) for text in texts]
        masked = self.mask(joined)
        return list(texts) if masked is joined else masked.split("\0")

    def in_bytes(self) -> Index:
        """An index over bytes read as latin-1, so that an offset in it is one in the file."""
        rows = self._index.shown
        for pattern, shown in islice(rows.items(), self._in_bytes_done, None):
            self._in_bytes.add(pattern.encode("utf-8", "surrogatepass").decode("latin-1"), shown)
        self._in_bytes_done = len(rows)
        return self._in_bytes

    def _digest(self, secret: str) -> str:
        full = hmac.digest(self._key, secret.encode("utf-8", "surrogatepass"), "sha256").hex()
        for length in range(4, len(full) + 1, 2):
            if self._taken.setdefault(full[:length], secret) == secret:
                return full[:length]
        return full
