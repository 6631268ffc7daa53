"""What to press in a wizard: the button that leads on, as a person would tell it by its words and its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from playwright.sync_api import TimeoutError as TooLate

from pytest_b24moderation.clients import controls
from pytest_b24moderation.clients.controls import Button
from pytest_b24moderation.clients.window import Window

_LEAD = (
    r"^\W*(?:(?:step|шаг)\s*\d+\W*|\d+[.)]\s*)?"
    r"(?:(?:yes|please|i|we|click|press|tap|here|to|да|я|нажмите|здесь|чтобы)\W+)*"
)

STRONG = re.compile(
    _LEAD
    + r"(?:(?:install|set ?up|start|begin|get started|let'?s (?:go|start|begin)|continue|next|proceed|go on|connect|"
    r"allow|agree|accept|authori[sz]e|grant|activate|enable|confirm|finish|complete|done|ready|"
    r"установить|начать|начнём|начнем|приступить|поехали|продолжить|далее|дальше|вперёд|вперед|следующ\w+|"
    r"подключить|разрешить|разрешаю|соглас\w*|соглаша\w*|принять|принимаю|авториз\w+|активировать|включить|"
    r"подтвердить|подтверждаю|готово|завершить|закончить|настроить)\b)",
    re.IGNORECASE,
)
"""What a button that leads on says."""

MILD = re.compile(
    _LEAD
    + r"(?:(?:save|apply|submit|send|ok|okay|yes|go|open|launch|run|create|add|log ?in|sign ?in|sign ?up|register|"
    r"check|test|verify|load|sync|choose|select|got it|understood|"
    r"сохранить|применить|отправить|ок|да|открыть|перейти|запустить|создать|добавить|войти|вход|зарегистрировать\w*|"
    r"проверить|загрузить|выбрать|понятно|хорошо)\b)",
    re.IGNORECASE,
)
"""What a button says that often leads on, where nothing says it more plainly."""

NEVER = re.compile(
    r"\b(?:cancel|back|previous|delete|remove|uninstall|log ?out|sign ?out|reset|clear|decline|reject|deny|refuse|"
    r"disagree|don'?t|do not|print|share|"
    r"отмена|отменить|назад|удалить|выйти|сбросить|очистить|отклонить|отказаться|не соглас\w*|печать|поделиться)\b",
    re.IGNORECASE,
)
"""What leads back, or ends things."""

BESIDE = re.compile(
    r"\b(?:help|docs?|documentation|guide|manual|support|contacts?|learn|read|more|about|privacy|terms|policy|licen[cs]e|"
    r"помощь|справк\w*|инструкци\w*|поддержк\w*|подробнее|о приложении|политик\w*|услови\w*|лицензи\w*)\b",
    re.IGNORECASE,
)
"""What a link says that only tells something."""

DISMISS = re.compile(
    r"^\W*(?:skip|(?:maybe )?later|not now|no,? thanks|close|dismiss|hide|пропустить|позже|не сейчас|закрыть|скрыть|"
    r"x)\b|^\s*[×✕✖]\s*$",
    re.IGNORECASE,
)
"""What puts aside something that is in the way."""

SAME_STATE = 2
"""How often one button is pressed while the page stays as it is."""

IN_ALL = 12
"""How often one button is pressed at most."""

LONGEST = 40
"""Letters on a link that is meant as a button."""

CLICK = 2.0
"""Seconds in which a button should stand still; it is pressed as it moves after that."""


@dataclass
class Presses:
    """What was pressed so far: in order, how often each in all, and how often while the page stayed the same."""

    clicks: list[str] = field(default_factory=list)
    often: Counter[str] = field(default_factory=Counter)
    covered: set[str] = field(default_factory=set)

    def mark(self, button: Button, state: str) -> str:
        """The name under which a button on a page that stays as it is counts."""
        return f"{button.label or button.path} in {state}"

    def usable(self, button: Button, state: str) -> bool:
        """Whether a person would (still) press it."""
        mark = self.mark(button, state)
        return (
            not (button.off or button.covered or mark in self.covered or NEVER.search(button.label))
            and self.often[mark] < SAME_STATE
            and self.often[button.label] < IN_ALL
        )


def choose(buttons: Iterable[Button], presses: Presses, state: str, *, last: bool = False) -> Button | None:
    """The button that leads on; None when none does. ``last``: also what is tried only where all else is done."""
    usable = [b for b in buttons if presses.usable(b, state)]
    plain = [b for b in usable if b.kind == "button" and not b.away and not DISMISS.search(b.label)]
    other = [b for b in usable if b.kind != "button" and 0 < len(b.label) <= LONGEST and not BESIDE.search(b.label)]
    submits = [b for b in plain if b.submit]
    groups = [
        _saying(STRONG, plain),
        _saying(MILD, plain),
        submits if len(submits) == 1 else [],
        [b for b in _saying(STRONG, other) if not b.away],
        [b for b in _saying(MILD, other) if b.kind == "other"],
        plain if len(plain) == 1 else [],
    ]
    if last:
        away = [b for b in usable if b.away and len(b.label) <= LONGEST and not BESIDE.search(b.label)]
        groups += [_saying(STRONG, away), _saying(MILD, away), [b for b in usable if DISMISS.search(b.label)]]
    for group in groups:
        if group:
            return next((b for b in group if b.submit), group[0])
    return None


def _saying(words: re.Pattern[str], buttons: Iterable[Button]) -> list[Button]:
    return [b for b in buttons if words.match(b.label)]


def waits(buttons: Iterable[Button]) -> bool:
    """Whether a button that leads on is there, but cannot be pressed yet."""
    return any(b.off and STRONG.match(b.label) and not NEVER.search(b.label) for b in buttons)


def press(window: Window, button: Button, presses: Presses, state: str, pressed: Callable[[], None]) -> None:
    """Press it, if it is still there and nothing lies over it. ``pressed``: told before the click."""
    # By its path, not by a handle: what is asked of a handle waits for ever on a page that never rests.
    element = button.frame.locator(button.path).first
    ready = window.view.tell(element, controls.READY)
    if ready["label"] != button.label:
        return  # the page went on: look again
    mark = presses.mark(button, state)
    if ready["covered"]:
        presses.covered.add(mark)
        return
    presses.often[mark] += 1
    presses.often[button.label] += 1
    pressed()
    presses.clicks.append(button.label)
    with window.recorder.sentence(f"Click {_noun(button)} {button.label or 'without a name'}"):
        try:
            element.click(timeout=min(CLICK, window.deadlines.answer) * 1000, no_wait_after=True)
        except TooLate:
            window.view.tell(element, controls.PRESS)


def _noun(button: Button) -> str:
    return "link" if button.kind == "link" else "button"
