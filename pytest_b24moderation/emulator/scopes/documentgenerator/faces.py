"""What other parts of the portal that make documents ask of the generator."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_b24moderation.emulator.portal import Portal
from pytest_b24moderation.emulator.registry import answers
from pytest_b24moderation.emulator.scopes.documentgenerator.docx import filled, placeholders


@answers("documentgenerator.codes")
def codes(portal: Portal, content: bytes) -> list[str]:  # noqa: ARG001
    """The codes in curly braces of a template."""
    return placeholders(content)


@answers("documentgenerator.filled")
def made(portal: Portal, content: bytes, values: Mapping[str, object]) -> bytes:  # noqa: ARG001
    """The template with values in the place of its codes."""
    return filled(content, values)
