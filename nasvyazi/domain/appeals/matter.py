"""What an appeal is, by its messages: which of them tell it, and which tell only how people like the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from nasvyazi.domain.understanding.kinds import Kind

from .guesses import SURE_KIND, SURE_TOPIC, from_json
from .models_guess import Guess

_ASKS_NOTHING = (Kind.GRATITUDE, Kind.CHATTER, Kind.SPAM)


class Matter(NamedTuple):
    """What is sure enough to stand on the card: the kind ("" = none is), the number of the topic."""

    kind: str
    topic_id: int | None


def matter(guesses: Sequence[Guess], *, answered_at: datetime | None) -> Matter:
    """What was read in an appeal's messages, in their order, told as one.

    What came after our first answer («когда?», «благодарю за ответ») speaks of the answer; only where nothing was asked
    before it («Здравствуйте!», «Что случилось?») is what names something there the matter.
    """
    before = [one for one in guesses if answered_at is None or one.message.sent_at <= answered_at]
    told = _told(before or guesses)
    is_open = told == Matter("", None) or told.kind in _ASKS_NOTHING
    later = [one for one in guesses if _sure_topic(one) is not None and _asks(one)] if is_open else []
    return _told(later) if later else told


def _told(guesses: Sequence[Guess]) -> Matter:
    """A photo or a greeting tells less than words that name something, and whoever thanks and complains has complained.

    Where what names something leaves the kind open, it is what was said before it: «Сколько можно!», «Минская, яма».
    """
    asking = [one for one in guesses if _asks(one)] or _most_telling(guesses)[:1]
    telling = _most_telling(asking)
    ahead = asking[: asking.index(telling[0])] if telling else []
    return Matter(
        kind=next(filter(None, map(_sure_kind, [*telling, *ahead])), ""),
        topic_id=next(filter(None, map(_sure_topic, telling)), None),
    )


def _most_telling(guesses: Sequence[Guess]) -> Sequence[Guess]:
    """Those that surely name something; else those that may; else those that have words; else whatever there is."""
    sure = [one for one in guesses if _sure_topic(one) is not None]
    naming = [one for one in guesses if one.said.get("topics")]
    worded = [one for one in guesses if one.said.get("language")]
    return sure or naming or worded or guesses


def _asks(guess: Guess) -> bool:
    """Whether somebody wants something there; of a greeting nothing is known."""
    kind = _sure_kind(guess)
    return kind not in _ASKS_NOTHING and bool(kind or guess.said.get("topics"))


def _sure_kind(guess: Guess) -> str:
    """The kind, where it is sure enough to stand on the card; else empty."""
    is_sure = from_json(guess.said).is_sure_of_kind and guess.kind_confidence >= SURE_KIND
    return guess.kind if is_sure else ""


def _sure_topic(guess: Guess) -> int | None:
    """The number of the topic, where it is sure enough to stand on the card.

    Of a text in another language a person says it: a word that looks like one of ours may mean anything there.
    """
    is_sure = from_json(guess.said).is_readable and guess.topic_confidence >= SURE_TOPIC
    return guess.topic_id if is_sure else None
