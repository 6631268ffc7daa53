"""Numerators, templates and documents as a portal keeps them. restdocs: api-reference/crm/document-generator"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_b24moderation.emulator.people import Maker, User
from pytest_b24moderation.emulator.portal import Portal, Trace, trace
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.rest.call import Call
from pytest_b24moderation.emulator.rest.errors import RestError
from pytest_b24moderation.emulator.rest.params import as_list, decoded, number
from pytest_b24moderation.emulator.rest.transfer import Handed
from pytest_b24moderation.emulator.scopes.crm.owners import Owner, record_of

SETTINGS = "Bitrix_Main_Numerator_Generator_SequentNumberGenerator"
ENDINGS = {"document": "docx", "pdf": "pdf", "image": "png"}
PERIODS = {"day": 10, "month": 7, "year": 4}
"""Period of counting → how much of a date it is."""


@dataclass(slots=True)
class Numerator:
    """A counter of documents. ``by_rest``: an application made it, so an application may change it."""

    id: int
    name: str
    template: str
    settings: dict[str, Any]
    maker: Maker
    by_rest: bool = False
    next: int = 0
    period: str = ""


@dataclass(slots=True)
class Template:
    """A template of documents; ``file``: (name, content), ``kinds``: where it is offered ("2", "2_category_3")."""

    id: int
    name: str
    region: str
    numerator: int
    kinds: list[str]
    users: list[str]
    file: tuple[str, bytes]
    created: str
    updated: str
    maker: Maker
    active: str = "Y"
    stamps: str = "N"
    sort: int = 500


@dataclass(slots=True)
class Document:
    """A document of a record. Its PDF and picture wait for a conversion that this portal does not do."""

    id: int
    template: int
    owner: Owner
    title: str
    number: str
    values: dict[str, Any]
    stamps: bool
    created: str
    author: int
    updated: str
    maker: Maker
    editor: int = 0
    public: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    """What there is: document, pdf, image."""


@dataclass
class Documents:
    """Numerators, templates, documents by id."""

    numerators: dict[int, Numerator] = field(default_factory=dict)
    templates: dict[int, Template] = field(default_factory=dict)
    rows: dict[int, Document] = field(default_factory=dict)


def codes_of(portal: Portal, row: Template) -> list[str]:
    """The codes in a template's file."""
    return list(portal.ask("documentgenerator.codes", content=row.file[1]) or [])


def documents(portal: Portal) -> dict[int, Document]:
    """Those of records that are still there."""
    state = portal.state(Documents)
    state.rows = {key: row for key, row in state.rows.items() if record_of(portal, row.owner) is not None}
    return state.rows


def next_number(portal: Portal, row: Numerator, *, take: bool = True) -> str:
    """The next number by the numerator's template; its period begins the counting anew. ``take`` it, or only look."""
    facts = row.settings[SETTINGS]
    now = portal.iso()
    period = now[: PERIODS.get(str(facts["periodicBy"]), 0)]
    found = row.next if row.next and period == row.period else facts["start"]
    if take:
        row.next, row.period = found + facts["step"], period
    number = str(found).rjust(facts["length"], facts["padString"][:1] or "0")
    text = row.template
    for name, value in {"NUMBER": number, "DAY": now[8:10], "MONTH": now[5:7], "YEAR": now[:4]}.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def require_templates_right(call: Call) -> None:
    """Templates and numerators are the administrator's."""
    if not call.user.admin:
        raise RestError(400, "0", "You do not have permissions to modify templates")


def generator_denied() -> RestError:
    return RestError(400, "DOCGEN_ACCESS_ERROR", "Access denied")


def sent_file(value: Any) -> tuple[str, bytes] | None:
    """(name, content) of a file sent as [name, base64]; None for anything else."""
    pair = as_list(value)
    content = decoded(str(pair[1])) if len(pair) == 2 else None
    return None if content is None else (str(pair[0]), content)


@answers("page.file")
def at_address(portal: Portal, path: str, query: dict[str, Any], user: User | None) -> Handed | None:  # noqa: ARG001
    """What lies at a public link."""
    for row in documents(portal).values():
        if row.public.endswith(path) and path.startswith("/~") and "document" in row.files:
            return Handed(f"{row.title}.docx", row.files["document"])
    return None


def bare_link(portal: Portal, action: str, number: int) -> str:
    """A link of the portal's own pages."""
    return (
        f"https://{portal.host}/bitrix/services/main/ajax.php?action=crm.documentgenerator.{action}"
        f"&SITE_ID=s1&id={number}"
    )


@answers("rest.download")
def download(portal: Portal, scope: str, facts: dict[str, Any], call: Call) -> Handed | None:  # noqa: ARG001
    """The file of a template, or one that was uploaded as a document."""
    if scope != "crm":
        return None
    row = portal.state(Documents).templates.get(number(facts.get("template")))
    if row is not None:
        return Handed(*row.file)
    made, part = documents(portal).get(number(facts.get("document"))), str(facts.get("part"))
    if made is None or part not in made.files:
        return None
    return Handed(f"{made.title}.{ENDINGS[part]}", made.files[part])


@answers("fingerprint")
def traces(portal: Portal) -> list[Trace]:
    state = portal.state(Documents)
    found = [
        trace("crm numerators", row.id, row.maker, row.name, (row.template, row.settings))
        for row in state.numerators.values()
    ]
    for template in state.templates.values():
        content = (template.kinds, template.users, template.region, template.active, len(template.file[1]))
        found.append(trace("crm document templates", template.id, template.maker, template.name, content))
    for one in documents(portal).values():
        found.append(trace("crm documents", one.id, one.maker, one.title, (one.number, one.owner, one.values)))
    return found
