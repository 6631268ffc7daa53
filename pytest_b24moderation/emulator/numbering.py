"""Numbers of what a scope keeps."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Numbering:
    """A state that numbers what it keeps, each kind from 1 on; numbers never come back."""

    _last: dict[str, int] = field(default_factory=dict)

    def next_id(self, what: str) -> int:
        """The next number of that kind."""
        self._last[what] = self._last.get(what, 0) + 1
        return self._last[what]
