"""A person says what an appeal is and where: in words, which are looked up in the register."""

from __future__ import annotations

from django.db import transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.places import finding, register
from nasvyazi.domain.places.models import Place
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.domain.understanding.models import Topic
from nasvyazi.toolbox.clock import now

from .understanding import named_place, place_of


class NoSuchPlace(Exception):
    """The register has no street that the words name."""


@transaction.atomic
def describe(*, appeal_id: int, kind: str, topic: Topic | None, place: str, by: User) -> Appeal:
    """What a person said in one form. What stays empty and was empty is not decided. Raises NoSuchPlace."""
    appeal, moment = appeal_reads.by_id(appeal_id=appeal_id), now()
    if kind:
        appeal = appeals.decide_kind(appeal_id=appeal_id, kind=Kind(kind), by=by, now=moment)
    if topic is not None or appeal.topic_id is not None:
        appeal = appeals.decide_topic(appeal_id=appeal_id, topic=topic, by=by, now=moment)
    if place.strip() or appeal.place_id is not None:
        found = appeal.place if _is_same(appeal.place, place) else locate(place)
        appeal = appeals.decide_place(appeal_id=appeal_id, place=found, by=by, now=moment)
    return appeal


def locate(words: str) -> Place | None:
    """The place that words name: a street of the register, with the house if they name one; None for no words.

    Raises NoSuchPlace.
    """
    if not words.strip():
        return None
    found = finding.find(words, register.current())
    if not found:
        raise NoSuchPlace(words)
    return place_of(named_place(max(found, key=lambda one: one.confidence)))


def _is_same(place: Place | None, words: str) -> bool:
    return place is not None and place.title == words.strip()
