"""Danger to life or health: what has to be shown to a person at once, and is never answered automatically.

What counts is data, `urgency.toml`: patterns, and what speaks against them. A danger missed is worse than one too many,
so there is no threshold: whatever a pattern finds is told, with how sure it is and the words that spoke.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nasvyazi.domain.understanding.patterns import WINDOW, Match, Patterns
from nasvyazi.domain.understanding.words import Word

_DATA = Path(__file__).with_name("urgency.toml")
_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Rule:
    """A danger as the data file tells of it.

    `titles` and `notes` are by language ("ru", "en"); a note says what else a person has to mind.
    """

    code: str
    titles: Mapping[str, str]
    notes: Mapping[str, str]
    confidence: float

    def title(self, language: str) -> str:
        """What it is, in a language ("ru", "en-gb" …); in English where it is not told in that one."""
        return self.titles.get(language.partition("-")[0], self.titles[_FALLBACK])

    def note(self, language: str) -> str:
        """What else to mind, in a language; mostly nothing."""
        return self.notes.get(language.partition("-")[0], self.notes.get(_FALLBACK, ""))


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that a text speaks of: how sure that is (0 … 1), and the words that say so."""

    rule: Rule
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    says: Patterns
    unless: Patterns
    rule_of: Sequence[Rule]
    """The rule of each pattern of `says`."""
    against: Sequence[str]
    """The code of the rule against which each pattern of `unless` speaks; "" = against all."""


def find(words: Sequence[Word]) -> tuple[Danger, ...]:
    """The dangers that a text speaks of, the surest first; each once."""
    known = _rules()
    matches = known.says.find(words)
    if not matches:
        return ()
    doubts = known.unless.find(words)
    found: dict[str, Danger] = {}
    for match in matches:
        rule = known.rule_of[match.pattern]
        if rule.code not in found and not any(
            known.against[doubt.pattern] in ("", rule.code) and _is_near(doubt, match) for doubt in doubts
        ):
            found[rule.code] = Danger(rule, rule.confidence, tuple(word.text for word in match.words))
    return tuple(sorted(found.values(), key=lambda danger: -danger.confidence))


def rules() -> tuple[Rule, ...]:
    """Every danger that is known."""
    return tuple({rule.code: rule for rule in _rules().rule_of}.values())


def rule(code: str) -> Rule | None:
    """The danger with a code; None for one that is known no more."""
    return next((one for one in rules() if one.code == code), None)


def _is_near(doubt: Match, match: Match) -> bool:
    return (
        match.words[0].place - WINDOW <= doubt.words[-1].place
        and doubt.words[0].place <= match.words[-1].place + WINDOW
    )


@cache
def _rules() -> _Rules:
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    says: list[tuple[str, Rule]] = []
    unless = [(pattern, "") for pattern in told["unless"]]
    for row in told["danger"]:
        rule = Rule(row["code"], row["title"], row.get("note", {}), row["confidence"])
        says += [(pattern, rule) for pattern in row["says"]]
        unless += [(pattern, rule.code) for pattern in row.get("unless", ())]
    return _Rules(
        Patterns([pattern for pattern, _ in says]),
        Patterns([pattern for pattern, _ in unless]),
        [rule for _, rule in says],
        [code for _, code in unless],
    )
