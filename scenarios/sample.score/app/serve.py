"""Starts the solution: settings come from the environment (see the scenario)."""

from __future__ import annotations

import os
from pathlib import Path

from faults import Faults
from pages import create_app
from store import Store
from waitress import serve


def main() -> None:
    database = Path(os.environ.get("DATABASE", "score.db"))
    app = create_app(
        client_id=os.environ["CLIENT_ID"],
        client_secret=os.environ["CLIENT_SECRET"],
        public_url=os.environ["PUBLIC_URL"].rstrip("/"),
        store=Store(database),
        faults=Faults(os.environ.get("SCORE_FAULTS", ""), database.with_name("seen.txt")),
    )
    serve(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8080")), threads=8, ident=None)


if __name__ == "__main__":
    main()
