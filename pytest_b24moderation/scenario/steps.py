"""The steps of tests: one form per verb, locators as a user would name what he sees."""

# ruff: noqa: RUF012 - pydantic copies the defaults of its fields
from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from pytest_b24moderation.scenario.forms import Anything, File, Form, Scalar, Seconds, Text

Role = Literal[
    "alert", "alertdialog", "application", "article", "banner", "blockquote", "button", "caption", "cell", "checkbox",
    "code", "columnheader", "combobox", "complementary", "contentinfo", "definition", "deletion", "dialog", "directory",
    "document", "emphasis", "feed", "figure", "form", "generic", "grid", "gridcell", "group", "heading", "img",
    "insertion", "link", "list", "listbox", "listitem", "log", "main", "marquee", "math", "menu", "menubar", "menuitem",
    "menuitemcheckbox", "menuitemradio", "meter", "navigation", "none", "note", "option", "paragraph", "presentation",
    "progressbar", "radio", "radiogroup", "region", "row", "rowgroup", "rowheader", "scrollbar", "search", "searchbox",
    "separator", "slider", "spinbutton", "status", "strong", "subscript", "superscript", "switch", "tab", "table",
    "tablist", "tabpanel", "term", "textbox", "time", "timer", "toolbar", "tooltip", "tree", "treegrid", "treeitem",
]  # fmt: skip
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
DottedPath = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=50)]

WAYS = ("role", "label", "placeholder", "text", "title", "alt", "test_id")
"""How a thing on a page can be named."""


class Where(Form):
    """A thing on a page, as a user would name it."""

    role: Role | None = None
    """ARIA role, usually with `name`."""
    name: Text | None = None
    """Accessible name of the role."""
    label: Text | None = None
    """Label of a field."""
    placeholder: Text | None = None
    text: Text | None = None
    """Visible text."""
    title: Text | None = None
    """Tooltip."""
    alt: Text | None = None
    """Alternative text of a picture."""
    test_id: Text | None = None
    """`data-testid`."""
    exact: bool = False
    """Whole text, letter case included."""
    nth: Annotated[int, Field(ge=-1)] | None = None
    """Which of several, from 0; -1 is the last."""

    def located(self) -> bool:
        """Whether it names anything."""
        return any(getattr(self, way) is not None for way in WAYS)

    @model_validator(mode="after")
    def _name_has_role(self) -> Self:
        if self.name is not None and self.role is None:
            raise ValueError("a name without a role|role and name, such as {role: button, name: Save}")
        return self


class Locator(Where):
    """A thing that a step does something to."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.located():
            raise ValueError(f"nothing is named here|one of {', '.join(WAYS)}")
        return self


class FillTarget(Locator):
    value: Scalar
    """What is typed."""


class SelectTarget(Locator):
    option: Text | list[Text]
    """The visible text of the option, or of several."""


class CheckTarget(Locator):
    checked: bool = True
    """False takes the mark away."""


class PressTarget(Where):
    key: Text
    """A key as Playwright names it: Enter, Control+A."""


class UploadTarget(Locator):
    file: File | list[File]
    """Files beside the scenario."""


class Condition(Where):
    """What must be seen."""

    url: Text | None = None
    """Part of the page's address."""
    value: Scalar | None = None
    """What the field that is named holds."""
    checked: bool | None = None
    enabled: bool | None = None
    count: Annotated[int, Field(ge=0)] | None = None
    """How many there are."""
    no: Condition | None = None
    """What must not be seen."""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.located() and self.url is None and self.no is None:
            raise ValueError(f"nothing to look for|one of {', '.join((*WAYS, 'url', 'no'))}")
        return self


class OpenTarget(Form):
    """Where the solution is opened: its application page, a placement, or a path of the portal."""

    app: Literal[True] | None = None
    placement: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]+$")] | None = None
    """A placement's code, such as CRM_DEAL_DETAIL_TAB."""
    options: dict[str, Scalar] = {}
    """What the placement is opened on, such as {ID: "{{ deal }}"}."""
    path: Annotated[str, StringConstraints(pattern=r"^/")] | None = None
    """A page of the portal."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if [self.app, self.placement, self.path].count(None) != 2:
            raise ValueError("one place to open|app: true, or placement: CODE, or path: /…")
        if self.options and self.placement is None:
            raise ValueError("options without a placement|options beside placement")
        return self


class HttpTarget(Form):
    """A request that is not the portal's REST."""

    url: Text
    method: Method = "GET"
    headers: dict[Text, str] = {}
    query: dict[Text, Scalar] = {}
    form: dict[Text, Scalar] = {}
    body: Anything = None
    """JSON, or a text sent as it is."""


class Answered(Form):
    """A step that gets an answer: parts of it can be kept and compared, by dotted paths."""

    save: dict[Name, DottedPath] = {}
    """Name → path into the answer, such as {deal: result}."""
    expect: dict[DottedPath, Anything] = {}
    """Path → value, such as {result.TITLE: Chairs}; also `error` and `status`."""
    within: Seconds | None = None
    """Seconds for the expectation to come true: asked again until then."""


class RestStep(Answered):
    rest: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.]+$")]
    """A REST method, called with the actor's rights."""
    params: dict[str, Anything] | list[Anything] = {}


class HttpStep(Answered):
    http: HttpTarget


class PortalStep(Answered):
    portal: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]*$")]
    """What a person on the portal, or the portal itself, does."""
    params: dict[str, Anything] = {}


class _Timed(Form):
    within: Seconds | None = None
    """Seconds; without it the policy's deadline."""


class OpenStep(_Timed):
    open: OpenTarget


class ClickStep(_Timed):
    click: Locator


class FillStep(_Timed):
    fill: FillTarget


class FillSecretStep(_Timed):
    fill_secret: FillTarget
    """As `fill`; what is typed is masked everywhere."""


class SelectStep(_Timed):
    select: SelectTarget


class CheckStep(_Timed):
    check: CheckTarget


class PressStep(_Timed):
    press: PressTarget


class UploadStep(_Timed):
    upload: UploadTarget


class ExpectStep(_Timed):
    expect: Condition


class ScreenshotStep(Form):
    screenshot: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    """What the picture is called."""


class WaitTarget(Form):
    until: Condition
    """What is waited for."""
    within: Seconds | None = None
    """Seconds; without it the policy's deadline."""


class WaitStep(Form):
    wait: WaitTarget


VERBS: dict[str, type[Form]] = {
    "rest": RestStep, "open": OpenStep, "click": ClickStep, "fill": FillStep, "fill_secret": FillSecretStep,
    "select": SelectStep, "check": CheckStep, "press": PressStep, "upload": UploadStep,
    "screenshot": ScreenshotStep, "http": HttpStep, "portal": PortalStep, "wait": WaitStep, "expect": ExpectStep,
}  # fmt: skip
"""Verb → form; `expect` comes last, for it is also a part of other steps."""


def verb_of(step: Any) -> str | None:
    """The verb of a step as written, None without one."""
    if not isinstance(step, Mapping):
        return None
    return next((verb for verb in VERBS if verb in step), None)


AnyStep = Annotated[
    Annotated[RestStep, Tag("step:rest")]
    | Annotated[OpenStep, Tag("step:open")]
    | Annotated[ClickStep, Tag("step:click")]
    | Annotated[FillStep, Tag("step:fill")]
    | Annotated[FillSecretStep, Tag("step:fill_secret")]
    | Annotated[SelectStep, Tag("step:select")]
    | Annotated[CheckStep, Tag("step:check")]
    | Annotated[PressStep, Tag("step:press")]
    | Annotated[UploadStep, Tag("step:upload")]
    | Annotated[ScreenshotStep, Tag("step:screenshot")]
    | Annotated[HttpStep, Tag("step:http")]
    | Annotated[PortalStep, Tag("step:portal")]
    | Annotated[WaitStep, Tag("step:wait")]
    | Annotated[ExpectStep, Tag("step:expect")],
    Discriminator(lambda step: f"step:{verb_of(step)}"),
]
"""A step; the marks `step:…` show up in the places of mistakes and are taken out again."""
