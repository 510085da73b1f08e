"""Streets, houses and electoral districts of the fictional town, brought in as a person brings those of a real one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nasvyazi.demo.cast import SETTLEMENT, TOWN
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.places.importers import Choice
from nasvyazi.domain.places.schemes import services as schemes
from nasvyazi.flows import territory

BODY = "Совет Заречного района"
"""Whose deputies are elected in the districts."""
_HERE = Path(__file__).parent
HOUSES, DISTRICTS = _HERE / "houses.csv", _HERE / "districts.txt"


def settle(*, by: User, today: datetime) -> None:
    """Take the register of houses in, and put the scheme in force from the beginning of the last year on."""
    territory.import_register(path=HOUSES, choice=Choice(settlement=SETTLEMENT), municipality=TOWN)
    scheme = schemes.bring(
        body=BODY,
        source=DISTRICTS.read_text(),
        first_day=today.date().replace(year=today.year - 1, month=1, day=1),
        now=today,
    )
    schemes.put_in_force(scheme_id=scheme.pk, by=by, now=today)
