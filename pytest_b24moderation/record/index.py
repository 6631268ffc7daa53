"""Finds any of many texts inside a text, at a cost that hardly grows with how many they are.

An alternation of a few hundred patterns costs Python's `re` 0.4 ms for 4 KB and 4 ms to compile anew
whenever a secret is learned. Here, every pattern of at least 2k-1 characters is filed under its first k
pieces of k characters; wherever it stands in a text, one of those pieces begins at a multiple of k, so
a look at every k-th piece of the text is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FEW = 24  # up to so many patterns a plain search for each is quicker
_WINDOW = 65536


class Index:
    """Patterns, each with what is shown in its place."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self._tiers = (_Tier(8), _Tier(4), _Tier(1))

    def add(self, pattern: str, shown: str) -> None:
        """The first owner of a pattern keeps it."""
        if pattern in self.shown:
            return
        self.shown[pattern] = shown
        next(tier for tier in self._tiers if len(pattern) >= 2 * tier.size - 1).add(pattern)

    def hits(self, text: str) -> list[str]:
        """The patterns that occur in ``text``, longest first."""
        found = [pattern for tier in self._tiers for pattern in tier.candidates(text) if pattern in text]
        found.sort(key=len, reverse=True)
        return found

    def mask(self, text: str) -> str:
        """``text`` with every pattern in it replaced."""
        for pattern in self.hits(text):
            text = text.replace(pattern, self.shown[pattern])
        return text

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Offset and what is shown, for the first place of each pattern."""
        for pattern in self.hits(text):
            yield text.find(pattern), self.shown[pattern]


class _Tier:
    """Patterns of at least ``2 * size - 1`` characters."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._patterns: list[str] = []
        self._pieces: dict[str, list[str]] = {}
        self._cut = re.compile(f".{{{size}}}", re.S).findall

    def add(self, pattern: str) -> None:
        self._patterns.append(pattern)
        for start in range(self.size):
            self._pieces.setdefault(pattern[start : start + self.size], []).append(pattern)

    def candidates(self, text: str) -> list[str]:
        if len(self._patterns) <= _FEW:
            return self._patterns
        found: set[str] = set()
        for start in range(0, len(text), _WINDOW):  # in windows: a large body must not become a million pieces at once
            pieces = self._pieces.keys() & set(self._cut(text, start, start + _WINDOW))
            for piece in pieces:
                found.update(self._pieces[piece])
        return list(found)
