"""Danger to life or health: what has to be shown to a person at once, and is never answered automatically.

Words weigh: `urgency.csv` says how much each speaks for a danger, or against, and for which. It is learnt from messages
that were written for it (`scripts/weigh_dangers.py`), not from those of a town. Rules, each a pattern of words, were
tried first and found four in ten of what was told in a way that nobody had in mind (decision 0020).
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from nasvyazi.domain.understanding.words import Word

DANGERS = Path(__file__).with_name("urgency.toml")
WEIGHTS = Path(__file__).with_name("urgency.csv")
SURE = 0.4
SURE_PIECE = 0.86
SURE_SENTENCE = 0.88
"""From here on it is told: of a whole text, of a piece of one, of a short sentence by itself. People tell of the danger
in one clause of a sentence about everything, and of many pieces one sounds like a danger by chance. A danger missed is
worse than one too many.
"""
PIECE = 10
_STEP = 5
"""A piece is so many words in a row, and the next begins so many later: not every writer sets commas and full stops."""
BIAS = "*"
"""The row of what is said before the first word."""
_SECOND = 0.3
"""A message may speak of two dangers: the second has at least this share of what is said for dangers."""
_REASONS = 4
_HEARD = 0.4
"""A word that says less than this part of what the loudest says is no reason."""
_TELLING = 4.4
"""Rarer words than this tell something and are told as reasons: «на», «дети» and «дом» stand in every other message."""
_FEWEST_TELLING = 2
"""A piece with fewer such words («Там люди!», «Что нам делать?») is no danger by itself, whatever it weighs."""
_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Rule:
    """A danger as the data file tells of it.

    `titles` and `notes` are by language ("ru", "en"); a note says what else a person has to mind.
    """

    code: str
    titles: Mapping[str, str]
    notes: Mapping[str, str]

    def title(self, language: str) -> str:
        """What it is, in a language ("ru", "en-gb" …); in English where it is not told in that one."""
        return self.titles.get(language.partition("-")[0], self.titles[_FALLBACK])

    def note(self, language: str) -> str:
        """What else to mind, in a language; mostly nothing."""
        return self.notes.get(language.partition("-")[0], self.notes.get(_FALLBACK, ""))


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger that a text speaks of: how sure it is that there is one (0 … 1), and the words that say so most."""

    rule: Rule
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """What a term says: how rare it is, how much it speaks for danger (against it: less than 0), and for which."""

    rarity: float
    danger: float
    names: Mapping[str, float]


def find(words: Sequence[Word]) -> tuple[Danger, ...]:
    """The dangers that a text speaks of, the likeliest first: mostly none, at most two.

    What no telling word is a reason for is none: common words alone add up to a danger by chance.
    """
    for confidence, part in _heard(words):
        values = spoken(part)
        if reasons := _reasons(part, values):
            return tuple(Danger(one, confidence, reasons) for one in _named(values))
    return ()


def pieces(words: Sequence[Word]) -> list[Sequence[Word]]:
    """A text in pieces that overlap, to its last word; a short one is none but itself and has no pieces."""
    if len(words) <= PIECE:
        return []
    return [words[start : start + PIECE] for start in range(0, len(words) - PIECE + _STEP, _STEP)]


def terms(words: Iterable[Word]) -> Iterator[str]:
    """What of a text can speak: the lemmas of words, not of numbers and marks, and pairs of neighbours in a sentence.

    «Не хочу жить» and «больше не пахнет» are said by words of which none says anything by itself.
    """
    said = [word for word in words if not word.form.startswith("<")]
    yield from (word.lemma for word in said)
    yield from (f"{one.lemma} {after.lemma}" for one, after in pairwise(said) if not after.is_first)


def spoken(words: Iterable[Word]) -> dict[str, float]:
    """How loudly each known term of a text speaks: oftener is louder, rarer is louder; all of them together are 1."""
    known = weights()
    counts = Counter(term for term in terms(words) if term in known)
    values = {term: (1 + math.log(count)) * known[term].rarity for term, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values()))
    return {term: value / length for term, value in values.items()}


def likelihood(values: Mapping[str, float]) -> float:
    """How sure it is that a text speaks of a danger; 0 for one without a word that is known."""
    if not values:
        return 0.0
    known = weights()
    score = known[BIAS].danger + sum(value * known[term].danger for term, value in values.items())
    return 1 / (1 + math.exp(-score))


@cache
def weights() -> Mapping[str, Weight]:
    """What every known term says."""
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        return {row["term"]: _weight(row) for row in csv.DictReader(file)}


def rules() -> tuple[Rule, ...]:
    """Every danger that is known."""
    return tuple(_rules().values())


def rule(code: str) -> Rule | None:
    """The danger with a code; None for one that is known no more."""
    return _rules().get(code)


def _heard(words: Sequence[Word]) -> list[tuple[float, Sequence[Word]]]:
    """Where a danger is heard, with how sure it is: in the whole text, then in its parts, the surest first."""
    parts = [(piece, SURE_PIECE) for piece in pieces(words)]
    parts += [(sentence, SURE_SENTENCE) for sentence in _short_sentences(words)]
    told = [(likelihood(spoken(part)), part, sure) for part, sure in parts if _tells_enough(part)]
    found = sorted(
        ((confidence, part) for confidence, part, sure in told if confidence >= sure), key=lambda one: -one[0]
    )
    whole = likelihood(spoken(words))
    return [(whole, words), *found] if whole >= SURE else found


def _short_sentences(words: Sequence[Word]) -> list[Sequence[Word]]:
    """«Не хочу больше жить.»: of several sentences those that calm words beside them would drown in every piece."""
    starts = [index for index, word in enumerate(words) if word.is_first]
    sentences = [words[start:end] for start, end in pairwise([*starts, len(words)])]
    return [one for one in sentences if len(one) <= PIECE] if len(sentences) > 1 else []


def _tells_enough(part: Sequence[Word]) -> bool:
    return len({word.lemma for word in part if _tells(word)}) >= _FEWEST_TELLING


def _tells(word: Word) -> bool:
    known = weights().get(word.lemma)
    return known is not None and known.rarity >= _TELLING


def _named(values: Mapping[str, float]) -> list[Rule]:
    """Which dangers they are: the likeliest, and a second that is said about as loudly."""
    known = weights()
    scores = dict(known[BIAS].names)
    for term, value in values.items():
        for code, weight in known[term].names.items():
            scores[code] += value * weight
    whole = sum(math.exp(score) for score in scores.values())
    first, second, *_others = sorted(scores, key=lambda code: -scores[code])
    told = [first, second] if math.exp(scores[second]) / whole >= _SECOND else [first]
    return [_rules()[code] for code in told]


def _reasons(words: Sequence[Word], values: Mapping[str, float]) -> tuple[str, ...]:
    """The words that speak most for a danger, by themselves and in pairs, in the order of the text."""
    known, shares = weights(), defaultdict[str, float](float)
    for term, value in values.items():
        lemmas = term.split()
        for lemma in lemmas:
            shares[lemma] += value * known[term].danger / len(lemmas)
    told = {word.lemma: word.text for word in reversed(words) if _tells(word) and shares[word.lemma] > 0}
    loudest = sorted(told, key=lambda lemma: -shares[lemma])[:_REASONS]
    loudest = [lemma for lemma in loudest if shares[lemma] >= _HEARD * shares[loudest[0]]]
    return tuple(text for lemma, text in reversed(told.items()) if lemma in loudest)


def _weight(row: Mapping[str, str]) -> Weight:
    names = dict(one.split("=") for one in row["names"].split())
    return Weight(
        float(row["rarity"]), float(row["danger"]), {code: float(weight) for code, weight in names.items()}
    )


@cache
def _rules() -> Mapping[str, Rule]:
    told = tomllib.loads(DANGERS.read_text(encoding="utf-8"))["danger"]
    return {row["code"]: Rule(row["code"], row["title"], row.get("note", {})) for row in told}
