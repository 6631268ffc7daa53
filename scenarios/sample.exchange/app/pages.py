"""The pages of the solution."""

from __future__ import annotations

from html import escape
from typing import Any

STYLE = """
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: #f5f7f8; color: #333b45; font: 15px/1.5 "Open Sans", Arial, sans-serif; }
main { max-width: 760px; padding: 20px 24px; background: #fff; border-radius: 10px; }
h1 { margin: 0 0 12px; font-size: 24px; font-weight: 400; }
table { width: 100%; margin-top: 16px; border-collapse: collapse; }
td { padding: 8px 10px; border-top: 1px solid #dfe3e8; overflow-wrap: anywhere; vertical-align: top; }
td:first-child { width: 110px; color: #6a737f; }
form { display: flex; gap: 10px; flex-wrap: wrap; }
input { width: 260px; height: 39px; padding: 0 10px; border: 1px solid #dfe3e8; border-radius: 4px; font: inherit; }
button { height: 39px; padding: 0 20px; border: 0; border-radius: 4px; background: #2f69c7; color: #fff; font: inherit;
  cursor: pointer; }
button:hover { background: #255aad; }
.plain { padding: 0 10px; border-radius: 0; background: none; }
"""
READY = "BX24.init(function () { BX24.fitWindow(); });"
LIVE = """BX24.init(function () {
  BX24.fitWindow();
  var box = document.getElementById('lines');
  setInterval(function () {
    fetch('/lines', {method: 'POST', body: new URLSearchParams(new FormData(document.forms[0]))})
      .then(function (reply) { return reply.ok ? reply.text() : box.innerHTML; })
      .then(function (html) { if (html !== box.innerHTML) { box.innerHTML = html; BX24.fitWindow(); } })
      .catch(function () {});
  }, 1000);
});"""
FINISH = "BX24.init(function () { BX24.installFinish(); });"


def page(title: str, body: str, script: str = READY, *, plain: bool = False) -> str:
    """A whole page; ``plain``: a line of a card, without a frame of its own."""
    opening = '<main class="plain">' if plain else f"<main><h1>{escape(title)}</h1>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<style>{STYLE}</style><script src="https://api.bitrix24.com/api/v1/"></script></head>'
        f"<body>{opening}{body}</main><script>{script}</script></body></html>"
    )


def outside() -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Exchange</title>'
        f"<style>{STYLE}</style></head><body><main><h1>Exchange</h1><p>Open it from Bitrix24.</p></main></body></html>"
    )


FIELD = '<label>Text <input name="words" maxlength="200" value="Is the kettle in stock?"></label>'


def _buttons(visit: str, more: str = "", **buttons: str) -> str:
    """One form: path → words of its button, and ``more`` fields."""
    rows = "".join(
        f'<button type="submit" formaction="/{path.replace("_", "/")}">{escape(words)}</button>'
        for path, words in buttons.items()
    )
    return f'<form method="post"><input type="hidden" name="visit" value="{escape(visit)}">{more}{rows}</form>'


def install(visit: str) -> str:
    about = "<p>Exchange joins a warehouse to Bitrix24: its chat, calls, payments, deliveries and reports.</p>"
    return page("Welcome to Exchange", about + _buttons(visit, install_finish="Connect"))


def finish() -> str:
    return page("Exchange is connected", "<p>The journal opens in a moment.</p>", FINISH)


def table(lines: list[Any]) -> str:
    rows = "".join(f"<tr><td>{escape(row['about'])}</td><td>{escape(row['text'])}</td></tr>" for row in lines)
    return f"<table>{rows}</table>" if rows else "<p>Nothing has happened yet.</p>"


def journal(visit: str, lines: list[Any]) -> str:
    """The journal, which a page that stays open keeps fresh."""
    buttons = _buttons(visit, FIELD, guest="Write as a guest", numbers="Check phone numbers")
    return page("Journal of Exchange", f'{buttons}<div id="lines">{table(lines)}</div>', LIVE)
