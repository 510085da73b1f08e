"""The books of a run: what stands in the networks, what the product says, and what is wrong between them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_NUMBER = re.compile(r"вопрос (\d+)\b")
MOVING = ("queued", "claimed", "sending")


def words_of(number: int) -> str:
    """What a resident writes; the number tells it from all else."""
    return f"вопрос {number}"


def number_of(text: str) -> int | None:
    """Which of the written words these are, however they were changed."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class Said:
    """Words of a resident as they stand in the network at the end."""

    number: int
    text: str
    photos: int = 0
    is_deleted: bool = False


@dataclass(frozen=True)
class Heard:
    """A message of a resident as the product has it."""

    text: str
    is_decided: bool = True
    photos: int = 0
    """Attachments that the resident has not taken away."""
    is_deleted: bool = False


@dataclass(frozen=True)
class Part:
    """A letter part: what the product says of it and how often it stands in the network."""

    name: str
    state: str
    times: int
    had_left: bool = True
    """Whether any attempt was marked as sending: from there on bytes may leave."""
    is_held: bool = False
    """Whether it waits behind an unconfirmed or failed part of its own letter."""


@dataclass(frozen=True)
class Books:
    """All facts of a run."""

    said: Sequence[Said]
    heard: Sequence[Heard]
    parts: Sequence[Part] = ()
    appeals: Mapping[str, int] = field(default_factory=dict)
    """How many appeals each resident has in each thread: one, for none was closed."""
    letters: Mapping[str, int] = field(default_factory=dict)
    """How many letters each answer that the desk took has become."""
    untold: Sequence[str] = ()
    """Events that the network gave up telling or still holds."""
    waiting: Sequence[str] = ()
    """Events that wait or broke, files that are still wanted."""


@dataclass(frozen=True)
class Verdict:
    """What is wrong, in sentences; empty = nothing."""

    lost: list[str]
    doubled: list[str]
    stuck: list[str]
    wrong: list[str]
    states: Mapping[str, int]
    """How the letter parts ended."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled, stuck or told wrongly."""
        return not (self.lost or self.doubled or self.stuck or self.wrong)


def judge(books: Books) -> Verdict:
    """Compare the books."""
    heard: dict[int, list[Heard]] = defaultdict(list)
    strangers = []
    for message in books.heard:
        number = number_of(message.text)
        if number is None:
            strangers.append(f"a message that nobody wrote: {message.text!r}")
        else:
            heard[number].append(message)
    return Verdict(
        lost=[*_lost(books, heard), *books.untold],
        doubled=list(_doubled(books, heard)),
        stuck=[*_stuck(books), *books.waiting],
        wrong=[*strangers, *_wrong(books.parts)],
        states=Counter(part.state for part in books.parts),
    )


def _lost(books: Books, heard: Mapping[int, Sequence[Heard]]) -> Iterator[str]:
    for said in books.said:
        found = heard.get(said.number, [])
        if not found:
            yield f"{said.text!r} was never heard"
        elif not any(message.is_decided for message in found):
            yield f"{said.text!r} has no decision"
        else:
            yield from _differences(said, found[0])
    yield from (
        f"{answer} was taken by the desk and is no letter" for answer, n in books.letters.items() if n < 1
    )
    yield from (f"{whose} wrote and has no appeal" for whose, n in books.appeals.items() if n < 1)


def _differences(said: Said, message: Heard) -> Iterator[str]:
    if said.is_deleted != message.is_deleted:
        yield f"{said.text!r} is {'deleted' if said.is_deleted else 'there'} in the network and not so here"
    if said.is_deleted:
        # What it said last, the network does not show any more.
        return
    if message.text != said.text:
        yield f"{said.text!r} is still {message.text!r} here"
    if message.photos < said.photos:
        yield f"{said.text!r} has {message.photos} of {said.photos} photos"


def _doubled(books: Books, heard: Mapping[int, Sequence[Heard]]) -> Iterator[str]:
    photos = {said.number: said.photos for said in books.said if not said.is_deleted}
    for number, found in heard.items():
        if len(found) > 1:
            yield f"{words_of(number)} is {len(found)} messages"
        if number in photos and found[0].photos > photos[number]:
            yield f"{words_of(number)} has {found[0].photos} photos instead of {photos[number]}"
    yield from _more_than_one(books.appeals, "has {} appeals")
    yield from _more_than_one(books.letters, "is {} letters")
    yield from _more_than_one(
        {part.name: part.times for part in books.parts}, "stands {} times in the network"
    )


def _more_than_one(counted: Mapping[str, int], what: str) -> Iterator[str]:
    yield from (f"{name} {what.format(count)}" for name, count in counted.items() if count > 1)


def _stuck(books: Books) -> Iterator[str]:
    for part in books.parts:
        if part.state in MOVING and not part.is_held:
            yield f"{part.name} is {part.state}"
    yield from (f"{one.text!r} is undecided" for one in books.heard if not one.is_decided)


def _wrong(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if part.state == "sent" and part.times == 0:
            yield f"{part.name} is delivered and not there"
        elif part.state == "failed" and part.times:
            yield f"{part.name} has failed and is there"
        elif part.state == "unconfirmed" and not part.had_left:
            yield f"{part.name} is unconfirmed and nothing of it had left"
        elif part.is_held and part.times:
            yield f"{part.name} is held and is there"
