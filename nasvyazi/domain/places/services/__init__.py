"""Writes of places: a register of houses is taken in (`taking`), and comes there from the desk (`bringing`);
where things are (`placing`).
"""

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
from .placing import follow_register, move_house, place_at_house, place_at_point, place_on_street
from .register import RegisterBusy, touched
from .taking import MunicipalityUnclear, take_in

__all__ = [
    "ColumnTwice",
    "MunicipalityUnclear",
    "NotWaiting",
    "RegisterBusy",
    "again",
    "attempt",
    "begin",
    "bring",
    "change",
    "confirm",
    "done",
    "fail",
    "follow_register",
    "looked_at",
    "move_house",
    "place_at_house",
    "place_at_point",
    "place_on_street",
    "take_in",
    "touched",
]
