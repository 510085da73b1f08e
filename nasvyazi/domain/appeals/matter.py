"""Which of an appeal's messages tell what it is: what else is said there tells how people like the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nasvyazi.domain.understanding.kinds import Kind

from .guesses import SURE_KIND, SURE_TOPIC, from_json
from .models_guess import Guess

_ASKS_NOTHING = (Kind.GRATITUDE, Kind.CHATTER, Kind.SPAM)


def telling(guesses: Sequence[Guess], *, answered_at: datetime | None) -> list[Guess]:
    """Of what was read in an appeal's messages, in their order, that by which kind and topic are known.

    What came after our first answer («когда?», «благодарю за ответ») speaks of the answer. Before it a photo or a
    greeting tells less than words that name something, and whoever thanks and then complains has complained.
    """
    before = [one for one in guesses if answered_at is None or one.message.sent_at <= answered_at]
    naming = [one for one in before if one.said.get("topics")]
    worded = [one for one in before if one.said.get("language")]
    matter = naming or worded or before
    return [one for one in matter if sure_kind(one) not in _ASKS_NOTHING] or matter[:1]


def sure_kind(guess: Guess) -> str:
    """The kind, where it is sure enough to stand on the card; else empty."""
    is_sure = from_json(guess.said).is_sure_of_kind and guess.kind_confidence >= SURE_KIND
    return guess.kind if is_sure else ""


def sure_topic(guess: Guess) -> int | None:
    """The number of the topic, where it is sure enough to stand on the card.

    Of a text in another language a person says it: a word that looks like one of ours may mean anything there.
    """
    is_sure = from_json(guess.said).is_readable and guess.topic_confidence >= SURE_TOPIC
    return guess.topic_id if is_sure else None
