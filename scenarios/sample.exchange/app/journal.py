"""What the solution remembers, in SQLite: portals with their keys, open pages, and the journal."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS portals (member_id TEXT PRIMARY KEY, key TEXT, application_token TEXT, auth TEXT);
CREATE TABLE IF NOT EXISTS visits (id TEXT PRIMARY KEY, member_id TEXT, auth TEXT, at REAL);
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY, member_id TEXT, at REAL, about TEXT, text TEXT);
"""
VISIT = 3600
"""Seconds for which a page that was opened can be used."""


class Journal:
    def __init__(self, file: str) -> None:
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

    def _one(self, query: str, *values: Any) -> Any:
        with self._open() as base:
            return base.execute(query, values).fetchone()

    def _do(self, query: str, *values: Any) -> None:
        with self._open() as base:
            base.execute(query, values)

    def key(self, member: str) -> str:
        """The portal's own part of addresses that it calls without authorisation; made at the first wish."""
        self._do("INSERT OR IGNORE INTO portals VALUES (?, ?, '', '')", member, secrets.token_urlsafe(16))
        return str(self._one("SELECT key FROM portals WHERE member_id = ?", member)["key"])

    def keep(self, member: str, token: str, auth: dict[str, Any]) -> None:
        self.key(member)
        values = (token, json.dumps(auth), member)
        self._do("UPDATE portals SET application_token = ?, auth = ? WHERE member_id = ?", *values)

    def member(self, key: str) -> str:
        row = self._one("SELECT member_id FROM portals WHERE key = ?", key)
        return str(row["member_id"]) if row else ""

    def installer(self, member: str) -> dict[str, Any]:
        """Tokens of whoever installed."""
        row = self._one("SELECT auth FROM portals WHERE member_id = ?", member)
        return dict(json.loads(row["auth"])) if row and row["auth"] else {}

    def application_token(self, member: str) -> str:
        row = self._one("SELECT application_token FROM portals WHERE member_id = ?", member)
        return str(row["application_token"]) if row else ""

    def begin_visit(self, member: str, auth: dict[str, Any]) -> str:
        """Tokens of whoever opened a page stay here, and never go to the browser."""
        visit = secrets.token_urlsafe(24)
        self._do("DELETE FROM visits WHERE at < ?", time.time() - VISIT)
        self._do("INSERT INTO visits VALUES (?, ?, ?, ?)", visit, member, json.dumps(auth), time.time())
        return visit

    def visit(self, visit: str) -> tuple[str, dict[str, Any]] | None:
        row = self._one("SELECT * FROM visits WHERE id = ? AND at > ?", visit, time.time() - VISIT)
        return (row["member_id"], json.loads(row["auth"])) if row else None

    def write(self, member: str, about: str, text: str) -> None:
        values = (member, time.time(), about, text)
        self._do("INSERT INTO journal (member_id, at, about, text) VALUES (?, ?, ?, ?)", *values)

    def lines(self, member: str) -> list[sqlite3.Row]:
        """The newest first."""
        with self._open() as base:
            query = "SELECT * FROM journal WHERE member_id = ? ORDER BY id DESC LIMIT 40"
            return list(base.execute(query, (member,)))

    def forget(self, member: str, *, journal: bool) -> None:
        """The solution was removed: keys and tokens go in any case, the journal when the portal says so."""
        for table in ("portals", "visits", *(("journal",) if journal else ())):
            self._do(f"DELETE FROM {table} WHERE member_id = ?", member)
