"""Pictures of a card: format, size, transparency, told from their head without drawing them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
"""What a card may hold, and what is given instead of it by mistake; nothing else is even tried."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Facts of a picture. ``width`` and ``height`` in pixels, ``size`` of the file in bytes."""

    format: str
    width: int
    height: int
    transparent: bool
    size: int

    def __str__(self) -> str:
        see_through = ", transparent" if self.transparent else ""
        return f"{self.format}, {self.width}×{self.height}{see_through}, {self.size} bytes"


def read_picture(file: Path) -> Picture | None:
    """The facts of a picture; None for a file that is none of the known formats, or broken in its head."""
    with warnings.catch_warnings():
        # However large a picture says it is: it is not drawn here.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=FORMATS) as image:
                alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
                return Picture(str(image.format), image.width, image.height, alpha, file.stat().st_size)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
            return None
