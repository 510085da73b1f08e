"""Where people's decisions come from: the app that holds them registers itself here, when Django starts.

This app stands below those that know appeals (DESIGN §4), so it is given texts and labels and asks nobody for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Example

Source = Callable[[], Iterable["Example"]]
"""Gives a text for each decision with what the person decided: the code of a topic, the value of a kind."""

_sources: dict[str, Source] = {}


def register(target: str, source: Source) -> None:
    """Decisions about a target («topic», «kind») come from there; called in `AppConfig.ready`."""
    _sources[target] = source


def decisions(target: str) -> list[Example]:
    """All decisions that there are; none where nobody holds any."""
    return list(_sources[target]()) if target in _sources else []
