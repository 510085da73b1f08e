"""Which houses of a street a rule takes: the whole of it, runs of one side or both, single houses, all with exceptions.

How the words of a scheme are understood (each has a law in `tests/test_laws.py`):

- a run whose ends are both odd or both even keeps to that side; where the ends differ, it takes both;
- «по N 37» takes 37А and 37/2 as well, unless a rule elsewhere names them: a council that writes «по N 37» and «с N 39»
  leaves no house between. «с N 95-а» begins after 95 itself, «по N 113-а» ends with 113А;
- a building belongs to its house: «13 корп. 2» is where 13 is, unless a rule names the building.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Any, Self

from nasvyazi.domain.places.numbers import HouseNumber


class Side(StrEnum):
    """A side of the street, by the first number of the house."""

    ODD = "odd"
    EVEN = "even"
    BOTH = "both"

    @classmethod
    def of(cls, number: HouseNumber) -> Side:
        """The side on which a house stands."""
        return cls.EVEN if number.is_even else cls.ODD

    def has(self, number: HouseNumber) -> bool:
        return self in (Side.BOTH, Side.of(number))


class Claim(IntEnum):
    """How surely a rule takes a house; the surest rule answers."""

    NONE = 0
    STRETCHED = 1
    """It follows the bare number with which a run ends: 37А after «по N 37»."""
    PLAIN = 2
    PART = 3
    """The rule names this very building of a house."""


@dataclass(frozen=True, slots=True)
class Run:
    """From one house to another along the street; None is the street's beginning or end."""

    first: HouseNumber | None
    last: HouseNumber | None
    side: Side

    @classmethod
    def between(cls, first: HouseNumber | None, last: HouseNumber | None, side: Side | None = None) -> Run:
        """The run of a scheme's words: the side that is said, else the one on which both ends stand."""
        if side is None:
            ends = {Side.of(end) for end in (first, last) if end is not None}
            side = ends.pop() if first and last and len(ends) == 1 else Side.BOTH
        return cls(first, last, side)

    @property
    def is_side_said(self) -> bool:
        """Whether the side has to be said: where it does not follow from the ends."""
        return self != Run.between(self.first, self.last)

    def on(self, side: Side) -> Run | None:
        """The run on the side that was said of it; None where its ends stand on the other one."""
        if self.side in (Side.BOTH, side) or side is Side.BOTH:
            return Run(self.first, self.last, side)
        return None

    def claims(self, number: HouseNumber) -> Claim:
        """Whether the house lies in the run."""
        if not self.side.has(number) or self._is_before(number):
            return Claim.NONE
        last = self.last
        if last is None or number.base < last.base:
            return Claim.PLAIN
        if number.base > last.base:
            return Claim.NONE
        if number.house <= last or number <= last:
            return Claim.PLAIN
        return Claim.STRETCHED if last == HouseNumber(last.base) else Claim.NONE

    def _is_before(self, number: HouseNumber) -> bool:
        first = self.first
        if first is None or number.base != first.base:  # most are told by the first number alone
            return first is not None and number.base < first.base
        return number < first

    def __str__(self) -> str:
        words = []
        if self.first is not None:
            words.append(f"с N {self.first}")
        if self.last is not None:
            words.append(f"по N {self.last}")
        elif self.first is not None:
            words.append("до конца")
        if not self.is_side_said:
            return " ".join(words) or "все дома"
        side = {Side.ODD: "нечётная сторона", Side.EVEN: "чётная сторона", Side.BOTH: "обе стороны"}[
            self.side
        ]
        return " ".join([side, *words])


@dataclass(frozen=True, slots=True)
class Houses:
    """Runs and single houses, without the exceptions. Nothing at all is no houses: `WHOLE` is the whole street."""

    runs: tuple[Run, ...] = ()
    singles: frozenset[HouseNumber] = frozenset()
    excepted_runs: tuple[Run, ...] = ()
    excepted: frozenset[HouseNumber] = frozenset()

    def claims(self, number: HouseNumber) -> Claim:
        """How surely the house is among these."""
        taken = _claim(number, self.singles, self.runs)
        if taken == Claim.PART or not taken:
            return taken
        return Claim.NONE if _claim(number, self.excepted, self.excepted_runs) >= Claim.PLAIN else taken

    @property
    def is_whole(self) -> bool:
        """Whether it is the street from end to end, with nothing left out."""
        return self == WHOLE

    def and_also(self, other: Houses) -> Houses:
        """Both together: a street whose houses go on behind a semicolon."""
        return Houses(
            self.runs + other.runs,
            self.singles | other.singles,
            self.excepted_runs + other.excepted_runs,
            self.excepted | other.excepted,
        )

    @property
    def side(self) -> Side | None:
        """The side where nothing but a side is told."""
        run = self.runs[0] if self.runs else None
        is_side = (
            run is not None and self == Houses((Run(None, None, run.side),)) and run.side is not Side.BOTH
        )
        return run.side if run is not None and is_side else None

    def on(self, side: Side) -> Houses | None:
        """These houses where it was said that they are on the side; None where that cannot be."""
        runs = [run.on(side) for run in self.runs]
        kept = tuple(run for run in runs if run is not None)
        is_so = len(kept) == len(runs) and all(map(side.has, self.singles))
        return replace(self, runs=kept) if is_so else None

    def numbers(self) -> Iterator[HouseNumber]:
        """Every number that is named, in whatever role."""
        for run in (*self.runs, *self.excepted_runs):
            yield from (end for end in (run.first, run.last) if end is not None)
        yield from self.singles
        yield from self.excepted

    def __str__(self) -> str:
        """The same in a scheme's words, which `parsing` reads back."""
        if self.is_whole:
            return "полностью"
        said = _in_words(self.singles, self.runs)
        left_out = _in_words(self.excepted, self.excepted_runs)
        return f"{said}, кроме {left_out}" if left_out else said

    def as_json(self) -> dict[str, Any]:
        """What `DistrictRule.houses` keeps."""
        return {
            "runs": [_run_as_json(run) for run in self.runs],
            "singles": [str(number) for number in sorted(self.singles)],
            "excepted_runs": [_run_as_json(run) for run in self.excepted_runs],
            "excepted": [str(number) for number in sorted(self.excepted)],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The reverse of `as_json`."""
        return cls(
            runs=tuple(map(_run_from_json, kept["runs"])),
            singles=frozenset(map(HouseNumber.parse, kept["singles"])),
            excepted_runs=tuple(map(_run_from_json, kept["excepted_runs"])),
            excepted=frozenset(map(HouseNumber.parse, kept["excepted"])),
        )


WHOLE = Houses(runs=(Run(None, None, Side.BOTH),))
"""The street from end to end."""


def _claim(number: HouseNumber, singles: frozenset[HouseNumber], runs: tuple[Run, ...]) -> Claim:
    if number in singles:
        return Claim.PART if number != number.house else Claim.PLAIN
    if number.house in singles:
        return Claim.PLAIN
    return max((run.claims(number) for run in runs), default=Claim.NONE)


def _in_words(singles: frozenset[HouseNumber], runs: tuple[Run, ...]) -> str:
    # What follows a side is read as being on it, so what has none comes first. A side without ends comes last, and
    # behind «и»: behind a comma it would say on which side the houses before it are.
    in_order = sorted(runs, key=lambda run: run.is_side_said)
    sides = [str(run) for run in in_order if run.is_side_said and run.first is None and run.last is None]
    ended = [str(run) for run in in_order if str(run) not in sides]
    said = ", ".join([*(f"N {number}" for number in sorted(singles)), *ended])
    return " и ".join(part for part in (said, *sides) if part)


def _run_as_json(run: Run) -> list[str]:
    return [str(run.first or ""), str(run.last or ""), run.side.value]


def _run_from_json(kept: list[str]) -> Run:
    first, last, side = kept
    return Run(
        HouseNumber.parse(first) if first else None, HouseNumber.parse(last) if last else None, Side(side)
    )
