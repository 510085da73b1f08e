"""What every practice network has at hand; each adds its own (`vk/world.py`, `telegram/world.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from nasvyazi.sandbox.deliveries import Deliveries
from nasvyazi.sandbox.faults import Faults
from nasvyazi.sandbox.settings import Settings
from nasvyazi.sandbox.store import Store


class NotThere(LookupError):
    """No such community, bot, person, chat, message or file. The sentence says which."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The memory, the deliveries and the faults that all networks of one server share."""

    store: Store
    deliveries: Deliveries
    faults: Faults
    settings: Settings
