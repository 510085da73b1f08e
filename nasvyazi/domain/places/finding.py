"""Addresses in the words of residents: «во дворе Минской 49 не скошена трава».

Every place that may name a street (`mentions`, `misspelt`) gets the houses that stand near it (`attaching`) and is
weighed by what speaks for it (`clues`): «Мира» or «Победы» alone are words, not streets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nasvyazi.domain.places import houses
from nasvyazi.domain.places.attaching import Draft, drafts
from nasvyazi.domain.places.clues import LEAST, Clue, clues_of, confidence
from nasvyazi.domain.places.gazetteer import Gazetteer
from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.mentions import mentions, words_of
from nasvyazi.domain.places.misspelt import misspelt
from nasvyazi.domain.places.towns import Elsewhere
from nasvyazi.domain.places.unknown import Unknown
from nasvyazi.domain.places.words import Words


@dataclass(frozen=True, slots=True)
class Address:
    """A street of the register that a text names, perhaps with a house.

    `house` is the number as the text has it, in its canonical form; `known` what the register calls that house, with
    its `house_id` ("" and None = it has no such house). `words` stand in the text at `start` … `end` (characters).
    """

    street_id: int
    kind: str
    name: str
    settlement: str
    house: str | None
    known: str
    house_id: int | None
    confidence: float
    words: str
    start: int
    end: int
    clues: tuple[Clue, ...]


def find(text: str, gazetteer: Gazetteer) -> list[Address]:
    """The addresses of the register in a text, in its order; a street once for each of its houses.

    A street that is named with a house is not repeated without. Houses that the register lacks are kept, with less
    confidence. Time grows with the length of the text and not faster.
    """
    words = Words.of(text)
    found = mentions(words, gazetteer)
    wrong = misspelt(words, gazetteer, found)
    every = sorted([*found, *wrong], key=lambda one: one.first)
    streets = words_of(words, every)
    abroad = Elsewhere(words, gazetteer, {words.starts[index] for index in streets})
    considered = drafts(words, every, gazetteer, abroad)
    unknown = Unknown(words, gazetteer, streets, abroad.firsts)
    weighed = zip(considered, clues_of(words, considered, unknown), strict=True)
    return _once(
        address
        for draft, clues in weighed
        if confidence(clues) >= LEAST
        for address in _addresses(words, draft, clues)
    )


def _addresses(words: Words, draft: Draft, clues: set[Clue]) -> Iterator[Address]:
    """One a house; the street alone where no house is named."""
    numbers: list[houses.Found | None] = [*draft.houses, *draft.further] or [None]
    for house in numbers:
        own = clues
        if house in draft.further:
            own = (clues - {Clue.HOUSE, Clue.HOUSE_WORD, Clue.UNKNOWN_HOUSE}) | {Clue.FAR_HOUSE}
        elif house and not house.known:
            own = (clues - {Clue.HOUSE}) | {Clue.UNKNOWN_HOUSE}
        if house and house.is_counting:
            own = own | {Clue.COUNTED}
        start = min(draft.start, house.start) if house else draft.start
        end = max(draft.end, house.end) if house else draft.end
        entry = draft.street.houses.get(house.known) if house else None
        yield Address(
            street_id=draft.street.id,
            kind=draft.street.kind,
            name=draft.street.name,
            settlement=draft.street.settlement,
            house=house.number if house else None,
            known=house.known if house else "",
            house_id=entry.id if entry else None,
            confidence=confidence(own),
            words=words.original[start:end],
            start=start,
            end=end,
            clues=tuple(clue for clue in Clue if clue in own),
        )


def _once(found: Iterable[Address]) -> list[Address]:
    """Each street and house once, as it is surest; a street alone only if it has no house."""
    best: dict[tuple[int, str], Address] = {}
    for address in found:
        key = (address.street_id, address.known or address.house or "")
        if key not in best or address.confidence > best[key].confidence:
            best[key] = address
    housed = {street for street, house in best if house}
    lived_in = {one.settlement for one in best.values() if one.kind != StreetKind.SETTLEMENT}

    def is_told_closer(one: Address) -> bool:
        """«д. Пески, ул. Лесная»: the village was said for the street."""
        return one.kind == StreetKind.SETTLEMENT and one.settlement in lived_in

    return sorted(
        (
            one
            for (street, house), one in best.items()
            if house or not (street in housed or is_told_closer(one))
        ),
        key=lambda one: (one.start, one.end),
    )
