"""Which cases of other systems an operator looks at, carried by every link of their lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from nasvyazi.domain.external import selectors as reads
from nasvyazi.domain.external.models import ExternalCase
from nasvyazi.domain.external.selectors import View


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """Read from the address, written back into it; what is usual is left out."""

    view: View = View.OPEN
    system: int | None = None
    number: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> CaseSelection:
        """What the address asks for; whatever makes no sense is as if it were not there."""
        view, system = query.get("view", ""), query.get("system", "")
        return cls(
            view=View(view) if view in View.values else View.OPEN,
            system=int(system) if system.isascii() and system.isdecimal() and len(system) < 19 else None,
            number=" ".join(query.get("number", "").replace("\0", "").split()).removeprefix("№ ")[:100],
        )

    @property
    def query(self) -> str:
        """The address's part after "?"; "" when everything is as usual."""
        told: dict[str, object] = {}
        if self.view != View.OPEN:
            told["view"] = self.view.value
        if self.system is not None:
            told["system"] = self.system
        if self.number:
            told["number"] = self.number
        return urlencode(told)

    @property
    def tail(self) -> str:
        """The query with its "?", or nothing."""
        return f"?{self.query}" if self.query else ""

    def at(self, view: View) -> CaseSelection:
        """The same system in another list; a number is left behind."""
        return replace(self, view=view, number="")

    def of_system(self, system: int | None) -> CaseSelection:
        """The same list of one system, or of all."""
        return replace(self, system=system)

    def chosen(self, cases: QuerySet[ExternalCase], *, now: datetime) -> QuerySet[ExternalCase]:
        """Those of the cases that are asked for: a number is looked for in every list."""
        if self.system is not None:
            cases = cases.filter(system=self.system)
        if self.number:
            return cases.filter(number=self.number)
        return reads.in_view(cases, self.view, now=now)
