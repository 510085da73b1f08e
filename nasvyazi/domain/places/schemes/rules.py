"""What is read from a scheme: rules with their verbatim words, remarks on what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.places.kinds import SHORT, StreetKind
from nasvyazi.domain.places.naming import street_key
from nasvyazi.domain.places.schemes.houses import WHOLE, Houses
from nasvyazi.domain.places.schemes.passages import Span


class Why(models.TextChoices):
    """Why words of a scheme became no rule, or became one that is doubtful."""

    NOT_UNDERSTOOD = "not_understood", _("Not understood: no street is named in a way that we know.")
    BEFORE_DISTRICTS = "before_districts", _("It stands before the first district.")
    LIMIT_NOT_UNDERSTOOD = (
        "limit_not_understood",
        _("What limits the street was not understood, so nothing of the street is taken."),
    )
    NO_STREET = "no_street", _("Houses of no street.")
    NUMBERS_TAKEN = (
        "numbers_taken",
        _("The list does not say “district”: each of its numbers was taken for one. Check that it is so."),
    )
    BROKEN_RUN = (
        "broken_run",
        _(
            "The houses are not told to their end, or may be meant in two ways, so nothing of the street is taken."
        ),
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A street, or a whole settlement where `name` is empty, with the houses that the district has of it.

    Where the scheme names no settlement or kind, none is known: such a rule speaks for every street of the name.
    """

    settlement: str
    kind: StreetKind | None
    name: str
    houses: Houses = WHOLE
    verbatim: str = field(default="", compare=False)
    spans: tuple[Span, ...] = field(default=(), compare=False)

    @property
    def key(self) -> str:
        """The street's name for comparing."""
        return street_key(self.name)

    def __str__(self) -> str:
        """The rule in a scheme's words, which `parsing` reads back."""
        kind = SHORT[self.kind] if self.kind else ""
        where = " ".join(part for part in (self.settlement, kind, self.name) if part)
        return f"{where} {self.houses}" if self.name or not self.houses.is_whole else where


@dataclass(frozen=True, slots=True)
class Remark:
    """Words that became no rule, where they stand, and why."""

    why: Why
    verbatim: str
    spans: tuple[Span, ...]
    line: int
    """The line of the scheme, from 1."""


@dataclass(frozen=True, slots=True)
class ReadDistrict:
    """A district as the scheme describes it."""

    number: str
    name: str
    rules: tuple[Rule, ...]
    spans: tuple[Span, ...]
    """Where its description stands."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A scheme as it was understood: every character but separators is in a rule, a remark or a heading."""

    districts: tuple[ReadDistrict, ...]
    remarks: tuple[Remark, ...]
    headings: tuple[Span, ...]
