"""The recorder: where every side's traffic and every file of a run's evidence enter."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_b24moderation.model import Deadlines, Exchange, InfrastructureError
from pytest_b24moderation.record.body import readable
from pytest_b24moderation.record.folder import BODIES, TIMELINE
from pytest_b24moderation.record.headers import secrets_in_headers
from pytest_b24moderation.record.journal import Journal
from pytest_b24moderation.record.masks import Masks
from pytest_b24moderation.record.raw import RawExchange
from pytest_b24moderation.record.scanning import Leak, leaks, leaks_in
from pytest_b24moderation.record.texts import texts, with_texts

_WRITTEN = ("text/", "application/json", "application/xml", "application/javascript", "image/svg+xml")


class Recorder(Journal):
    """A `model.Timeline` that writes to ``folder``. Safe to use from several threads.

    ``key`` makes fingerprints repeatable; without it every run has its own.
    """

    def __init__(self, folder: Path, *, key: bytes | None = None, deadlines: Deadlines | None = None) -> None:
        super().__init__(folder, Masks(key))
        self._limit = (deadlines or Deadlines()).body

    def exchange(self, raw: RawExchange) -> Exchange:
        """Decode, learn the secrets of both directions, mask, and append."""
        request = readable(raw.request_body, raw.request_headers, size=raw.request_size, limit=self._limit)
        response = readable(raw.response_body, raw.response_headers, size=raw.response_size, limit=self._limit)
        asked = [raw.method, raw.url, request.text, request.note]
        asked += [text for row in raw.request_headers for text in row]
        answered = [raw.error, response.text, response.note]
        answered += [text for row in raw.response_headers for text in row]
        with self._lock:
            self._keep(secrets_in_headers(raw.request_headers))
            self._keep(secrets_in_headers(raw.response_headers))
            self._learn_from(asked, sent=True)
            self._learn_from(answered)
            masked = self._masks.mask_all(asked + answered)
            there, back = masked[: len(asked)], masked[len(asked) :]
            values = {
                "source": raw.source,
                "target": raw.target,
                "method": there[0],
                "url": there[1],
                "request_headers": tuple(zip(there[4::2], there[5::2], strict=True)),
                "request_body": there[2],
                "request_note": there[3],
                "status": raw.status,
                "response_headers": tuple(zip(back[3::2], back[4::2], strict=True)),
                "response_body": back[1],
                "response_note": back[2],
                "took": raw.took,
                "error": back[0],
                "at": raw.started,
            }
            return self._append(Exchange, values)

    def learn(self, label: str, secret: str) -> None:
        """From now on ``secret`` is shown as a fingerprint with that label, in every disguise.

        Texts of fewer than 6 characters, plain words, small numbers and host names are not masked.
        """
        with self._lock:
            self._masks.learn(label, secret)

    def mask(self, text: str) -> str:
        """``text`` without any known secret."""
        with self._lock:
            return self._masks.mask(text)

    def attach(self, name: str, data: bytes, media_type: str) -> str:
        """Store a file of evidence; text is masked. Its path relative to the folder.

        Raises InfrastructureError when binary data holds a known secret: it cannot be masked.
        """
        written = media_type.lower().startswith(_WRITTEN)
        with self._lock:
            if written:
                self._learn_from([data.decode("utf-8", "replace")])
            clean = self._clean(data, name, text=written)
            return self._store.attach(self._masks.mask(name), clean, media_type)

    def publish(self, relative: str, content: str | bytes) -> Path:
        """Write a report at ``relative`` inside the folder, masked once more, at once or not at all.

        Raises InfrastructureError for a path outside the folder, or binary data with a secret in it.
        """
        with self._lock:
            data = content.encode("utf-8", "replace") if isinstance(content, str) else content
            return self._store.write(relative, self._clean(data, relative, text=isinstance(content, str)))

    def scan(self, folder: Path | None = None) -> list[Leak]:
        """Where files under ``folder`` (this recorder's own by default) still hold a secret of this run."""
        with self._lock:
            index = self._masks.in_bytes()
        return leaks(folder or self.folder, index)

    def settle(self) -> None:
        """Mask what was written before a secret in it became known; the timeline goes on."""
        with self._lock:
            if not self._store.timeline.closed:
                self._store.timeline.close()
                self._mask_again()
                self._store.go_on()

    def close(self) -> None:
        """End the timeline, settled."""
        with self._lock:
            if not self._store.timeline.closed:
                super().close()
                self._mask_again()

    def _mask_again(self) -> None:
        for file in (self.folder / TIMELINE, *(self.folder / BODIES).glob("*.txt")):
            if file.exists():
                self._store.rewrite(file, self._mask_row if file.name == TIMELINE else self._masks.mask)

    def _mask_row(self, row: str) -> str:
        masked = self._masks.mask(row)
        if masked == row:
            return row
        # Not the masked line itself: a secret may be spelt like the line's own JSON.
        values = json.loads(row)
        clean = iter(self._masks.mask_all(list(texts(values))))
        return json.dumps(with_texts(values, clean), ensure_ascii=False, separators=(",", ":")) + "\n"

    def _clean(self, data: bytes, name: str, *, text: bool) -> bytes:
        try:
            return self._masks.mask(data.decode("utf-8")).encode()
        except UnicodeDecodeError:
            if text:  # in some single-byte charset; the signs of a fingerprint are the same in those of Europe
                return self._masks.in_bytes().mask(data.decode("latin-1")).encode("latin-1")
        for leak in leaks_in(name, data, self._masks.in_bytes()):
            raise InfrastructureError(
                f"{self._masks.mask(name)} is binary, so that {leak.secret} at byte {leak.offset} cannot be masked",
                "do not keep this file as evidence",
            )
        return data
