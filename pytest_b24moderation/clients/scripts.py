"""JavaScript that runs in pages: read-only looks, and the ears that hear messages between frames."""

from __future__ import annotations

SEEN = """
  const seen = (e) => {
    const box = e.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) return false;
    return e.checkVisibility ? e.checkVisibility({visibilityProperty: true, opacityProperty: true}) : true;
  };
"""

ROOTS = """
  const roots = [document];
  for (const root of roots) {
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) roots.push(e.shadowRoot);
  }
"""

READ = (
    "() => {"
    + SEEN
    + ROOTS
    + """
  const body = document.body || document.documentElement;
  const texts = [body.innerText === undefined ? body.textContent : body.innerText];
  for (const root of roots.slice(1)) for (const e of root.children) if (e.innerText) texts.push(e.innerText);
  const things = 'img,picture,canvas,svg,video,audio,object,embed,iframe,button,select,textarea,'
    + 'input:not([type=hidden])';
  const text = texts.filter(Boolean).join('\\n').slice(0, 200000);
  const thing = roots.some((root) => [...root.querySelectorAll(things)].some(seen));
  const fields = roots.flatMap((root) => [...root.querySelectorAll('input,textarea')]);
  const values = fields.filter((f) => f.type !== 'password' && f.type !== 'hidden').map((f) => f.value);
  return {
    shown: innerWidth > 1 && innerHeight > 1, title: document.title, text,
    values: values.filter(Boolean).join('\\n'), blank: !text.trim() && !thing,
  };
}"""
)
"""What a frame shows. Open shadow trees are read too."""

STILL = """(root, ms) => new Promise((resolve) => {
  const done = (still) => { observer.disconnect(); resolve(still); };
  const observer = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(done, ms, true); });
  observer.observe(document, {subtree: true, childList: true, characterData: true});
  let rest = setTimeout(done, ms, true);
  setTimeout(done, 1000, false);
})"""
"""Whether the document's elements and texts stood still for so long; false after a second without such a rest."""

OWN_TEXTS = """() => [...document.querySelectorAll('*')].map((e, index) => [index,
  e.value !== undefined && typeof e.value === 'string' ? e.value
    : [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('')]).filter((row) => row[1].trim())"""
"""Every element's own text or value, by its place in document order."""

SIGHT = (
    "(document) => {"
    + SEEN
    + """
  const apps = [...document.querySelectorAll('iframe[id^="appframe_"]')].filter(seen)
    .map((e) => ({id: e.id, loading: e.classList.contains('app-loading')}));
  const words = [...document.querySelectorAll('.app-layout-error-block, .app-layout-subscribe-renew')].filter(seen);
  return {apps, refusal: words.map((e) => e.innerText.trim()).join('\\n'),
    upsell: [...document.querySelectorAll('iframe.info-helper-panel-iframe')].some(seen)};
}"""
)
"""Solution frames and the portal's refusals in one of its documents (portal-ui sections 1.1, 1.3, J5, J6)."""


def everywhere(script: str, *, deep: bool = False) -> str:
    """A function of (root element, argument): the answers of ``script`` (document, argument), innermost first.

    ``deep``: also for the documents of the same origin in its frames, a solution's frame left out.
    """
    inner = """
  for (const e of document.querySelectorAll('iframe')) {
    if (!e.id.startsWith('appframe_') && e.contentDocument) visit(e.contentDocument);
  }"""
    return (
        "(root, argument) => { const found = []; const visit = (document) => { found.unshift(("
        + script
        + ")(document, argument));"
        + (inner if deep else "")
        + " }; visit(document); return found; }"
    )


FIND = (
    "(document, {css, text}) => {"
    + SEEN
    + """
  const words = text ? new RegExp(text, 'i') : null;
  const fits = (e) => seen(e) && (!words || words.test(e.innerText || e.value || ''));
  return css.findIndex((one) => [...document.querySelectorAll(one)].some(fits));
}"""
)
"""The index of the first selector with a visible element, -1 without one."""

EARS = """(() => {
  const tell = (note) => { try { window.__b24_seen(note); } catch (e) { /* the page is going away */ } };
  const words = (reason) => { try { return String((reason && reason.message) || reason); } catch (e) { return ''; } };
  addEventListener('message', (e) => {
    if (e.source === window) return;
    const object = e.data && typeof e.data === 'object' && e.data.method && e.data.appSid;
    if (typeof e.data !== 'string' && !object) return;
    let data = '';
    try { data = object ? JSON.stringify(e.data) : e.data; } catch (fault) { return; }
    tell({is: 'message', from: e.origin, to: location.origin, object: !!object, data: data.slice(0, 100000)});
  }, true);
  addEventListener('error', (e) => {
    if (e.message !== undefined) tell({is: 'fault', text: words(e.error || e.message)});
  }, true);
  addEventListener('unhandledrejection', (e) => tell({is: 'fault', text: words(e.reason)}), true);
})();"""
"""Hears before the page does, and changes nothing that the page can notice."""
