"""Everything that is sealed, sealed again with the first key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nasvyazi.domain.accounts import second_step
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many are sealed with the first key, how many of them anew; what of whom no key opens."""

    count: int
    changed: int
    channels: Sequence[Channel]
    people: Sequence[str]


def seal_again() -> Sealed:
    """Seal with the first key what is sealed with another, one after another: it may be interrupted and begun again."""
    told, steps = channels.seal_again(), second_step.seal_again()
    return Sealed(
        count=told.count + steps.count,
        changed=told.changed + steps.changed,
        channels=told.shut,
        people=steps.shut,
    )
