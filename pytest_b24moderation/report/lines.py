"""An entry of the timeline in one line, for readers of logs and reports."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_b24moderation.model import (
    AppInfo,
    Console,
    Dialog,
    Entry,
    Exchange,
    FrameMessage,
    LogLine,
    Note,
    Opened,
    PageError,
    PageText,
    ProbeResult,
    Resource,
    Sentence,
    Shot,
    TestResult,
    WizardEnd,
)
from pytest_b24moderation.report.http_text import clock, headline
from pytest_b24moderation.report.telling import cut, plain

WATCHED = (FrameMessage, Console, PageError, Dialog, LogLine, Note)
"""What goes beside the HTTP log: what frames, pages and the solution's server said."""

LINE = 2000


def line(entry: Entry) -> str:
    """What the entry says, in one line."""
    return plain(cut(_says(entry), LINE))


def watch_log(entries: Iterable[Entry]) -> str:
    """Frame messages, console, page errors, dialogs, notes and the server's own log in order; "" without any."""
    rows = []
    for entry in entries:
        if isinstance(entry, WATCHED):
            rows.append(f"#{entry.seq}  {clock(entry.at)}  {line(entry)}")
            if isinstance(entry, PageError) and entry.stack:
                rows += [f"        {row}" for row in plain(entry.stack, lines=True).splitlines()]
    return "\n".join(rows) + "\n" if rows else ""


def _says(entry: Entry) -> str:
    match entry:
        case Exchange():
            return headline(entry)
        case FrameMessage():
            arrow = "frame → portal" if entry.way == "up" else "portal → frame"
            return f"message: {arrow} {entry.command} {entry.data}"
        case Console():
            return f"console: {entry.owner} {entry.level}: {entry.text} ({entry.url}:{entry.line})"
        case PageError():
            return f"error: {entry.owner} {entry.text} ({entry.url})"
        case Dialog():
            return f"dialog: {entry.owner} {entry.kind}: {entry.text}"
        case LogLine():
            return f"log: {entry.stream}: {entry.text}"
        case Note():
            return f"note: {entry.about}: {entry.text}"
        case Resource():
            return f"{entry.kind} {entry.url} in the {entry.owner}'s frame: {entry.failure or entry.status}"
        case PageText():
            return f"the {entry.owner}'s frame {entry.url} read: {'(nothing)' if entry.blank else entry.text}"
        case _:
            return _happened(entry)


def _happened(entry: Entry) -> str:
    match entry:
        case Opened():
            return f"{entry.place} opened: {entry.result}. {entry.text}"
        case WizardEnd():
            return f"the wizard ended: {entry.how}. {entry.last_state}"
        case AppInfo():
            installed = "installed" if entry.installed else "not installed"
            return (
                f"the portal says: {installed}, {'active' if entry.active else 'not active'}, version {entry.version}"
            )
        case TestResult():
            return f"test “{entry.name}”: {'passed' if entry.passed else f'{entry.reason} ({entry.place})'}"
        case ProbeResult():
            return f"probe “{entry.name}” after {entry.after} removal: {entry.found or 'nothing found'}"
        case Shot():
            return f"screenshot “{entry.name}” ({entry.file})"
        case Sentence():
            return f"{entry.text}{': ' + entry.error if entry.error else ''}"
        case _:
            return type(entry).__name__
