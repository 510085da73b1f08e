"""What kind of message a text is: a complaint, a question, … or, honestly, "not sure".

The weights of all that speaks (`kinds.toml`) are added up and made into shares, as a logistic model does. It is the
guess for the first day: what is learnt from people's decisions speaks in its place once it does better (`learnt`).
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.understanding.patterns import Match, Patterns
from nasvyazi.domain.understanding.suggestion import Suggestion
from nasvyazi.domain.understanding.words import Word

_DATA = Path(__file__).with_name("kinds.toml")
_SURE = 0.5
"""Below this share the kind is asked of a person."""
_SHARPNESS = 0.85
"""How much a weight counts; less is more modest (chosen on the development half of the tests' messages)."""
_OFFERED = 3
_SAID = 6
"""So many words at most are given as reasons."""
_ENOUGH = 3
"""Hits of one pattern that count: a long message is not a stronger complaint."""


class Kind(TextChoices):
    """What a message wants of us."""

    COMPLAINT = "complaint", _("complaint")
    QUESTION = "question", _("question")
    SUGGESTION = "suggestion", _("suggestion")
    GRATITUDE = "gratitude", _("gratitude")
    CHATTER = "chatter", _("chatter")
    SPAM = "spam", _("spam")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the kinds it may be: the share (0 … 1; all kinds' shares make 1), and the words that speak for it."""

    kind: Kind
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """The kind, or None where a person has to say; and the likeliest three, the likeliest first."""

    kind: Kind | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    patterns: Patterns
    says: Sequence[tuple[Kind, float]]
    """For each pattern: of which kind it speaks, with what weight."""
    prior: Mapping[Kind, float]


def guess(words: Sequence[Word]) -> Guess:
    """The kind of a text, by its words. Spam is proposed only: nothing is hidden for it."""
    lexicon = _lexicon()
    scores = dict(lexicon.prior)
    spoke: dict[Kind, list[Word]] = defaultdict(list)
    for number, matches in _by_pattern(lexicon.patterns.find(words)).items():
        kind, weight = lexicon.says[number]
        scores[kind] += weight
        if weight > 0:
            spoke[kind] += [word for match in matches for word in match.words if word.text]
    candidates = _ranked(scores, spoke)
    best = candidates[0]
    return Guess(best.kind if best.confidence >= _SURE else None, candidates)


def learnt(suggestions: Sequence[Suggestion]) -> Guess:
    """The kind as what was learnt says it: the same form, whoever guesses."""
    candidates = tuple(Candidate(Kind(one.label), one.confidence, one.words) for one in suggestions)
    is_sure = bool(candidates) and candidates[0].confidence >= _SURE
    return Guess(candidates[0].kind if is_sure else None, candidates)


def _by_pattern(matches: Sequence[Match]) -> dict[int, list[Match]]:
    found: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if len(found[match.pattern]) < _ENOUGH:
            found[match.pattern].append(match)
    return found


def _ranked(scores: Mapping[Kind, float], spoke: Mapping[Kind, Sequence[Word]]) -> tuple[Candidate, ...]:
    powers = {kind: math.exp(score * _SHARPNESS) for kind, score in scores.items()}
    total = sum(powers.values())
    best = sorted(powers, key=lambda kind: -powers[kind])[:_OFFERED]
    return tuple(Candidate(kind, powers[kind] / total, _texts(spoke.get(kind, ()))) for kind in best)


def _texts(words: Sequence[Word]) -> tuple[str, ...]:
    in_order = sorted(words, key=lambda word: word.place)
    return tuple(dict.fromkeys(word.text for word in in_order))[:_SAID]


@cache
def _lexicon() -> _Lexicon:
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    says = [
        (pattern.format_map(told["named"]), Kind(row["kind"]), row["weight"])
        for row in told["says"]
        for pattern in row["patterns"]
    ]
    return _Lexicon(
        Patterns([pattern for pattern, _kind, _weight in says]),
        [(kind, weight) for _pattern, kind, weight in says],
        {Kind(kind): weight for kind, weight in told["prior"].items()},
    )
