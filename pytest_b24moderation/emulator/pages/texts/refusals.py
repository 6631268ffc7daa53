"""Why something was not done, as pages tell it to people; scenarios get the act's own words."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

VERB = re.compile(r"[a-z]+(?:-[a-z]+)+: |[a-z]+: ")
"""What an act's refusal begins with: the name of the act."""


@lru_cache(maxsize=1)
def refusals() -> dict[str, dict[str, str]]:
    """The words of each refusal by its pattern; {} stands for what differs."""
    found: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("refusals.json").read_text(encoding="utf-8"))
    return found


def refused(language: str, text: str) -> str:
    """The refusal in that language, English where there is no other; what nobody knows stays as it is."""
    bare = VERB.sub("", text, count=1) if VERB.match(text) else text
    for pattern, words in sorted(refusals().items(), key=lambda row: row[0].count("{}")):
        shape = "(.+?)".join(re.escape(part) for part in pattern.split("{}"))
        if found := re.fullmatch(shape, bare, re.DOTALL):
            return words.get(language, words["en"]).format(*found.groups())
    return text
