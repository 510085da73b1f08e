"""Which street a row speaks of: known ones under every spelling, new ones made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..kinds import StreetKind, titled
from ..models import Street, StreetName
from ..naming import is_same_name, street_key
from ..reading import Told
from ..remarks import Code, Remark
from ..report import Tally


@dataclass(slots=True, eq=False)
class KnownStreet:
    """A street; without an id until its batch is written."""

    kind: StreetKind
    name: str
    key: str
    id: int = 0
    names: set[str] = field(default_factory=set)
    """Keys of its other names."""

    def __str__(self) -> str:
        return titled(self.kind, self.name)


class Streets:
    """The streets of a settlement."""

    __slots__ = ("_by_key", "_by_last_word")

    def __init__(self) -> None:
        self._by_key: dict[str, list[KnownStreet]] = {}
        self._by_last_word: dict[str, list[KnownStreet]] = {}

    @classmethod
    def load(cls, settlements: Mapping[int, Streets]) -> None:
        """Fill in what is known of all settlements. Two queries."""
        by_id: dict[int, tuple[KnownStreet, Streets]] = {}
        for pk, settlement, kind, name, key in Street.objects.values_list(
            "pk", "settlement", "kind", "name", "key"
        ):
            street = KnownStreet(StreetKind(kind), name, key, pk)
            by_id[pk] = street, settlements[settlement]
            settlements[settlement].add(street)
        for street_id, key in StreetName.objects.values_list("street", "key"):
            street, streets = by_id[street_id]
            streets.add_name(street, key)

    def find(self, told: Told) -> tuple[KnownStreet | None, Remark | None]:
        """The street of a row and what has to be said about that; no street = there are several such."""
        same = [one for one in self._by_key.get(told.key, ()) if told.kind in (None, one.kind)]
        own = [one for one in same if one.key == told.key] or same
        if len(own) == 1:
            return own[0], None
        if own:
            return None, _remark(told, Code.STREET_AMBIGUOUS, ", ".join(map(str, own)))
        alike = [
            one for one in self._by_last_word.get(_last_word(told.key), ()) if _is_other_spelling(one, told)
        ]
        if len(alike) == 1:
            self.add_name(alike[0], told.key)
            return alike[0], _remark(told, Code.SAME_STREET, str(alike[0]))
        street = KnownStreet(told.kind or StreetKind.STREET, told.name, told.key)
        self.add(street)
        return street, _remark(told, Code.KIND_ASSUMED, told.name) if told.kind is None else None

    def knows(self, key: str) -> bool:
        """Whether any street is called so."""
        return key in self._by_key

    def add(self, street: KnownStreet) -> None:
        """A street that is known from now on."""
        self._by_key.setdefault(street.key, []).append(street)
        self._by_last_word.setdefault(_last_word(street.key), []).append(street)

    def add_name(self, street: KnownStreet, key: str) -> None:
        """What else a street is called, or how it is spelled."""
        if key not in street.names and key != street.key:
            street.names.add(key)
            self._by_key.setdefault(key, []).append(street)


class StreetWriter:
    """Makes the streets of a batch and their other names."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._seen: set[int] = set()
        self._counted: set[int] = set()
        """New ones, and those of which a change has been counted."""

    def write(self, found: Mapping[KnownStreet, int]) -> None:
        """Make what is new of these streets of settlements. One query, or none."""
        fresh = [street for street in found if not street.id]
        made = [
            Street(settlement_id=found[street], kind=street.kind, name=street.name, key=street.key)
            for street in fresh
        ]
        for street, row in zip(fresh, Street.objects.bulk_create(made) if made else (), strict=True):
            street.id = row.pk
        made_ids = {street.id for street in fresh}
        self._seen |= made_ids
        self._counted |= made_ids
        self._tally.new += len(fresh)
        known = {street.id for street in found} - self._seen
        self._seen |= known
        self._tally.same += len(known)

    def write_names(self, told: list[tuple[Told, KnownStreet, Streets]]) -> None:
        """Write other names that are not known. One query, or none."""
        made = []
        for row, street, streets in told:
            kinds = ((StreetName.Kind.FORMER, row.former_names), (StreetName.Kind.ALIAS, row.aliases))
            for kind, name in ((kind, name) for kind, names in kinds for name in names):
                key = street_key(name)
                if key in (street.key, *street.names):
                    continue
                streets.add_name(street, key)
                made.append(StreetName(street_id=street.id, kind=kind, name=name, key=key))
        changed = {row.street_id for row in made} - self._counted
        self._counted |= changed
        self._tally.changed += len(changed)
        self._tally.same -= len(changed)
        if made:
            StreetName.objects.bulk_create(made)


def _is_other_spelling(street: KnownStreet, told: Told) -> bool:
    """Initials for whole names, «К. Маркса» for «Карла Маркса». What leaves a name out may be another street."""
    return (
        told.kind in (None, street.kind)
        and len(street.key.split()) == len(told.key.split())
        and is_same_name(street.key, told.key)
    )


def _last_word(key: str) -> str:
    return next((word for word in reversed(key.split()) if not word.isdigit()), key)


def _remark(told: Told, code: Code, detail: str) -> Remark:
    return Remark(told.line, code, told.verbatim, detail)
