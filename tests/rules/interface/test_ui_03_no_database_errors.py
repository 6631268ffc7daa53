from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_b24moderation.model import PageText

MYSQL = "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version"
PROSE = "<p>" + "The import can stop when the table of the old shop has another shape than expected. " * 5 + "</p>"
ERRORS = [
    "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'score.deals' doesn't exist",
    MYSQL,
    "Unknown column 'scor' in 'field list'",
    "Access denied for user 'root'@'localhost' (using password: YES)",
    'ERROR: relation "scores" does not exist',
    "psycopg2.errors.UndefinedTable: relation scores",
    "sqlite3.OperationalError: no such table: tokens",
    "Error: SQLITE_ERROR: no such table: tokens",
    "UNIQUE constraint failed: tokens.member_id",
    "[Microsoft][ODBC Driver 17 for SQL Server]Login failed",
    "ORA-00942: table or view does not exist",
    "(sqlalchemy.exc.ProgrammingError) syntax",
    "Illuminate\\Database\\QueryException: no",
    "PrismaClientKnownRequestError: no",
    "java.sql.SQLSyntaxErrorException: no",
]
GOOD = [
    "Курс «Базы данных»: SQL, SQLite и PostgreSQL за 5 дней",
    "Table 'Oak' costs 120.00; Table 'Pine' doesn't exist in white",
    "Integration with MySQL, Oracle, MongoDB. Duplicate entry? Merge the contacts.",
    "Error: no such table is free on Friday",
    "If you read “SQLSTATE[HY000]” or 'ORA-12154: x', call us",
    "relation between the deals does not exist",
]


@pytest.mark.parametrize("text", ERRORS)
def test_errors(story: Any, text: str) -> None:
    story.at("open", "admin")
    story.add(PageText, url="/", owner="solution", title="", text=f"Deals\n{text}\nTotal")
    found = story.judge("UI-03")
    assert [f.key for f in found] == ["database-error"]
    assert text[:30] in found[0].values["text"]
    assert story.keys("UI-02") == []


@pytest.mark.parametrize("text", GOOD)
def test_ordinary_texts(story: Any, text: str) -> None:
    story.at("open", "admin")
    story.add(PageText, url="/", owner="solution", title="", text=text)
    story.page(f"<p>{text}</p>")
    assert story.keys("UI-03") == []


def test_fatal_error_of_a_driver_is_told_here_and_only_here(story: Any) -> None:
    story.at("open", "admin")
    body = "<b>Fatal error</b>: Uncaught PDOException: SQLSTATE[HY000] [2002] refused in /srv/a.php:3\nStack trace:\n"
    story.page(body + "#0 /srv/a.php(3): PDO->__construct()\n#1 {main}\n  thrown in <b>/srv/a.php</b> on line <b>3</b>")
    assert story.keys("UI-03") == ["database-error"]


def test_article_is_asked(story: Any) -> None:
    story.at("open", "admin")
    story.page(f"<main>{PROSE}<code>{MYSQL}</code></main>")
    assert story.keys("UI-03") == ["quoted?"]


def test_json(story: Any) -> None:
    story.at("open", "admin")
    story.page(json.dumps({"error": MYSQL}), 500, kind="application/json")
    assert story.keys("UI-03") == ["database-error"]
