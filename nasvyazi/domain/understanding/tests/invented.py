"""Invented messages by which the readers are judged, and the reading of one."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

TEXTS = Path(__file__).with_name("texts")
CALM = "calm"
HELD = ("usual.txt", "people.txt", "appeals.txt", "clauses.txt")
"""Messages that nothing was learnt from, in four manners. The thresholds of `urgency` were chosen by them."""
BLIND = ("blind.txt", "fresh.txt")
"""Messages by which nothing was chosen either."""


class Told(NamedTuple):
    """A message, and the dangers (codes) that it speaks of as a person judged; CALM alone = none."""

    text: str
    codes: tuple[str, ...]


def lines(name: str) -> list[str]:
    """The messages of a file."""
    said = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in said if line and not line.startswith("#")]


def by_label(name: str) -> dict[str, list[str]]:
    """The messages of a file, by the label that a person gave them: a line in brackets stands above them."""
    found: dict[str, list[str]] = {}
    for line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            label = line.strip("[]")
        else:
            found.setdefault(label, []).append(line)
    return found


def dangers(name: str) -> list[Told]:
    """The messages of a file of `texts/dangers`: «gas+fire: В подвале …»."""
    found = []
    for line in lines(f"dangers/{name}"):
        codes, _colon, text = line.partition(": ")
        found.append(Told(text, tuple(codes.split("+"))))
    return found
