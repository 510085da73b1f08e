"""What happens in a run and when: all that is random comes from the seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from tests.sandbox_network import FaultKind

HOUR = 3600
ROLES = ("worker", "intake", "web", "listen", "database")
_KILLS = {"worker": 5, "intake": 2, "web": 4, "listen": 3, "database": 2}
_LONGEST_DEATH = {"worker": 1.5, "intake": 1.5, "web": 1.5, "listen": 1.5, "database": 2.5}
"""Seconds until somebody starts it again."""
_SENDS = 60
"""So many calls that carry answers meet a planned fault, in each place; the others find the network in order."""
_HANG = 4.0
"""Longer than a send may take (tests/product.py)."""


class Kind(Enum):
    """What a resident does."""

    WRITE = "write"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True)
class Deed:
    """Something a resident does: `number` are the words, `place` and `wall` where (`wall` None = in the dialogue).

    `again_as` is the number of earlier words of the same resident in the same thread; None = somebody new.
    """

    kind: Kind
    number: int
    place: int = 0
    wall: int | None = None
    photos: int = 0
    again_as: int | None = None


@dataclass(frozen=True)
class Kill:
    """A role dies, for so many seconds; `whole`: its children at the same moment."""

    role: str
    seconds: float
    whole: bool


@dataclass(frozen=True)
class Mishap:
    """A fault of one place, met by its next `times` calls or events."""

    place: int
    kind: FaultKind
    of_sending: bool
    times: int
    seconds: float = 0.0


@dataclass(frozen=True)
class Moment:
    """What happens at one step of a run, in this order; `clock` None = as before."""

    kills: list[Kill] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    clock: int | None = None


@dataclass(frozen=True)
class Plan:
    """A whole run. `mishaps` are switched on before it begins, and met one after another."""

    moments: list[Moment]
    mishaps: list[Mishap]
    answers: int


@dataclass(frozen=True)
class Ground:
    """The places as far as a plan has to know them."""

    walls: int
    tells_deletions: bool
    takes_albums: bool
    reads_comments: bool = False


def plan(luck: random.Random, grounds: Sequence[Ground], *, messages: int, answers: int) -> Plan:
    """A run of `messages` steps."""
    story = _Story(luck, grounds)
    moments = [Moment(deeds=[story.write(number), *story.change()]) for number in range(messages)]
    _kill(luck, moments)
    back, forth = messages * luck.uniform(0.3, 0.4), messages * luck.uniform(0.6, 0.75)
    for at, clock in ((back, -HOUR), (forth, 0)):
        moments[int(at)] = replace(moments[int(at)], clock=clock)
    mishaps = [one for place in range(len(grounds)) for one in _mishaps(luck, place)]
    return Plan(moments, mishaps, answers)


class _Story:
    """What residents do, one deed after another."""

    def __init__(self, luck: random.Random, grounds: Sequence[Ground]) -> None:
        self._luck, self._grounds = luck, grounds
        self._written: list[Deed] = []
        self._changed: set[int] = set()

    def write(self, number: int) -> Deed:
        """The next words: of somebody new, or of somebody who has written before."""
        luck = self._luck
        former = luck.choice(self._written[-60:]) if self._written and luck.random() < 0.15 else None
        if former is not None:
            place, wall = former.place, former.wall
        else:
            place = luck.randrange(len(self._grounds))
            wall = luck.choice([None, luck.randrange(self._grounds[place].walls)])
        photos = luck.choices([0, 1, 2, 3], [80, 12, 5, 3])[0]
        if wall is not None and self._grounds[place].takes_albums:
            # Of an album under a post the practice network's control API names the first message only.
            photos = min(photos, 1)
        if wall is not None and self._grounds[place].reads_comments:
            photos = 0
        deed = Deed(Kind.WRITE, number, place, wall, photos, former.number if former is not None else None)
        self._written.append(deed)
        return deed

    def change(self) -> Iterator[Deed]:
        """Now and then somebody changes or deletes what they wrote a moment or a while ago, once each."""
        luck = self._luck
        known = luck.choice(self._written[-40:])
        ground, is_comment = self._grounds[known.place], known.wall is not None
        if luck.random() > 0.12 or known.number in self._changed or (is_comment and ground.reads_comments):
            return
        self._changed.add(known.number)
        deletable = is_comment and ground.tells_deletions
        kind = Kind.DELETE if deletable and luck.random() < 0.4 else Kind.EDIT
        yield Deed(kind, known.number, known.place, known.wall)


def _kill(luck: random.Random, moments: list[Moment]) -> None:
    """Deaths in the middle of the run: after the last there is still work by which the living are known."""
    steps = range(len(moments) // 20, len(moments) * 19 // 20)
    victims = [role for role in ROLES for _ in range(_KILLS[role])]
    luck.shuffle(victims)
    for role in victims:
        death = Kill(role, luck.uniform(0.0, _LONGEST_DEATH[role]), luck.random() < 0.5)
        moments[luck.choice(steps)].kills.append(death)


def _mishaps(luck: random.Random, place: int) -> Iterator[Mishap]:
    """What goes wrong in one place: on sending one after another, on telling now and then."""
    of_sending: list[Mishap] = []
    broken: list[FaultKind] = ["timeout_before", "timeout_after", "http_500_before", "http_500_after"]
    for kind in broken * 2:
        of_sending.append(Mishap(place, kind, of_sending=True, times=1, seconds=_HANG))
        slow = luck.randint(1, 2 * _SENDS // 8)
        of_sending.append(Mishap(place, "delay", of_sending=True, times=slow, seconds=luck.uniform(0.1, 0.4)))
    luck.shuffle(of_sending)
    yield from of_sending
    yield Mishap(place, "duplicate_delivery", of_sending=False, times=luck.randint(5, 12))
    for _ in range(3):
        late = luck.uniform(0.5, 3.0)
        yield Mishap(place, "delay_deliveries", of_sending=False, times=luck.randint(1, 5), seconds=late)
