"""The stories put in order: which beat falls on which moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from nasvyazi.demo.beats import Beat, Story

BEGINS_DAYS_AGO = 14


@dataclass(frozen=True)
class Cue:
    """One beat at its moment. `number` is the story's place in the list, by which its state is kept."""

    moment: datetime
    number: int
    story: Story
    beat: Beat


def timeline(stories: Iterable[Story], *, now: datetime) -> list[Cue]:
    """Every beat that has happened by `now` (local time), the earliest first.

    What would be later than now has not happened yet: there its story ends for the time being.
    """
    cues: list[Cue] = []
    for number, story in enumerate(stories):
        moment = now - timedelta(days=BEGINS_DAYS_AGO)
        for beat in story.beats:
            following = beat.when.resolve(moment, now)
            if following >= now:
                break
            moment = max(moment, following)
            cues.append(Cue(moment, number, story, beat))
    return sorted(cues, key=lambda cue: cue.moment)


def nights(*, now: datetime) -> list[datetime]:
    """A moment of each night of the demo, when the program does what is due by itself."""
    first = now.replace(hour=3, minute=10, second=0, microsecond=0) - timedelta(days=BEGINS_DAYS_AGO - 1)
    return [
        night for night in (first + timedelta(days=day) for day in range(BEGINS_DAYS_AGO + 1)) if night < now
    ]
