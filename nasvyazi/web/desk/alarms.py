"""What stands above the list of the desk until somebody has seen it: bursts. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nasvyazi.domain.access import predicates as access
from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import bursts
from nasvyazi.domain.appeals.models_burst import Burst

_SHOWN = 3
_COUNTED = 50


@dataclass(frozen=True, slots=True)
class Alarms:
    """Bursts that nobody has seen, the oldest first, and how many there are beside those."""

    bursts: Sequence[Burst]
    more: int

    @property
    def mark(self) -> str:
        """Differs when anything of them does: an open page says with it what it shows."""
        told = ".".join(f"{burst.pk}-{burst.appeal_count}" for burst in self.bursts)
        return f"{told}.{self.more}" if told else ""


def alarms(user: User) -> Alarms:
    """What the user is to be told. One query."""
    rows = list(bursts.unseen(access.bursts(user))[:_COUNTED])
    return Alarms(rows[:_SHOWN], max(len(rows) - _SHOWN, 0))
