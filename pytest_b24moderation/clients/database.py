"""A question to the database of a solution, in a transaction that only reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError

from pytest_b24moderation.clients import look
from pytest_b24moderation.model import Probe, ScenarioError

ABSENT = ("no such table", "doesn't exist", "does not exist", "unknown table", "undefined table")
"""What databases say of a table that was dropped, and all data with it."""


def url_of(probe: Probe, text: str) -> sqlalchemy.URL:
    """The database's address. Raises ScenarioError for one that is none."""
    try:
        return sqlalchemy.make_url(text)
    except SQLAlchemyError as error:
        raise ScenarioError("the database's URL is wrong", probe.place, found=str(error)) from error


def ask(probe: Probe, url: sqlalchemy.URL, query: str, params: Mapping[str, Any]) -> str:
    """What the query finds, in a line; "" for nothing, for a single empty value, and for a table that is gone."""
    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            if url.get_backend_name() in ("postgresql", "mysql", "mariadb"):
                connection.execute(sqlalchemy.text("SET TRANSACTION READ ONLY"))
            rows = connection.execute(sqlalchemy.text(query), params).fetchmany(20)
            connection.rollback()
    except (SQLAlchemyError, ImportError) as error:
        words = str(getattr(error, "orig", None) or error)
        if any(sign in words.lower() for sign in ABSENT):
            return ""
        raise ScenarioError(
            f"the probe {probe.name} cannot ask its database", probe.place, found=look.brief(words)
        ) from error
    if len(rows) == 1 and len(rows[0]) == 1 and not rows[0][0]:
        return ""
    return "; ".join(look.brief(", ".join(map(str, row)), 200) for row in rows)
