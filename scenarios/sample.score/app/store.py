"""What the solution remembers, in SQLite: portals and their tokens, open pages, settings, scores."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from b24pysdk import BitrixToken

TABLES = """
CREATE TABLE IF NOT EXISTS portals (member_id TEXT PRIMARY KEY, domain TEXT, application_token TEXT);
CREATE TABLE IF NOT EXISTS tokens (member_id TEXT PRIMARY KEY, access TEXT, refresh TEXT, expires REAL);
CREATE TABLE IF NOT EXISTS visits (
    id TEXT PRIMARY KEY, member_id TEXT, domain TEXT, access TEXT, refresh TEXT, language TEXT, deal INTEGER, at REAL
);
CREATE TABLE IF NOT EXISTS settings (member_id TEXT PRIMARY KEY, divisor INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS scores (member_id TEXT, deal INTEGER, score INTEGER, PRIMARY KEY (member_id, deal));
"""
SECRET_TABLES = ("tokens", "visits", "portals")
DATA_TABLES = ("settings", "scores")
DIVISOR = 100
VISIT = 3600
"""Seconds for which a page that was opened can be used."""


class Store:
    def __init__(self, file: Path) -> None:
        self._file = file
        with self._open() as base:
            base.executescript(TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self._file, timeout=10)
        base.row_factory = sqlite3.Row
        base.execute("PRAGMA secure_delete=ON")
        try:
            with base:
                yield base
        finally:
            base.close()

    def keep_portal(self, member_id: str, domain: str, application_token: str) -> None:
        """Remember a portal where the solution is installed; settings that were kept stay as they are."""
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO portals VALUES (?, ?, ?)", (member_id, domain, application_token))
            base.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (member_id, DIVISOR))

    def application_token(self, member_id: str) -> str:
        with self._open() as base:
            row = base.execute("SELECT application_token FROM portals WHERE member_id = ?", (member_id,)).fetchone()
        return row[0] if row else ""

    def keep_tokens(self, member_id: str, access: str, refresh: str, expires: float) -> None:
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", (member_id, access, refresh, expires))

    def tokens(self, member_id: str) -> sqlite3.Row | None:
        """Access and refresh token of whoever installed, with the portal's domain."""
        with self._open() as base:
            query = "SELECT * FROM tokens JOIN portals USING (member_id) WHERE member_id = ?"
            row: sqlite3.Row | None = base.execute(query, (member_id,)).fetchone()
        return row

    def begin_visit(self, member_id: str, token: BitrixToken, language: str, deal: int = 0) -> str:
        """A page was opened with a viewer's token: keep it here, so that it never goes to the browser again."""
        visit = secrets.token_urlsafe(24)
        row = (visit, member_id, token.domain, token.auth_token, token.refresh_token, language, deal, time.time())
        with self._open() as base:
            base.execute("DELETE FROM visits WHERE at < ?", (time.time() - VISIT,))
            base.execute("INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return visit

    def visit(self, visit: str) -> sqlite3.Row | None:
        with self._open() as base:
            query = "SELECT * FROM visits WHERE id = ? AND at > ?"
            row: sqlite3.Row | None = base.execute(query, (visit, time.time() - VISIT)).fetchone()
        return row

    def divisor(self, member_id: str) -> int:
        with self._open() as base:
            row = base.execute("SELECT divisor FROM settings WHERE member_id = ?", (member_id,)).fetchone()
        return int(row[0]) if row else DIVISOR

    def set_divisor(self, member_id: str, divisor: int) -> None:
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (member_id, divisor))

    def score(self, member_id: str, deal: int) -> int | None:
        with self._open() as base:
            query = "SELECT score FROM scores WHERE member_id = ? AND deal = ?"
            row = base.execute(query, (member_id, deal)).fetchone()
        return int(row[0]) if row else None

    def keep_score(self, member_id: str, deal: int, score: int) -> None:
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO scores VALUES (?, ?, ?)", (member_id, deal, score))

    def forget_portal(self, member_id: str, *, data: bool) -> None:
        """The solution was removed: tokens go in any case, settings and scores when the portal says so."""
        with self._open() as base:
            for table in (*SECRET_TABLES, *(DATA_TABLES if data else ())):
                base.execute(f"DELETE FROM {table} WHERE member_id = ?", (member_id,))
