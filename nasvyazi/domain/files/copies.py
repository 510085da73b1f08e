"""Which copies of a picture there are, and what their maker says. Light: nothing here decodes anything."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

PREVIEW, THUMB, SENT = "preview", "thumb", "sent"
SIDES = {PREVIEW: 1600, THUMB: 320, SENT: 2560}
"""The longer side of each copy in pixels. `sent` is what leaves to a network: the largest that networks keep."""
SHOWN = (PREVIEW, THUMB)
"""Those that our own people look at."""
JPEG, WEBP = "image/jpeg", "image/webp"


class Outcome(IntEnum):
    """The exit code of the maker; any other, a signal among them, means that the picture is damaged."""

    MADE = 0
    TOO_LARGE = 3
    NOT_WRITTEN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture whose copies are made: its size as it is held upright, and what its camera told."""

    content_type: str
    width: int
    height: int
    latitude: float | None
    longitude: float | None
    taken_stated: str
    taken_at: str
    """ISO 8601 with an offset; "" = unknown."""
