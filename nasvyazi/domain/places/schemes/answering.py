"""In which district an address lies: the rules of a scheme made ready, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.naming import is_same_name, is_same_settlement
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.domain.places.schemes.addresses import Address, settlement_key
from nasvyazi.domain.places.schemes.houses import Claim
from nasvyazi.domain.places.schemes.polygons import Shape, is_inside
from nasvyazi.domain.places.schemes.rules import Rule

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


class Because(models.TextChoices):
    """Why the answer is what it is."""

    RULE = "rule", _("The scheme says so.")
    POLYGON = "polygon", _("The scheme's text does not speak of it; it lies within the district on the map.")
    NO_SCHEME = "no_scheme", _("No scheme of the body is in force on this day.")
    ELSEWHERE = (
        "elsewhere",
        _("The address is in another town, or in a place that the register does not have."),
    )
    NO_STREET = "no_street", _("The scheme does not name this street.")
    NO_HOUSE = "no_house", _("The scheme names the street, but no district has this house.")
    NUMBER_NEEDED = "number_needed", _("The districts divide this street: the number of the house is needed.")
    AMBIGUOUS = (
        "ambiguous",
        _("Several districts speak of it: name the kind of street or the settlement, if that parts them."),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """The district's number or None, the words of the scheme that decide it, and why."""

    district: str | None
    rule: str
    why: Because
    others: tuple[str, ...] = ()
    """The districts between which it is open."""


@dataclass(frozen=True, slots=True)
class Told:
    """A rule of a district, ready to be asked."""

    district: str
    rule: Rule
    key: str
    settlement: str

    @classmethod
    def of(cls, district: str, rule: Rule) -> Told:
        return cls(district, rule, rule.key, settlement_key(rule.settlement))

    def speaks_of(self, address: Address) -> bool:
        """Whether the rule is about the address's street: what one of them does not say does not part them."""
        kind = self.rule.kind
        if kind is not None and address.kinds and kind not in address.kinds:
            return False
        said = self.settlement and address.settlement
        if said and not is_same_settlement(self.settlement, address.settlement):
            return False
        if address.has_namesake and not self.settlement:
            return False
        if not self.key:
            return bool(address.settlement)
        return self.key == address.street or is_same_name(self.key, address.street)

    def claims(self, number: HouseNumber) -> Claim:
        return self.rule.houses.claims(number)


class Scheme:
    """The rules of a scheme by what their streets' names end with; a lookup takes microseconds."""

    def __init__(self, rules: Iterable[Told], shapes: Mapping[str, Shape] | None = None) -> None:
        self.rules = tuple(rules)
        self.shapes = dict(shapes or {})
        self.settlements = frozenset(told.settlement for told in self.rules if told.settlement)
        """The keys of those that rules name."""
        self._by_name: dict[str, list[Told]] = {}
        self._settlements = [told for told in self.rules if not told.key]
        for told in self.rules:
            if told.key:
                self._by_name.setdefault(handle(told.key), []).append(told)

    def names(self, address: Address) -> bool:
        """Whether a rule is about the address's street itself, and not about all of its settlement."""
        return any(True for _told in self._of_street(address))

    def district_of(self, *addresses: Address, point: Point | None = None) -> Verdict:
        """What the rules say of one house, by its address under each name of its street, the present name first.

        The name that the scheme knows decides, the present one before all others; several others have to agree. Only
        then its settlement as a whole speaks, and after all rules the polygon in which the point lies.
        """
        return self.or_drawn(self._by_rules(addresses), point)

    def or_drawn(self, verdict: Verdict, point: Point | None) -> Verdict:
        """The verdict of rules; where they leave it open, the polygon in which the point lies."""
        if verdict.district is None and verdict.why != Because.AMBIGUOUS and point is not None:
            drawn = self.drawn_at(point)
            if drawn is not None:
                return Verdict(drawn, "", Because.POLYGON)
        return verdict

    def drawn_at(self, point: Point) -> str | None:
        """The district whose polygon has the point; None where none has, or several have."""
        latitude, longitude = point
        found = [
            number
            for number, shape in self.shapes.items()
            if is_inside(shape, latitude=latitude, longitude=longitude)
        ]
        return found[0] if len(found) == 1 else None

    def claimants(self, address: Address) -> Sequence[Told]:
        """The rules that take the house most surely, those that spell the street as the address does before others.

        A town may have both «Крылова» and «Академика А.Н. Крылова».
        """
        number = address.number
        if number is None:
            return []
        claims = [(told.claims(number), told) for told in self._about(address)]
        surest = max((claim for claim, _ in claims), default=Claim.NONE)
        found = [told for claim, told in claims if claim == surest] if surest else []
        return [told for told in found if told.key == address.street] or found

    def _about(self, address: Address) -> Iterator[Told]:
        """The rules about the street; the settlement as a whole only where it has none about it."""
        of_street = list(self._of_street(address))
        return iter(of_street or [told for told in self._settlements if told.speaks_of(address)])

    def _of_street(self, address: Address) -> Iterator[Told]:
        return (told for told in self._by_name.get(handle(address.street), ()) if told.speaks_of(address))

    def _by_rules(self, addresses: Sequence[Address]) -> Verdict:
        present, *others = addresses
        if others and not self.names(present):
            known = [self._by_rule(other) for other in others if self.names(other)]
            if known:
                return agreed(known)
        return self._by_rule(present)

    def _by_rule(self, address: Address) -> Verdict:
        about = list(self._about(address))
        if not about:
            return Verdict(None, "", Because.NO_STREET)
        if address.number is None:
            return _whole_street(about)
        found = self.claimants(address)
        if not found:
            return Verdict(None, "", Because.NO_HOUSE)
        return _the_one(found)


def agreed(verdicts: Sequence[Verdict]) -> Verdict:
    """What several verdicts say, of which each may be the right one: the same, or that it is open between districts."""
    first = verdicts[0]
    if first.why != Because.AMBIGUOUS and len({(one.district, one.why) for one in verdicts}) == 1:
        return first
    districts = {district for one in verdicts for district in (one.district, *one.others) if district}
    words = dict.fromkeys(one.rule for one in verdicts if one.rule)
    return Verdict(None, "; ".join(words), Because.AMBIGUOUS, tuple(sorted(districts)))


def _whole_street(about: Sequence[Told]) -> Verdict:
    """An address without a house: answered where all of the street is in one district."""
    if not all(told.rule.houses.is_whole for told in about):
        return Verdict(None, "", Because.NUMBER_NEEDED)
    return _the_one(about)


def _the_one(found: Sequence[Told]) -> Verdict:
    districts = sorted({told.district for told in found})
    if len(districts) == 1:
        return Verdict(districts[0], found[0].rule.verbatim, Because.RULE)
    return Verdict(None, "; ".join(told.rule.verbatim for told in found), Because.AMBIGUOUS, tuple(districts))


def handle(key: str) -> str:
    """What all spellings of a name share: its last word and its numbers."""
    words = key.split()
    names = [word for word in words if not word.isdigit()]
    return " ".join([*names[-1:], *(word for word in words if word.isdigit())])
