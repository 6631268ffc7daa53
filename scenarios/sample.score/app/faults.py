"""Faults that can be switched on, one by one, to see whether moderation finds them.

None is on by default. `SCORE_FAULTS` lists switches, separated by commas:

    switch               rule    what goes wrong
    -------------------  ------  ---------------------------------------------------------------
    never-finishes       INS-01  the wizard never calls installFinish
    blank-after-install  INS-02  the first page after installation is empty
    ignores-refusal      INS-03  a set-up call is refused, and the wizard finishes nevertheless
    refuses-events       INS-04  the handler of ONCRMDEALADD answers 500 (having done its work)
    admins-only          INS-05  employees without administrator rights see an empty page
    deaf-to-removal      INS-06  ONAPPUNINSTALL is answered with 500
    keeps-tokens         INS-07  tokens stay in the database after removal
    calls-on             INS-08  goes on calling the portal with dead tokens after removal
    binds-less           INS-09  a first installation binds ONCRMDEALUPDATE, a reinstallation does not
    leaves-things        INS-10  installation makes an example deal that nobody removes
    forgets-kept         INS-14  a reinstallation throws away the storage that was kept
    miscounts            FUN-01  every score that Recalculate gives is one too high
    admins-count         FUN-02  Recalculate does not work for employees without administrator rights
    counts-once          FUN-03  after a reinstallation Recalculate gives scores that are one too high
    warns                UI-02   the main page shows a warning of PHP
    shows-sql            UI-03   the main page shows an error of the database
    throws               UI-05   the main page throws in JavaScript
    misses-style         UI-07   the main page asks for a style sheet that does not exist
    asks-too-little      VER-02  the main page calls a method whose scope was not asked for
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from b24pysdk import BitrixToken
from b24pysdk.errors import BitrixSDKException
from flask import Flask, Response, request

SWITCHES = (
    "never-finishes", "blank-after-install", "ignores-refusal", "refuses-events", "admins-only", "deaf-to-removal",
    "keeps-tokens", "calls-on", "binds-less", "leaves-things", "forgets-kept", "miscounts", "admins-count",
    "counts-once", "warns", "shows-sql", "throws", "misses-style", "asks-too-little",
)  # fmt: skip

_ON_MAIN_PAGE = {
    "warns": "<p>Warning: Undefined variable $total in /var/www/score/index.php on line 42</p>",
    "shows-sql": "<p>sqlite3.OperationalError: no such table: ratings</p>",
    "throws": "<script>window.addEventListener('load', function () { ratings.show(); });</script>",
    "misses-style": '<link rel="stylesheet" href="/static/theme.css">',
}


class Faults:
    """The hooks that the solution calls; without switches none of them changes anything.

    ``seen``: a file of the portals where installation was begun, by which a reinstallation is known.
    """

    def __init__(self, switches: str = "", seen: Path | None = None) -> None:
        self._on = frozenset(switch.strip() for switch in switches.split(",") if switch.strip())
        unknown = self._on - frozenset(SWITCHES)
        if unknown:
            raise ValueError(f"unknown faults {', '.join(sorted(unknown))}; known: {', '.join(SWITCHES)}")
        self._seen = seen
        self._again = False
        self._shown = False

    def before_set_up(self, member_id: str) -> None:
        """Notice whether this portal is set up for the first time."""
        if not self._on or self._seen is None:
            return
        known = self._seen.read_text(encoding="utf-8").split() if self._seen.exists() else []
        self._again = member_id in known
        self._seen.write_text("\n".join({*known, member_id}), encoding="utf-8")

    def finishes(self) -> bool:
        return "never-finishes" not in self._on

    def found_storage(self, token: BitrixToken, make: Callable[[], None]) -> None:
        if "forgets-kept" in self._on:
            token.call_method("entity.delete", {"ENTITY": "score"})
            make()

    def setting_up(self, token: BitrixToken, public_url: str) -> None:
        if "ignores-refusal" in self._on:
            self._try(token, "event.bind", {"event": "ONCRMDEALUPDATE", "handler": "", "auth_type": public_url})
        if "binds-less" in self._on and not self._again:
            token.call_method("event.bind", {"event": "ONCRMDEALUPDATE", "handler": f"{public_url}/events"})
        if "leaves-things" in self._on:
            token.call_method("crm.deal.add", {"FIELDS": {"TITLE": "Example of Score", "OPPORTUNITY": 1000}})

    def main_page(self, member_id: str, token: BitrixToken, *, admin: bool) -> str | None:
        """A page that is shown instead of the main page, if any."""
        first, self._shown = not self._shown, True
        if "blank-after-install" in self._on and first and member_id:
            return "<!doctype html><title>Score</title>"
        if "admins-only" in self._on and not admin:
            return "<!doctype html><title>Score</title>"
        if "asks-too-little" in self._on:
            self._try(token, "department.get", {})
        return None

    def rated(self, score: int, token: BitrixToken, member_id: str) -> int:
        if "miscounts" in self._on or ("counts-once" in self._on and self._again and member_id):
            return score + 1
        if "admins-count" in self._on and not token.call_method("user.admin")["result"]:
            return 0
        return score

    def answered(self) -> tuple[str, int]:
        return ("no", 500) if "refuses-events" in self._on else ("ok", 200)

    def deletes_tokens(self) -> bool:
        return "keeps-tokens" not in self._on

    def removed(self, token: BitrixToken | None) -> tuple[str, int]:
        if "calls-on" in self._on and token is not None:
            threading.Thread(target=self._call_on, args=(token,), daemon=True).start()
        return ("no", 500) if "deaf-to-removal" in self._on else ("ok", 200)

    def attach(self, app: Flask) -> None:
        """Add to the main page what the switches ask for."""
        extra = "".join(text for switch, text in _ON_MAIN_PAGE.items() if switch in self._on)
        if extra:
            app.after_request(lambda response: self._add(response, extra))

    def _add(self, response: Response, extra: str) -> Response:
        if request.path == "/" and "AUTH_ID" in request.values:
            response.set_data(response.get_data(as_text=True).replace("</body>", f"{extra}</body>"))
        return response

    def _call_on(self, token: BitrixToken) -> None:
        for _ in range(6):
            time.sleep(1.5)
            self._try(token, "crm.deal.list", {})

    def _try(self, token: BitrixToken, method: str, params: dict[str, str]) -> None:
        try:
            token.call_method(method, params)
        except BitrixSDKException:
            return
