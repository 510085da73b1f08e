"""Writes of cases in other systems: tables that are brought (`imports`, `taking`), what a person writes (`cases`)."""

from .cases import NumberMissing, TakenElsewhere, add_by_hand, attach, change, detach, remove
from .imports import (
    ColumnTwice,
    NameMissing,
    NotWaiting,
    NumberColumnMissing,
    again,
    bring,
    choose,
    choose_sheet,
    claim,
    ensure_system,
    fail,
    looked_at,
)
from .taking import take

__all__ = [
    "ColumnTwice",
    "NameMissing",
    "NotWaiting",
    "NumberColumnMissing",
    "NumberMissing",
    "TakenElsewhere",
    "add_by_hand",
    "again",
    "attach",
    "bring",
    "change",
    "choose",
    "choose_sheet",
    "claim",
    "detach",
    "ensure_system",
    "fail",
    "looked_at",
    "remove",
    "take",
]
