"""What is to be known of a scheme before it is put in force: overlaps, doubles, gaps, rules without houses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Because, Point, Scheme, Told, handle
from nasvyazi.domain.places.schemes.houses import Claim

_MOST_OF_A_NAME = 300
"""No scheme speaks of one street more often; a text that does is compared so far, or it would take all day."""


@dataclass(frozen=True, slots=True)
class KnownHouse:
    """A house of the register: its street and number, its addresses as `Scheme.district_of` is asked, its point."""

    street: str
    number: str
    addresses: tuple[Address, ...]
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two districts that take the same house, by which rules, and the first such house."""

    first: Told
    second: Told
    example: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A house that the text gives to one district and the map to another."""

    house: str
    by_rule: str
    by_polygon: str


@dataclass(slots=True)
class Judgement:
    """All that is doubtful in a scheme; empty lists are good news."""

    overlaps: list[Overlap] = field(default_factory=list)
    doubles: list[tuple[Told, Told]] = field(default_factory=list)
    """The same rule twice in one district."""
    gaps: dict[str, list[str]] = field(default_factory=dict)
    """Streets with those of their houses in the register that no rule and no polygon takes."""
    empty: list[Told] = field(default_factory=list)
    """Rules of which the register knows no house."""
    disagreements: list[Disagreement] = field(default_factory=list)
    drawn_only: list[str] = field(default_factory=list)
    """Districts on the map of which the text has no street: perhaps their numbers are told otherwise there."""
    houses: int = 0
    """How many houses the register has; without any there are no gaps and no empty rules to tell."""


def judge(scheme: Scheme, houses: Iterable[KnownHouse] = ()) -> Judgement:
    """Look a scheme over, by itself and against the houses of the register."""
    found = Judgement()
    _compare_rules(scheme, found)
    described = {told.district for told in scheme.rules}
    found.drawn_only = [number for number in scheme.shapes if number not in described]
    used: set[int] = set()
    for house in houses:
        found.houses += 1
        _judge_house(scheme, house, found, used)
    if found.houses:
        found.empty = [told for told in scheme.rules if id(told) not in used]
    return found


def _judge_house(scheme: Scheme, house: KnownHouse, found: Judgement, used: set[int]) -> None:
    taken = [scheme.claimants(address) for address in house.addresses]
    used.update(id(told) for claimants in taken for told in claimants)
    verdict = scheme.district_of(*house.addresses)
    is_open = verdict.why == Because.AMBIGUOUS
    if is_open and any(len({told.district for told in claimants}) > 1 for claimants in taken):
        return  # it stands among the overlaps
    drawn = scheme.drawn_at(house.point) if house.point and scheme.shapes and not is_open else None
    if verdict.district is None and drawn is None:
        found.gaps.setdefault(house.street, []).append(house.number)
    elif verdict.district is not None and drawn not in (None, verdict.district):
        title = f"{house.street}, {house.number}"
        found.disagreements.append(Disagreement(title, verdict.district, drawn))


def _compare_rules(scheme: Scheme, found: Judgement) -> None:
    """Every two rules about one street."""
    by_name: dict[str, list[Told]] = defaultdict(list)
    for told in scheme.rules:
        by_name[handle(told.key) or told.settlement].append(told)
    for alike in by_name.values():
        for first, second in combinations(alike[:_MOST_OF_A_NAME], 2):
            if not _is_one_street(first, second):
                continue
            if first.district == second.district:
                if first.rule == second.rule:
                    found.doubles.append((first, second))
            elif (example := _shared_house(first, second)) is not None:
                found.overlaps.append(Overlap(first, second, f"{first.rule.name}, {example}".lstrip(", ")))


def _is_one_street(first: Told, second: Told) -> bool:
    if not first.key or not second.key:
        return first.key == second.key and first.settlement == second.settlement
    kind, settlement = first.rule.kind, first.settlement
    kinds = frozenset({kind}) if kind else frozenset()
    return second.speaks_of(Address(first.key, kinds=kinds, settlement=settlement))


def _shared_house(first: Told, second: Told) -> HouseNumber | None:
    """A house that both take plainly. Where there is one, there is one at an end of a run or beside it."""
    for number in sorted(set(_samples((first, second)))):
        surely = min(first.claims(number), second.claims(number))
        if surely >= Claim.PLAIN and first.claims(number) == second.claims(number):
            return number
    return None


def _samples(rules: Sequence[Told]) -> Iterator[HouseNumber]:
    yield from (HouseNumber(1), HouseNumber(2))
    for told in rules:
        for number in told.rule.houses.numbers():
            yield number
            yield from (HouseNumber(base) for base in range(max(1, number.base - 2), number.base + 3))
