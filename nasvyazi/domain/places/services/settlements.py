"""Which settlement a row speaks of: a known one, a new one that is made, or the usual one where it names none."""

from __future__ import annotations

from dataclasses import dataclass, field

from nasvyazi.toolbox.refusal import Refusal, gettext_noop

from ..kinds import SettlementKind, titled
from ..models import Municipality, Settlement
from ..reading import Told
from ..remarks import Code, Remark
from ..report import Report
from ..settlements import SettlementTitle
from .streets import Streets

OUR_TOWN = "Наш город"
"""How a municipality is called as long as nobody has said its name. A name is data, it is not translated."""


class MunicipalityUnclear(Refusal):
    """There are several municipalities, and it is not said of which one the register is."""


@dataclass(slots=True)
class KnownSettlement:
    """A settlement with its streets; without an id until its batch is written."""

    title: SettlementTitle
    municipality: str
    id: int = 0
    streets: Streets = field(default_factory=Streets)

    def __str__(self) -> str:
        return titled(self.title.kind, self.title.name) if self.title.kind else self.title.name


class Settlements:
    """All settlements, and where rows belong that do not say it. Three queries."""

    def __init__(self, report: Report, *, municipality: str, settlement: str) -> None:
        self._report = report
        self._named = " ".join(municipality.split())
        self._usual_title = SettlementTitle.read(settlement) if settlement.strip() else None
        self._usual: KnownSettlement | None = None
        self._municipalities: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._known: dict[tuple[str, str], list[KnownSettlement]] = {}
        self._fresh: list[KnownSettlement] = []
        self._seen: set[int] = set()
        self._load()

    def find(self, told: Told) -> KnownSettlement | Remark:
        """The settlement of a row, remembered to be made if it is new."""
        title = told.settlement or self._usual_title
        if not told.name and (title is None or title.kind == SettlementKind.CITY):
            return Remark(told.line, Code.NO_STREET, told.verbatim)
        if told.settlement is None and self._usual is not None:
            return self._usual
        municipality = self._named or told.municipality or self._usual_municipality(title)
        if title is None:
            found = self._only_one(municipality)
            if found is None:
                return Remark(told.line, Code.NO_SETTLEMENT, told.verbatim)
        else:
            found = self._of_title(municipality, title, told)
        if not told.name and found.title.kind == SettlementKind.CITY:
            return Remark(told.line, Code.NO_STREET, told.verbatim)
        if told.settlement is None:
            self._usual = found
            self._report.settlement = str(found)
        if not told.municipality:
            self._report.municipality = found.municipality
        self._count(found)
        return found

    def write(self) -> None:
        """Make what is new: two queries at most."""
        if not self._fresh:
            return
        wanted = {one.municipality.casefold(): one.municipality for one in self._fresh}
        missing = [Municipality(name=name) for key, name in wanted.items() if key not in self._municipalities]
        for municipality in Municipality.objects.bulk_create(missing) if missing else ():
            self._municipalities[municipality.name.casefold()] = municipality.pk
        made = [
            Settlement(
                municipality_id=self._municipalities[one.municipality.casefold()],
                kind=one.title.kind or SettlementKind.CITY,
                name=one.title.name,
                key=one.title.key,
            )
            for one in self._fresh
        ]
        for one, row in zip(self._fresh, Settlement.objects.bulk_create(made), strict=True):
            one.id = row.pk
        self._report.settlements.new += len(made)
        self._fresh.clear()

    def _load(self) -> None:
        self._call_by_name()
        for pk, name in Municipality.objects.values_list("pk", "name"):
            self._municipalities[name.casefold()] = pk
            self._names[name.casefold()] = name
        by_id = {}
        rows = Settlement.objects.values_list("pk", "kind", "name", "municipality__name")
        for pk, kind, name, municipality in rows:
            one = KnownSettlement(SettlementTitle(SettlementKind(kind), name), municipality, pk)
            by_id[pk] = one.streets
            self._remember(one)
        Streets.load(by_id)

    def _call_by_name(self) -> None:
        """What was made before anybody had said its name gets it now, or a town would be there twice."""
        name = self._named or (self._usual_title.name if self._usual_title is not None else "")
        nameless = Municipality.objects.filter(name=OUR_TOWN).first() if name else None
        if nameless is None or Municipality.objects.count() > 1:
            return
        Municipality.objects.filter(pk=nameless.pk).update(name=name)
        title = self._usual_title
        if title is not None and title.key:
            Settlement.objects.filter(municipality=nameless, name=OUR_TOWN).update(
                kind=title.kind or SettlementKind.CITY, name=title.name, key=title.key
            )

    def _remember(self, one: KnownSettlement) -> None:
        self._known.setdefault((one.municipality.casefold(), one.title.key), []).append(one)

    def _count(self, one: KnownSettlement) -> None:
        if one.id and one.id not in self._seen:
            self._seen.add(one.id)
            self._report.settlements.same += 1

    def _usual_municipality(self, title: SettlementTitle | None) -> str:
        """The only one; the one that has the settlement; one made in its name. Raises MunicipalityUnclear."""
        if len(self._names) <= 1:
            made = title.name if title is not None else OUR_TOWN
            return next(iter(self._names.values()), made)
        having = {municipality for municipality, key in self._known if title is not None and key == title.key}
        if len(having) == 1:
            return self._names.get(having.pop(), "")
        raise MunicipalityUnclear(
            gettext_noop("There are several municipalities: {names}. Say of which one the register is."),
            names=", ".join(self._names.values()),
        )

    def _only_one(self, municipality: str) -> KnownSettlement | None:
        """Of a municipality the only settlement, or its only city; made where there is none."""
        of_it = [
            one for (its, _key), ones in self._known.items() if its == municipality.casefold() for one in ones
        ]
        cities = [one for one in of_it if one.title.kind == SettlementKind.CITY]
        if not of_it:
            self._report.is_settlement_made = True
            return self._make(municipality, SettlementTitle(SettlementKind.CITY, municipality))
        chosen = of_it if len(of_it) == 1 else cities
        return chosen[0] if len(chosen) == 1 else None

    def _of_title(self, municipality: str, title: SettlementTitle, told: Told) -> KnownSettlement:
        known = [
            one
            for one in self._known.get((municipality.casefold(), title.key), ())
            if one.title.is_same(title)
        ]
        if known:
            return known[0]
        if title.kind is None:
            self._report.remarks.append(Remark(told.line, Code.SETTLEMENT_ASSUMED, told.verbatim, title.name))
            title = SettlementTitle(SettlementKind.CITY, title.name)
        if told.settlement is None:
            self._report.is_settlement_made = True
        return self._make(municipality, title)

    def _make(self, municipality: str, title: SettlementTitle) -> KnownSettlement:
        key = municipality.casefold()
        if key not in self._names:
            self._names[key] = municipality
            self._report.is_municipality_made = True
        one = KnownSettlement(title, self._names[key])
        self._remember(one)
        self._fresh.append(one)
        return one
