"""What the pages say, in English and Russian. Texts that have an original are in the UI reference's catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=8)
def catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """The texts of a language by their group: page, js, scope, crm. Other languages get English."""
    file = Path(__file__).with_name(f"{language}.json")
    if not language.isalpha() or not file.is_file():
        return catalogue("en")
    found: Mapping[str, Mapping[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def say(language: str, code: str, /, **values: object) -> str:
    """The page's text of that code; KeyError for a code that has none."""
    return catalogue(language)["page"][code].format(**values)


def scope_name(language: str, scope: str) -> str:
    """What a permission is called."""
    return catalogue(language)["scope"].get(scope, scope)


def crm_fields(language: str) -> Mapping[str, str]:
    """The CRM fields that lists and cards show, in this order, with their names."""
    return catalogue(language)["crm"]
