"""Appeals whose topic and place a person has said, for tests of what is near and what is a burst."""

from __future__ import annotations

from datetime import datetime, timedelta

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Aspect
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import Place, Street
from nasvyazi.domain.understanding.models import Topic
from tests import factories

HERE = (56.1, 47.2)
DEGREE = 111_195.0
"""Metres in a degree of latitude."""


def topic(name: str = "Нет воды") -> Topic:
    return Topic.objects.create(code=f"test-{factories.next_number()}", name=name)


def north(metres: float) -> tuple[float, float]:
    """A point so far to the north of HERE."""
    return HERE[0] + metres / DEGREE, HERE[1]


def at(metres: float, *, street: Street | None = None, number: str = "") -> Place:
    """The place of a house so far to the north of HERE."""
    house = factories.house(
        street or factories.street(f"Улица {factories.next_number()}"), number or "49", point=north(metres)
    )
    return places.place_at_house(house_id=house.pk)


def on(street: Street, number: str = "") -> Place:
    """The place of a street, or of a number on it, of which nobody knows the point."""
    return places.place_on_street(street_id=street.pk, number=number)


def appeal(
    topic_: Topic | None,
    place: Place | None,
    *,
    channel: Channel,
    text: str = "Воды нет",
    author: str = "",
    opened: datetime | timedelta = timedelta(),
) -> Appeal:
    """An appeal; `opened` is when, or how long after Monday noon."""
    made = factories.appeal(channel, text=text, author=author)
    moment = factories.MONDAY_NOON + opened if isinstance(opened, timedelta) else opened
    Appeal.objects.filter(pk=made.pk).update(
        topic=topic_, place=place, decided=[Aspect.TOPIC, Aspect.PLACE], opened_at=moment
    )
    return Appeal.objects.get(pk=made.pk)
