"""What is guessed of a text: one form, whoever guesses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A label that a text may have, how likely (0 … 1), and the words that spoke for it, weightiest first."""

    label: str
    confidence: float
    words: tuple[str, ...]
