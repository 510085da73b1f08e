"""A person says what an appeal is and where: in words that the register is asked about, or with a pin on the map."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import Whereabouts
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.places import finding, register
from nasvyazi.domain.places import selectors as place_reads
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now

from .understanding import named_place, shown_place

_AT = "по адресу: {}"


class NoSuchPlace(Exception):
    """The register has no street that the words name."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a person put the pin: degrees, WGS 84.

    `exact` where that very point is meant and not the house beside; `moves` is the id of a house that stands there,
    whatever the register says.
    """

    latitude: float
    longitude: float
    exact: bool = False
    moves: int | None = None


@transaction.atomic
def describe(
    *,
    appeal_id: int,
    kind: Kind | None,
    topic: Topic | None,
    place: str,
    by: User,
    pin: Pin | None = None,
    opened: appeals.Opened | None = None,
) -> Appeal:
    """What a person said in one form; a pin goes before words. `opened`: what stood there when they opened it.

    A house that a pin moves may have to wait for a register: it is moved before the appeal is locked, and everything
    else is looked for afterwards. Raises NoSuchPlace, RegisterBusy, appeals.ChangedMeanwhile.
    """
    moment = now()
    moved = pinned(pin, by=by) if pin is not None and pin.moves is not None else None
    if kind is not None:
        appeals.decide_kind(appeal_id=appeal_id, kind=kind, by=by, now=moment, opened=opened)
    appeal = appeals.decide_topic(appeal_id=appeal_id, topic=topic, by=by, now=moment, opened=opened)
    found = moved or (pinned(pin, by=by) if pin is not None else _said(appeal, place, opened))
    return appeals.decide_place(appeal_id=appeal_id, place=found, by=by, now=moment, opened=opened)


def proposal(pin: Pin) -> Whereabouts:
    """What a pin means: the house within 60 m (its `words` say how far that is), else the point."""
    near = shown_place(pin.latitude, pin.longitude, register.current(), confidence=1.0)
    if not pin.exact or near.house_id is None:
        return near
    point = f"{pin.latitude:.5f}, {pin.longitude:.5f}"
    return Whereabouts(
        title=f"{point} ({near.title} — {near.words[0]})",
        confidence=1.0,
        latitude=pin.latitude,
        longitude=pin.longitude,
    )


def pinned(pin: Pin, *, by: User) -> Place:
    """The place that a pin means, as a row. Raises RegisterBusy."""
    if pin.moves is not None:
        return places.move_house(
            house_id=pin.moves, latitude=pin.latitude, longitude=pin.longitude, by=by, now=now()
        )
    return appeals.place_of(proposal(pin))


def locate(words: str) -> Place | None:
    """The place that words name: a street of the register, with the house if they name one; None for no words.

    Raises NoSuchPlace.
    """
    if not words.strip():
        return None
    gazetteer = register.current()
    # Whoever types into the field of a place means one: «Лодочная» alone is a street there.
    found = finding.find(words, gazetteer) or finding.find(_AT.format(words), gazetteer)
    if not found:
        raise NoSuchPlace(words)
    return appeals.place_of(named_place(max(found, key=lambda one: one.confidence), gazetteer))


def _said(appeal: Appeal, words: str, opened: appeals.Opened | None) -> Place | None:
    """The place that stood in the form, if the words are still its own; one that was suggested; else what they name."""
    words = words.strip()
    stood = appeal.place if opened is None else place_reads.place(opened.place)
    if stood is not None and stood.title == words:
        return stood
    told = appeal_reads.understood_of(appeal_id=appeal.pk)
    suggested = (where for guess in told for where in guess.places if where.title == words)
    where = next(suggested, None)
    return appeals.place_of(where) if where is not None else locate(words)
