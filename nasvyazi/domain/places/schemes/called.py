"""Under which names a scheme is asked about a street: schemes are older than renamings, and names are given again.

What a street was called before, another one may be called today. So a name that a street of the same settlement has now
is nobody else's, and one that a street elsewhere has now finds only rules that name the settlement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.naming import is_same_settlement
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.addresses import Address


@dataclass(frozen=True, slots=True)
class KnownStreet:
    """A street of the register: its settlement's key, the key of its present name, those of its other names."""

    id: int
    kind: StreetKind
    settlement: str
    key: str
    others: tuple[str, ...] = ()


class Called:
    """Streets by their names. Whose present name is another name of one of them has to be among them."""

    def __init__(self, streets: Iterable[KnownStreet]) -> None:
        self._now: defaultdict[str, list[KnownStreet]] = defaultdict(list)
        self._otherwise: defaultdict[str, list[KnownStreet]] = defaultdict(list)
        for street in streets:
            if street.kind == StreetKind.SETTLEMENT:
                continue
            self._now[street.key].append(street)
            for key in street.others:
                self._otherwise[key].append(street)

    def streets(self, address: Address) -> list[KnownStreet]:
        """The streets that an address may mean: those that are called so now, else those that have been."""
        for named in (self._now, self._otherwise):
            found = [street for street in named.get(address.street, ()) if _fits(street, address)]
            there = [street for street in found if street.settlement == address.settlement]
            if found:  # «Малые Пески» may be called «Пески», but not where there are both
                return there or found
        return []

    def addresses(self, street: KnownStreet, number: HouseNumber | None) -> tuple[Address, ...]:
        """The addresses of a house of the street, by its present name first. All of them say kind and settlement."""
        if street.kind == StreetKind.SETTLEMENT:
            return (Address("", number, settlement=street.settlement),)
        kinds = frozenset({street.kind})
        found = [Address(street.key, number, kinds, street.settlement)]
        for key in dict.fromkeys(street.others):
            namesakes = [one for one in self._now.get(key, ()) if one.id != street.id]
            is_given_again = any(one.settlement == street.settlement for one in namesakes)
            if key != street.key and not is_given_again:
                found.append(Address(key, number, kinds, street.settlement, has_namesake=bool(namesakes)))
        return tuple(found)


def _fits(street: KnownStreet, address: Address) -> bool:
    is_there = not address.settlement or is_same_settlement(street.settlement, address.settlement)
    return is_there and (not address.kinds or street.kind in address.kinds)
