"""The sections that describe a solution: what it is, its card, its versions, money and services."""

# ruff: noqa: RUF012 - pydantic copies the defaults of its fields
from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pytest_b24moderation.scenario.forms import (
    File,
    FileOrFolder,
    Form,
    HostName,
    Language,
    Link,
    Scalar,
    Text,
    Texts,
    Url,
)

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$", max_length=50)]


class SolutionForm(Form):
    """What is moderated."""

    code: Code
    """The solution's code in Bitrix24 Market, such as `acme.score`."""
    titles: Annotated[Texts, Field(min_length=1)]
    """Its title in every language of the card."""
    kind: Literal["application", "static", "api-only"]
    """`application` has a server and pages, `static` is an archive of pages, `api-only` has no page at all."""
    developer: Text = "Developer"
    """The developer's name as the card shows it."""
    region: Text = "global"
    """Where it is published: `global`, `ru`, …"""
    languages: Annotated[list[Language], Field(min_length=1)] = ["en"]
    """Languages of its interface."""


class CardForm(Form):
    """The solution card, field by field (Requirements for Formatting and Content, 1.B)."""

    categories: list[Text] = []
    """Sections of the catalogue, at most 5."""
    tags: list[Text] = []
    """Tags for collections, at most 5."""
    short_description: Texts = {}
    """One or two sentences that complement the title."""
    description: Texts = {}
    """Tasks, capabilities, and everything that limits them or costs money."""
    keywords: Texts = {}
    """Search words, separated by commas, at most 2000 characters."""
    installation: Texts = {}
    """What to do to use it; where its settings are."""
    support: Texts = {}
    """Channels, working days and hours, time to answer."""
    icon: File | None = None
    """JPEG or PNG without transparency, square, 250 to 650 pixels."""
    screenshots: dict[Language, list[File]] = {}
    """JPEG or PNG, at most 1280×720, in the language they are listed under."""
    videos: dict[Language, list[Link]] = {}
    """Videos of the description."""
    licence: dict[Language, Link] = {}
    """The user licence agreement: opens in a browser, names the solution and the licensor."""
    privacy: dict[Language, Link] = {}
    """The privacy policy: opens in a browser."""
    contacts: Link | None = None
    """"Contact the Developer": a page with a form."""
    demo: Link | None = None
    """"Request a Demo": a page with a form."""
    site: Link | None = None
    """The site of the service that it integrates."""
    test_data: Texts = {}
    """Test Data: what a moderator needs to try it, access to external services included."""


class VersionForm(Form):
    """A version card (1.C). Paths such as `/install` stand for `https://<code>.solution.test/install`."""

    number: Annotated[int, Field(ge=1)]
    """The version's number; the last one listed is moderated."""
    type: Literal["rest", "preset", "smart-scripts", "site", "bi"] = "rest"
    """Technological type; `rest` is "Use REST API"."""
    url: Url = ""
    """Application URL."""
    install_url: Url = ""
    """Application installer URL."""
    event_url: Url = ""
    """Where ONAPPINSTALL of a solution without pages goes."""
    settings_url: Url = ""
    """Settings page."""
    demo_url: Url = ""
    """Demo page."""
    archive: FileOrFolder | None = None
    """The static pages: a folder, or a zip as it is uploaded."""
    scopes: list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]+$")]] = []
    """REST scopes that it asks for."""
    menu_item: bool = True
    """"Add custom page and menu item"."""
    menu_titles: Texts = {}
    """The menu item's title per language."""
    mobile: bool = False
    """"Embed to BitrixMobile"."""
    widgets: bool = False
    """"Add widgets"."""
    user_install: bool = False
    """"Can be installed by user without administrative rights"."""
    whats_new: Texts = {}
    """What is new; not needed for the first version."""


class PortalsForm(Form):
    """What the portals of a run must be."""

    count: Annotated[int, Field(ge=1, le=5)] = 1
    """How many, in turn."""
    needs: list[Text] = []
    """Capabilities without which the run makes no sense, such as `tasks`."""


class StubForm(Form):
    """An answer given in an external service's stead."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] = "GET"
    path: Annotated[str, StringConstraints(pattern=r"^/")]
    status: Annotated[int, Field(ge=200, le=599)] = 200
    headers: dict[Text, str] = {}
    body: str = ""
    file: File | None = None
    """A file whose bytes are the body, such as a library that pages load from elsewhere."""

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if self.file and self.body:
            raise ValueError("a stub has either body or file|one of them")
        return self


class ServiceForm(Form):
    """An external system that the solution works with."""

    host: HostName
    """Its host name; `*.` in front stands for any subdomain."""
    name: Text = "external service"
    """What it is."""
    required: bool = True
    """Whether the solution is useless without it."""
    paid: bool = False
    """Whether its users pay for it."""
    test_data: dict[Text, Scalar] = {}
    """Accounts and keys for a try."""
    stubs: list[StubForm] = []
    """Answers in its stead; what none of them fits goes to the service itself."""


class PricingForm(Form):
    """The pricing block of the card."""

    model: Literal["free", "subscription", "in-app"] = "free"
    """How the solution is sold."""
    external_service: bool = False
    """"Users must pay for the external service"."""
    additional: bool = False
    """"Contains additional paid functionality"."""
    prices: Texts = {}
    """What costs how much."""
    price_list: Link | None = None
    """Where prices are listed."""

    @model_validator(mode="after")
    def _flags_fit(self) -> Self:
        if self.external_service and self.model != "free":
            raise ValueError("external_service is an option of free solutions|model: free, or no external_service")
        return self
