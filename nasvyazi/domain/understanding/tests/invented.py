"""Invented messages by which the readers are judged, and the reading of one."""

from __future__ import annotations

from pathlib import Path

TEXTS = Path(__file__).with_name("texts")


def lines(name: str) -> list[str]:
    """The messages of a file."""
    said = (TEXTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in said if line and not line.startswith("#")]


def by_kind() -> dict[str, list[str]]:
    """The messages of `kinds.txt`, by the kind that a person gave them."""
    found: dict[str, list[str]] = {}
    for line in lines("kinds.txt"):
        if line.startswith("[") and line.endswith("]"):
            kind = line.strip("[]")
        else:
            found.setdefault(kind, []).append(line)
    return found
