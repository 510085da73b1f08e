"""What was read in a message, as values: three suggestions of each thing, each with its confidence and its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nasvyazi.domain.understanding.languages import RUSSIAN

SUGGESTED = 3
"""So many suggestions of a thing are kept and offered."""
SURE_KIND = 0.6
SURE_TOPIC = 0.4
SURE_PLACE = 0.6
"""From this confidence on a guess fills the card by itself; below it the card says «не уверен» and asks. A topic is
one of two hundred, and the lexicon gives the others their share: at 0.4 it is well ahead of them.
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One possible kind, topic or danger: its code, the confidence (0 to 1), and the words that speak for it."""

    code: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One possible place: a street of the register with or without a house, or only a point."""

    title: str
    confidence: float
    words: tuple[str, ...] = ()
    street_id: int | None = None
    house_id: int | None = None
    number: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything that was read in one message, best first."""

    kinds: tuple[Suggestion, ...] = ()
    topics: tuple[Suggestion, ...] = ()
    danger: Suggestion | None = None
    places: tuple[Whereabouts, ...] = ()
    model: str = ""
    """What guessed the topics: «lexicon», or the number of a ModelVersion."""
    is_sure_of_kind: bool = True
    """Whether the first kind may fill the card: of a text in another language a person says what it is."""
    language: str = ""
    """ISO 639-1 of the words; empty where there are none."""
    more: Mapping[str, list[str]] = field(default_factory=dict)
    """What else the words hold, as it is shown: «plates», «phones», «dates», «addressees»."""

    @property
    def is_readable(self) -> bool:
        """Whether the words, if there are any, are in the language whose words the program knows."""
        return self.language in ("", RUSSIAN)


def to_json(understood: Understood) -> dict[str, Any]:
    """As `Guess.said` keeps it."""
    return asdict(understood)


def from_json(said: Mapping[str, Any]) -> Understood:
    """What `to_json` wrote. Parts that an older version did not write are empty."""
    danger = said.get("danger")
    return Understood(
        kinds=tuple(_suggestion(one) for one in said.get("kinds", ())),
        topics=tuple(_suggestion(one) for one in said.get("topics", ())),
        danger=_suggestion(danger) if danger else None,
        places=tuple(_whereabouts(one) for one in said.get("places", ())),
        model=said.get("model", ""),
        is_sure_of_kind=said.get("is_sure_of_kind", True),
        language=said.get("language", ""),
        more=said.get("more", {}),
    )


def _suggestion(said: Mapping[str, Any]) -> Suggestion:
    return Suggestion(said["code"], said["confidence"], tuple(said["words"]))


def _whereabouts(said: Mapping[str, Any]) -> Whereabouts:
    return Whereabouts(**{**said, "words": tuple(said["words"])})
