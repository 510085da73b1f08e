"""Who guesses topics and kinds: what was learnt, where a version is in use, beside the lexicon; else that alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nasvyazi.domain.understanding import kinds, lemmas, words
from nasvyazi.domain.understanding import shipped as shipped_topics
from nasvyazi.domain.understanding.lexicon import Entry, Lexicon
from nasvyazi.domain.understanding.suggestion import Suggestion

if TYPE_CHECKING:
    from nasvyazi.domain.understanding.learning import Model

SHOWN = 3
_DOUBT = 1.5
"""A single word without rivals is believed by half at most: a lexicon has no data to know by how often it errs."""


@dataclass(frozen=True, slots=True)
class Guesser:
    """Guesses topics and kinds of texts: a value to keep, made by `selectors.guesser`."""

    lexicon: Lexicon
    offered: Collection[str]
    """Codes of the topics that are in use: others are never suggested."""
    model: Model | None
    version_id: int | None
    """The ModelVersion that speaks of topics; None = the lexicon."""
    kinds: Model | None = None
    """What was learnt of kinds, where a version of it is in use."""
    unreadable: tuple[int, ...] = ()
    """Versions that are in use and cannot be read: what speaks without learning speaks in their place."""

    @property
    def name(self) -> str:
        """What to write beside a guess: the number of the version that speaks, else «lexicon»."""
        return str(self.version_id) if self.version_id is not None else "lexicon"

    @property
    def learnt_kinds(self) -> Callable[[str], Sequence[Suggestion]] | None:
        """Gives the likeliest kinds of a text, best first; None where the patterns of `kinds` speak."""
        if (model := self.kinds) is None:
            return None
        return lambda text: model.suggest(text, unlearnt=by_patterns(text))

    def suggest(self, text: str, *, count: int = SHOWN) -> list[Suggestion]:
        """The likeliest topics, best first; none where nothing in the text speaks of any."""
        said = by_lexicon(self.lexicon, text, count=count)
        if self.model is None:
            return said
        return self.model.suggest(text, unlearnt=said, offered=self.offered, count=count)


@cache
def shipped() -> Guesser:
    """Who guesses where there is no installation: the lexicon that comes with the product."""
    topics = shipped_topics.topics()
    lexicon = Lexicon(Entry(topic.code, topic.group, topic.words) for topic in topics)
    return Guesser(lexicon, frozenset(topic.code for topic in topics), None, None)


def by_lexicon(lexicon: Lexicon, text: str, *, count: int = SHOWN) -> list[Suggestion]:
    """What the lexicon says; its confidence ranks guesses and is not calibrated."""
    found = lexicon.guess(lemmas.of(text))[:count]
    total = sum(guess.weight for guess in found) + _DOUBT
    return [Suggestion(guess.code, guess.weight / total, guess.words) for guess in found]


def by_patterns(text: str) -> list[Suggestion]:
    """The kinds that patterns tell."""
    found = kinds.guess(words.read(words.clean(text))).candidates
    return [Suggestion(one.kind.value, one.confidence, one.reasons) for one in found]
