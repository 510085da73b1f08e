"""Writes of places: a register of houses is taken in (`taking`), and comes there from the desk (`bringing`)."""

from .bringing import (
    ColumnTwice,
    NotWaiting,
    again,
    attempt,
    begin,
    bring,
    change,
    confirm,
    done,
    fail,
    looked_at,
)
from .register import touched
from .taking import MunicipalityUnclear, take_in

__all__ = [
    "ColumnTwice",
    "MunicipalityUnclear",
    "NotWaiting",
    "again",
    "attempt",
    "begin",
    "bring",
    "change",
    "confirm",
    "done",
    "fail",
    "looked_at",
    "take_in",
    "touched",
]
