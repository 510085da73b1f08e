"""What a text says beside its place: one reading for everybody who needs it. Pure: no database, no network.

Everything here is a guess with its reasons, for a person to decide. What a person decided is never overwritten by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from nasvyazi.domain.understanding import addressees, dates, kinds, languages, phones, plates, urgency, words
from nasvyazi.domain.understanding.suggestion import Suggestion

Reader = Callable[[str], Sequence[Suggestion]]
"""Gives the likeliest topics (or kinds) of a text, the likeliest first: see `guessing.Guesser`."""
_THANKS = "thanks"
"""The group of topics that are known by words of thanks (`topics.toml`)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. Where nothing was found, a tuple is empty; `kind.kind` is None where a person has to say."""

    kind: kinds.Guess
    topics: tuple[Suggestion, ...]
    dangers: tuple[urgency.Danger, ...]
    """With any of these, a person has to see it at once, and nothing is answered automatically."""
    addressees: tuple[addressees.Addressee, ...]
    phones: tuple[phones.Phone, ...]
    plates: tuple[plates.Plate, ...]
    dates: tuple[dates.Spoken, ...]
    language: languages.Language
    is_cut: bool
    """Whether the text was longer than `words.LIMIT`, and its end was not read."""

    @property
    def is_urgent(self) -> bool:
        """Whether a person has to see it at once."""
        return bool(self.dangers)


def read(
    text: str, *, now: datetime, topics: Reader | None = None, learnt_kinds: Reader | None = None
) -> Reading:
    """What a text says. `now` is when it was written, in the time zone of its writer: «вчера» counts from there.

    Where kinds were learnt and that is in use, `learnt_kinds` says the kind; else the patterns do.

    Any text is read, whatever it holds: none at all, half an emoji, a megabyte. A text in another language than Russian
    keeps what numbers and dates say, but its kind is asked of a person.
    """
    cleaned = words.clean(text)
    said = words.read(cleaned)
    language = languages.of(said)
    kind = kinds.learnt(learnt_kinds(cleaned)) if learnt_kinds is not None else kinds.guess(said)
    return Reading(
        kind=kinds.Guess(None, kind.candidates) if language.is_foreign else kind,
        topics=_meant(topics(cleaned), kind) if topics is not None else (),
        dangers=urgency.find(said),
        addressees=addressees.find(cleaned, said),
        phones=phones.find(cleaned),
        plates=plates.find(cleaned),
        dates=dates.find(cleaned, today=now.date()),
        language=language,
        is_cut=len(text) > words.LIMIT,
    )


def _meant(topics: Sequence[Suggestion], kind: kinds.Guess) -> tuple[Suggestion, ...]:
    """The topics without thanks, where nobody thanks: «спасибо» is mostly politeness, and bitter at times."""
    is_thanks = kind.kind is kinds.Kind.GRATITUDE
    return tuple(one for one in topics if is_thanks or one.label.partition("-")[0] != _THANKS)
