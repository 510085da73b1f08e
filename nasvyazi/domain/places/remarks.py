"""What is said about rows of a register of houses: not understood, or understood otherwise than it stands there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from nasvyazi.toolbox.refusal import gettext_noop


class Code(models.TextChoices):
    """What it is that has to be said."""

    NO_STREET = "no_street", _("no street")
    STREET_UNCLEAR = "street_unclear", _("street not understood")
    STREET_AMBIGUOUS = "street_ambiguous", _("several such streets")
    NO_SETTLEMENT = "no_settlement", _("no settlement")
    SETTLEMENT_ASSUMED = "settlement_assumed", _("kind of the settlement not said")
    NO_HOUSE = "no_house", _("no house number")
    NUMBER_UNCLEAR = "number_unclear", _("house number not understood")
    NOT_A_HOUSE = "not_a_house", _("not a house")
    DATE_FOR_NUMBER = "date_for_number", _("a date instead of a number")
    KIND_ASSUMED = "kind_assumed", _("kind of the street not said")
    SAME_STREET = "same_street", _("another spelling of a street")
    HOUSE_TWICE = "house_twice", _("the same house twice")
    POINT_UNCLEAR = "point_unclear", _("coordinates not understood")
    POINT_SWAPPED = "point_swapped", _("coordinates swapped")
    POINT_OUTSIDE = "point_outside", _("coordinates outside the country")
    POINT_KEPT = "point_kept", _("house put on the map by a person")


NOT_TAKEN = (
    Code.NO_STREET,
    Code.STREET_UNCLEAR,
    Code.STREET_AMBIGUOUS,
    Code.NO_SETTLEMENT,
    Code.NUMBER_UNCLEAR,
    Code.NOT_A_HOUSE,
)
"""Of such a row no house was made."""

SENTENCES: dict[str, str] = {
    Code.NO_STREET: gettext_noop(
        "There is no street in the row, so no house was made of it. In a table write the street in every row, also "
        "where it is that of the row above; of a house right in a village, the village's name."
    ),
    Code.STREET_UNCLEAR: gettext_noop(
        "“{detail}” is no name of a street, or has letters that cannot be read. No house was made of the row."
    ),
    Code.STREET_AMBIGUOUS: gettext_noop(
        "There are several streets of this name: {detail}. Write in the file which kind it is; no house was made of "
        "the row."
    ),
    Code.NO_SETTLEMENT: gettext_noop(
        "The row does not say in which settlement the street is, and there are several. Name the one for such rows; no "
        "house was made of this one."
    ),
    Code.SETTLEMENT_ASSUMED: gettext_noop(
        "It is not said what kind of settlement “{detail}” is: it was taken for a city."
    ),
    Code.NO_HOUSE: gettext_noop("There is no house number in the row: only the street was taken."),
    Code.NUMBER_UNCLEAR: gettext_noop(
        "“{detail}” is no house number that we know. No house was made of the row."
    ),
    Code.NOT_A_HOUSE: gettext_noop("In the register this is no house: {detail}. It was left out."),
    Code.DATE_FOR_NUMBER: gettext_noop(
        "A table program has made a date of the house number. It was read as {detail}: check it."
    ),
    Code.KIND_ASSUMED: gettext_noop(
        "The row does not say what kind of street “{detail}” is: it was taken for a street."
    ),
    Code.SAME_STREET: gettext_noop("Taken for another spelling of “{detail}”, which is known already."),
    Code.HOUSE_TWICE: gettext_noop(
        "The same house stands in line {detail} with other coordinates. Those of this line count."
    ),
    Code.POINT_UNCLEAR: gettext_noop("“{detail}” are no coordinates. The house was taken without them."),
    Code.POINT_SWAPPED: gettext_noop(
        "The coordinates {detail} lie in the country only when latitude and longitude change places. The house was "
        "taken without them: swap the columns and bring the file again."
    ),
    Code.POINT_OUTSIDE: gettext_noop(
        "The coordinates {detail} lie outside the country. The house was taken without them."
    ),
    Code.POINT_KEPT: gettext_noop(
        "A person has put the house on the map, and it stays there: the coordinates {detail} were not taken."
    ),
}
"""For each code its msgid with {detail}; the face that shows it translates."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What has to be said about a row: its line in the file, what stands there, and what the sentence names."""

    line: int
    code: Code
    verbatim: str
    detail: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether something was made of the row all the same."""
        return self.code not in NOT_TAKEN
