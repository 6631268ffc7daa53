"""What a person can press and fill in a frame: one look, and each thing with its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame

from pytest_b24moderation.clients import scripts
from pytest_b24moderation.clients.look import View

LABEL = """((e) => {
  const inner = (css, name) => { const found = e.querySelector(css); return found ? found[name] : ''; };
  const named = (e.getAttribute('aria-labelledby') || '').split(/\\s+/).filter(Boolean)
    .map((id) => { const found = e.getRootNode().getElementById(id); return found ? found.textContent : ''; })
    .join(' ');
  const plain = e.tagName === 'INPUT' && e.type === 'submit' ? 'Submit' : '';
  return (e.innerText || (e.tagName === 'INPUT' && e.value) || e.getAttribute('aria-label') || named || e.alt || e.title
    || inner('img[alt]', 'alt') || inner('svg title', 'textContent') || plain || '')
    .trim().replace(/\\s+/g, ' ').slice(0, 80);
})"""
"""What stands on a button."""

_COVERED = """
  const covered = (e) => {
    const box = e.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const hit = e.getRootNode().elementFromPoint(x, y);
    return !!hit && !e.contains(hit) && !hit.contains(e);
  };
"""

_PRESSED = "Symbol.for('b24 pressed')"

READY = (
    "(e) => {"
    + _COVERED
    + f"""
  e.scrollIntoView({{block: 'center', inline: 'nearest', behavior: 'instant'}});
  e[{_PRESSED}] = false;
  e.addEventListener('click', () => {{ e[{_PRESSED}] = true; }}, {{once: true, capture: true}});
  return {{label: {LABEL}(e), covered: covered(e)}};
}}"""
)
"""Brings a button where it can be pressed; what stands on it, and whether something lies over it."""

PRESS = f"(e) => {{ if (!e[{_PRESSED}]) e.click(); }}"
"""Presses a button that never stands still, unless it was pressed already."""

TOGGLE = "(e) => { e.click(); }"
"""Ticks a box whose own drawing is hidden behind another."""

VALID = "(e) => !e.validity || e.validity.valid"

SCROLL = (
    "() => {"
    + scripts.ROOTS
    + """
  let moved = false;
  for (const root of roots) for (const e of root.querySelectorAll('*')) {
    const far = e.scrollHeight - e.clientHeight - e.scrollTop > 2;
    if (far && e.clientHeight > 30 && /auto|scroll/.test(getComputedStyle(e).overflowY)) {
      e.scrollTop = e.scrollHeight;
      moved = true;
    }
  }
  const page = document.scrollingElement;
  if (page && page.scrollHeight - page.clientHeight - page.scrollTop > 2) {
    page.scrollTop = page.scrollHeight;
    moved = true;
  }
  return moved;
}"""
)
"""Reads everything to its end, as terms want it. Whether anything moved."""

_LOOK = (
    "() => {"
    + scripts.SEEN
    + scripts.ROOTS
    + _COVERED
    + """
  const all = (css) => roots.flatMap((root) => [...root.querySelectorAll(css)]);
  const label = """
    + LABEL
    + """;
  const path = (e) => {
    if (e === document.documentElement) return ':root';
    const place = '*:nth-child(' + (1 + [...e.parentNode.children].indexOf(e)) + ')';
    // inside a shadow root the path begins anew: selectors of Playwright look through it after a space
    return e.parentElement ? path(e.parentElement) + ' > ' + place : path(e.getRootNode().host) + ' ' + place;
  };
  const plainly = 'button, input[type=submit], input[type=button], input[type=image], [role=button], '
    + 'a[class*=btn], a[class*=button]';
  const off = (e) => e.matches(':disabled') || e.getAttribute('aria-disabled') === 'true' || !!e.closest('[inert]')
    || getComputedStyle(e).pointerEvents === 'none' || /(^|[\\s_-])disabled($|\\s)/.test(e.getAttribute('class') || '');
  const pointed = (e) => getComputedStyle(e).cursor === 'pointer'
    && !(e.parentElement && getComputedStyle(e.parentElement).cursor === 'pointer');
  const strong = all(plainly).filter((e) => e.type !== 'reset' && seen(e));
  const likely = (e) => e.matches('a[href], [onclick], [role=link], [tabindex="0"]') || pointed(e);
  const weak = all('body *').slice(0, 4000).filter((e) => !e.matches('input, select, textarea, option, label, iframe')
    && !e.closest(plainly) && likely(e) && seen(e) && !e.querySelector('button, input, select, textarea, a'));
  const away = (e) => e.tagName === 'A' && (e.target === '_blank' || e.hasAttribute('download')
    || (e.href && /^(https?|mailto|tel):/.test(e.href) && new URL(e.href).origin !== location.origin));
  const submits = (e) => ['submit', 'image'].includes(e.type) && (e.tagName === 'INPUT' || !!e.form);
  const button = (kind) => (e) => ({label: label(e), kind, path: path(e), off: off(e),
    covered: covered(e), away: away(e), submit: submits(e)});
  const labels = (f) => [...(f.labels || [])];
  const words = (f) => labels(f).map((l) => l.innerText).join(' ') || f.getAttribute('aria-label') || '';
  const there = (f) => seen(f) || (['checkbox', 'radio', 'file'].includes(f.type) && labels(f).some(seen));
  const fields = all('input, select, textarea').filter((f) => !f.readOnly
    && !['hidden', 'submit', 'button', 'reset', 'image'].includes(f.type) && there(f));
  const chosen = (f) => f.name ? [...f.getRootNode().querySelectorAll('input[type=radio]')]
    .some((r) => r.name === f.name && r.form === f.form && r.checked) : f.checked;
  const boxes = all('[role=checkbox], [role=switch]').filter((e) => e.tagName !== 'INPUT' && seen(e));
  const asked = (f) => f.required || f.getAttribute('aria-required') === 'true' || /\\*\\s*:?\\s*$/.test(words(f));
  return {
    text: [document.body ? document.body.innerText : '', ...roots.slice(1).flatMap((root) => [...root.children]
      .map((e) => e.innerText || ''))].join('\\n').slice(0, 4000),
    shown: innerWidth > 1 && innerHeight > 1,
    working: all('[aria-busy=true], progress, [role=progressbar], [class*=spinner], [class*=loader], [class*=loading]')
      .some(seen),
    buttons: [...strong.map(button('button')), ...weak.map((e) => button(e.tagName === 'A' ? 'link' : 'other')(e))],
    fields: [...fields.map((f) => ({
      path: path(f), kind: f.tagName === 'INPUT' ? f.type : f.tagName.toLowerCase(), off: off(f), drawn: seen(f),
      empty: f.type === 'checkbox' ? !f.checked : f.type === 'radio' ? !chosen(f) : !f.value,
      required: asked(f), name: words(f).trim() || f.placeholder || f.name || f.type, group: f.name,
      hint: [f.name, f.id, f.placeholder, f.autocomplete, words(f)].join(' ').toLowerCase(),
      min: f.min || '', max: f.max || '', length: f.maxLength > 0 ? f.maxLength : 0, accept: f.accept || '',
      choice: f.tagName === 'SELECT' ? ([...f.options].find((o) => o.value && !o.disabled) || {value: ''}).value : '',
    })), ...boxes.map((e) => ({
      path: path(e), kind: 'checkbox', off: off(e), drawn: false, empty: e.getAttribute('aria-checked') !== 'true',
      required: e.getAttribute('aria-required') === 'true', name: label(e), group: '', hint: '', min: '', max: '',
      length: 0, accept: '', choice: '',
    }))],
  };
}"""
)


@dataclass(frozen=True)
class Button:
    """Something to press. ``kind``: button, link, or other; ``away``: it leads to another window or site."""

    frame: Frame
    label: str
    kind: str
    path: str
    off: bool
    covered: bool
    away: bool
    submit: bool


@dataclass(frozen=True)
class Field:
    """Something to fill. ``drawn``: the field itself is seen, not only what stands for it."""

    frame: Frame
    path: str
    kind: str
    off: bool
    drawn: bool
    empty: bool
    required: bool
    name: str
    group: str
    hint: str
    min: str
    max: str
    length: int
    accept: str
    choice: str


@dataclass
class Controls:
    """What the frames of a wizard offer. ``working``: something turns or fills up there."""

    text: str = ""
    working: bool = False
    buttons: list[Button] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)


def look_over(view: View, frames: list[Frame]) -> Controls:
    """What these frames offer, the first one's first. Raises Playwright's Error when that one cannot answer."""
    found = Controls()
    for frame in frames:
        if frame is frames[0]:
            about: Mapping[str, Any] | None = view.tell(frame.locator(":root"), _LOOK)
        else:
            about = view.ask(frame, _LOOK)
        if not about or not about["shown"]:
            continue
        found.text += about["text"]
        found.working = found.working or about["working"]
        found.buttons += [Button(frame, **words) for words in about["buttons"]]
        found.fields += [Field(frame, **words) for words in about["fields"]]
    return found
