"""The JSON Schema of scenario files, for editors; shipped as `schema.json` beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pytest_b24moderation.scenario.document import Document

SCHEMA_FILE = Path(__file__).with_name("schema.json")


def schema() -> dict[str, Any]:
    """The schema, made from the models."""
    made = Document.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of a Bitrix24 solution",
        **made,
    }


def text() -> str:
    """What `schema.json` must hold; it is made anew when the models have changed."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
