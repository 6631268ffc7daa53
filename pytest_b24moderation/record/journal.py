"""The ordered entries of one run, in memory and in the file, and the sentences that group them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from pytest_b24moderation.model import Entry, InfrastructureError, Sentence, Sink
from pytest_b24moderation.record import lines
from pytest_b24moderation.record.folder import LARGE, Folder
from pytest_b24moderation.record.learning import Found, secrets_in
from pytest_b24moderation.record.masks import Masks
from pytest_b24moderation.record.texts import texts, with_texts

E = TypeVar("E", bound=Entry)


class Journal:
    """Whatever enters is masked, stamped and flushed under one lock."""

    def __init__(self, folder: Path, masks: Masks) -> None:
        self._store = Folder(folder)
        self.folder = self._store.path
        self._masks = masks
        self._lock = RLock()
        self._entries: list[Entry] = []
        self._open: list[list[Entry]] = []
        self._large: dict[str, str] = {}
        self._mark = ("", "")
        self._listeners: list[Sink] = []

    @property
    def last(self) -> int:
        """The newest seq, 0 before the first entry."""
        return len(self._entries)

    @contextmanager
    def at(self, stage: str, actor: str = "") -> Iterator[None]:
        """What is added meanwhile, by whichever thread, carries this stage and actor."""
        with self._lock:
            before, self._mark = self._mark, (str(stage), str(actor))
        try:
            yield
        finally:
            with self._lock:
                self._mark = before

    def add(self, kind: type[E], /, **fields: Any) -> E:
        """Mask, stamp and append one entry; flushed before it returns.

        ``at``, ``stage`` and ``actor`` may be given; else they are now and the present mark.
        """
        with self._lock:
            found = list(texts(fields))
            self._learn_from(found)
            masked = self._masks.mask_all(found)
            values = {name: with_texts(value, pairs) for name, value, pairs in _by_field(fields, masked)}
            return self._append(kind, values)

    def entries(self, kind: type[E], *, stage: str = "", actor: str = "") -> Sequence[E]:
        """The entries of one kind so far, in order."""
        with self._lock:
            return [
                entry
                for entry in self._entries
                if isinstance(entry, kind)
                and (not stage or entry.stage == stage)
                and (not actor or entry.actor == actor)
            ]

    def since(self, seq: int) -> tuple[Entry, ...]:
        """All entries after that seq."""
        with self._lock:
            return tuple(self._entries[max(0, seq) :])

    def listen(self, sink: Sink) -> None:
        """Tell ``sink`` of every sentence from now on."""
        with self._lock:
            self._listeners.append(sink)

    @contextmanager
    def sentence(self, text: str) -> Iterator[None]:
        """What the harness does inside is a step of the report that reads ``text``.

        When it is over, a Sentence is appended (``at``: when it began), and listeners get the entries
        inside it that are in no sentence within it.
        """
        inside: list[Entry] = []
        with self._lock:
            text = self._masks.mask(text)
            depth, first = len(self._open), self.last + 1
            self._open.append(inside)
            listeners = tuple(self._listeners)
        began, clock = time.time(), time.perf_counter()
        error: BaseException | None = None
        try:
            for sink in listeners:
                sink.sentence_began(text)
            yield
        except BaseException as caught:
            error = caught
            raise
        finally:
            with self._lock:
                self._open[:] = [frame for frame in self._open if frame is not inside]
                self._end(text, first, began, time.perf_counter() - clock, depth, error)
            for sink in listeners:
                sink.sentence_ended(text, tuple(inside), error)

    def close(self) -> None:
        """End the timeline: nothing is added any more. May be called twice."""
        with self._lock:
            self._store.timeline.close()

    def _end(self, text: str, first: int, at: float, took: float, depth: int, error: BaseException | None) -> None:
        if self._store.timeline.closed:  # an interrupted run closes first and unwinds afterwards
            return
        reason = "" if error is None else str(error) or type(error).__name__
        self.add(Sentence, text=text, first=first, at=at, took=took, depth=depth, error=reason)

    def _learn_from(self, found: Sequence[str], *, sent: bool = False) -> None:
        small = [text for text in found if len(text) <= LARGE]
        joined = "\0".join(small)
        for text in (joined, *(text for text in found if len(text) > LARGE)):
            self._keep(secrets_in(text, sent=sent))

    def _keep(self, found: Iterator[Found]) -> None:
        for label, secret, met_as in found:
            if not (self._masks.knows(secret) and (not met_as or self._masks.knows(met_as))):
                self._masks.learn(label, secret, met_as=met_as)

    def _append(self, kind: type[E], values: dict[str, Any]) -> E:
        if self._store.timeline.closed:
            raise InfrastructureError(
                f"a {kind.__name__} came after the timeline in {self.folder} was closed",
                "stop the gateway and the browser before the recorder is closed",
            )
        for name, value in values.items():
            if isinstance(value, str) and len(value) > LARGE:  # the same script loaded ten times is kept once
                values[name] = self._large.setdefault(value, value)
        stage, actor = self._mark
        values.setdefault("stage", stage)
        values.setdefault("actor", actor)
        values["at"] = values.get("at") or time.time()
        values["seq"] = self.last + 1
        entry = kind(**values)
        self._store.timeline.write(lines.line(entry, self._store.body))
        self._store.timeline.flush()
        self._entries.append(entry)
        if self._open:
            self._open[-1].append(entry)
        return entry


def _by_field(fields: dict[str, Any], masked: Sequence[str]) -> Iterator[tuple[str, Any, Iterator[str]]]:
    """The fields with the masked strings: `texts` of the mapping names each field before its value."""
    rest = iter(masked)
    for name, value in fields.items():
        next(rest)
        yield name, value, rest
