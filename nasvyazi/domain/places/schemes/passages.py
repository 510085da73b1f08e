"""A piece of a scheme's text that remembers where each of its characters stands in the scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""From a place in the text to the place behind the last character."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Text put together from parts of the scheme, as a table's cells that go on in the next line.

    `at` has the place of each character in the scheme, -1 where it was put in between two parts.
    """

    text: str
    at: Sequence[int]

    @classmethod
    def of(cls, source: str, spans: Iterable[Span]) -> Passage:
        """The spans of the source, each on a line of its own."""
        text: list[str] = []
        at: list[int] = []
        for start, end in spans:
            if text:
                text.append("\n")
                at.append(-1)
            text.append(source[start:end])
            at.extend(range(start, end))
        return cls("".join(text), at)

    def places(self, start: int, end: int) -> list[Span]:
        """Where the characters from `start` to `end` stand in the scheme, neighbours joined."""
        spans: list[list[int]] = []
        for place in self.at[start:end]:
            if place < 0:
                continue
            if spans and spans[-1][1] == place:
                spans[-1][1] = place + 1
            else:
                spans.append([place, place + 1])
        return [(first, last) for first, last in spans]
