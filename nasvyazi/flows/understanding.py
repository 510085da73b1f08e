"""What residents' messages say: read and located after they have their appeal, kept as a guess with its reasons.

Understanding never stands between a resident's words and their appeal (DESIGN §3): whatever goes wrong here is tried
again, and nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.guesses import SUGGESTED, Suggestion, Understood, Whereabouts
from nasvyazi.domain.appeals.models_guess import Unguessed
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.places import finding, register
from nasvyazi.domain.places.gazetteer import Gazetteer
from nasvyazi.domain.places.near import nearest_house
from nasvyazi.domain.understanding import reading
from nasvyazi.domain.understanding import selectors as understanding_reads
from nasvyazi.domain.understanding import services as learnt
from nasvyazi.domain.understanding.guessing import Guesser
from nasvyazi.toolbox.clock import now

log = structlog.get_logger(__name__)
NEAR_METRES = 60.0
"""A point no farther from a house is told as that house; farther, it is only a point on the map."""
_SHOWN_CONFIDENCE = 0.9
"""Of a house beside which a resident stood with the telephone; a photo is taken from across the street."""
_POINT_CONFIDENCE = 0.75


@transaction.atomic
def read_next() -> bool:
    """Read the next message that nobody has read since its latest wording. False when there is none."""
    batch = appeals.lock_unguessed(limit=1, now=now())
    for unguessed in batch:
        _read(unguessed)
    return bool(batch)


def _read(unguessed: Unguessed) -> None:
    try:
        with transaction.atomic():
            appeals.record_guess(unguessed=unguessed, understood=understand(unguessed.message), now=now())
    except OperationalError:  # the database itself is out of reach: the message waits
        raise
    except Exception:
        # Whatever the mistake is, it must not hold up the messages behind this one.
        log.exception("message_not_understood", message=unguessed.pk)
        appeals.put_off_guess(unguessed=unguessed, now=now())


def understand(message: Message) -> Understood:
    """What a message says: its words, and the points that came with it."""
    guesser = _guesser()
    said = reading.read(
        message.text,
        now=timezone.localtime(message.sent_at),
        topics=guesser.suggest,
        learnt_kinds=guesser.learnt_kinds,
    )
    danger = said.dangers[0] if said.dangers else None
    return Understood(
        kinds=tuple(Suggestion(one.kind.value, one.confidence, one.reasons) for one in said.kind.candidates),
        topics=tuple(Suggestion(one.label, one.confidence, one.words) for one in said.topics),
        danger=Suggestion(danger.rule.code, danger.confidence, danger.reasons)
        if danger is not None
        else None,
        places=tuple(_whereabouts(message, register.current())),
        model=guesser.name,
        is_sure_of_kind=said.kind.kind is not None,
        language=said.language.code,
        more={
            "plates": [one.number for one in said.plates],
            "phones": [one.number for one in said.phones],
            "dates": [one.words for one in said.dates],
            "addressees": [one.words for one in said.addressees],
        },
    )


def _guesser() -> Guesser:
    """Who guesses now. What cannot be read is taken out of use, and dangers, places and the rest are read without."""
    guesser = understanding_reads.guesser()
    for number in guesser.unreadable:
        learnt.set_aside(number=number, now=now())
    return guesser


def _whereabouts(message: Message, gazetteer: Gazetteer) -> list[Whereabouts]:
    """Where it is: what the words name, surest first, then where the telephone stood, whatever is named."""
    named = sorted(_named(message.text, gazetteer), key=lambda one: -one.confidence)
    shown = list(_shown(message, gazetteer))
    return [*named[: SUGGESTED - bool(shown)], *shown][:SUGGESTED]


def _named(text: str, gazetteer: Gazetteer) -> Iterator[Whereabouts]:
    for found in finding.find(text, gazetteer):
        yield named_place(found, gazetteer)


def named_place(found: finding.Address, gazetteer: Gazetteer) -> Whereabouts:
    """An address that words name, as a guess."""
    number = found.known or found.house or ""
    return Whereabouts(
        title=gazetteer.title(kind=found.kind, name=found.name, settlement=found.settlement, number=number),
        confidence=found.confidence,
        words=(found.words,),
        street_id=found.street_id,
        house_id=found.house_id,
        number=number,
    )


def _shown(message: Message, gazetteer: Gazetteer) -> Iterator[Whereabouts]:
    for attachment in inbox_reads.standing_attachments(message=message):
        if attachment.place is None:
            continue
        latitude, longitude = attachment.place
        confidence = _POINT_CONFIDENCE if attachment.is_photo else _SHOWN_CONFIDENCE
        yield shown_place(latitude, longitude, gazetteer, confidence=confidence)


def shown_place(latitude: float, longitude: float, gazetteer: Gazetteer, *, confidence: float) -> Whereabouts:
    """A point (degrees, WGS 84) that somebody shows, as a guess: the nearest house, where one is near enough."""
    nearest = nearest_house(latitude, longitude, gazetteer, within=NEAR_METRES)
    if nearest is None:
        return Whereabouts(
            title=f"{latitude:.5f}, {longitude:.5f}",
            confidence=confidence,
            latitude=latitude,
            longitude=longitude,
        )
    street = nearest.street
    return Whereabouts(
        title=gazetteer.title(
            kind=street.kind, name=street.name, settlement=street.settlement, number=nearest.house
        ),
        confidence=confidence,
        words=(f"{nearest.metres:.0f} м",),
        street_id=nearest.street.id,
        house_id=nearest.house_id,
        number=nearest.house,
    )
