"""A small world for tests, made through the product's own services."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from nasvyazi.domain.accounts import services as accounts
from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Decision
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.domain.outbox.services import NewPart
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.kinds import SettlementKind, StreetKind
from nasvyazi.domain.places.models import House, Municipality, Settlement, Street
from nasvyazi.domain.places.naming import street_key
from nasvyazi.domain.places.numbers import HouseNumber
from nasvyazi.networks import base

MONDAY_NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""12:00 in Moscow on a working Monday."""
PASSWORD = "correct horse battery staple"

_numbers = itertools.count(1)


def next_number() -> int:
    """A number nobody has had in this process."""
    return next(_numbers)


def user(role: Role = Role.OPERATOR, *, desk: Desk | None = None, username: str = "") -> User:
    """A user who can sign in with PASSWORD."""
    return accounts.add_user(
        username=username or f"user{next_number()}", password=PASSWORD, role=role, desk=desk
    )


def channel(network: str = "memory", *, desk: Desk | None = None, title: str = "Глава района") -> Channel:
    """A connected channel of the in-memory network (or another one)."""
    return channels.add_channel(
        network=network,
        network_id=str(1000 + next_number()),
        title=title,
        api_url="http://127.0.0.1:9",
        secrets_={"token": "token", "secret": "secret", "confirmation": "confirmation"},
        desk=desk,
    )


def allowed_to_send(channel_: Channel) -> Channel:
    """The channel, with a basis recorded for answering in it: where a rule of the country speaks against that."""
    return channels.decide_sending(
        channel=channel_, allowed=True, basis="Распоряжение № 1", by=user(Role.ADMINISTRATOR), now=MONDAY_NOON
    ).channel


def seen(
    text: str = "Во дворе не чистят снег",
    *,
    author: str = "501",
    name: str = "Марина К.",
    place: base.Place | None = None,
    external_id: str = "",
    at: datetime = MONDAY_NOON,
    version_at: datetime | None = None,
    change: base.Change = base.Change.NEW,
    outgoing: bool = False,
    key: str = "",
    reply_to: str = "",
    attachments: Sequence[base.Attachment] = (),
    found_at: datetime | None = None,
) -> base.MessageSeen:
    """A message as a network tells it: by default a resident's in their dialogue."""
    place = place or base.Place(kind=base.PlaceKind.DIALOG, id=author)
    return base.MessageSeen(
        place=place,
        external_id=external_id or str(next_number()),
        author=base.Author(network_id=author, name=name, is_channel=outgoing),
        text=text,
        said_at=at,
        version_at=version_at or at,
        change=change,
        outgoing=outgoing,
        key=key,
        reply_to=reply_to,
        found_at=found_at,
        attachments=attachments,
    )


def under_post(post: str = "-1_1") -> base.Place:
    """The comments under a post."""
    return base.Place(kind=base.PlaceKind.COMMENT, id=post)


def photo(number: int = 1) -> base.Attachment:
    """A photo that came with a message."""
    return base.Attachment(
        kind=base.AttachmentKind.PHOTO, network_id=str(number), url=f"https://photos.example/{number}.jpg"
    )


def record(channel_: Channel, message: base.MessageSeen, *, now: datetime | None = None) -> Message:
    """Record a message as intake does, without deciding about it."""
    thread = channels.ensure_thread(channel=channel_, place=message.place, locked=True)
    resident = None
    if not message.outgoing:
        resident = channels.ensure_resident(network=channel_.network, author=message.author)
    return inbox.record_message(
        thread=thread,
        answer_thread=None,
        resident=resident,
        seen=message,
        event=None,
        now=now or message.said_at,
    ).message


def wrote(
    channel_: Channel, message: base.MessageSeen | None = None, *, now: datetime | None = None
) -> Decision:
    """A resident wrote: recorded and decided about."""
    message = message or seen()
    row = record(channel_, message, now=now)
    return appeals.attach_or_open(message=row, now=now or message.said_at)


def appeal(
    channel_: Channel | None = None, *, text: str = "Во дворе не чистят снег", author: str = ""
) -> Appeal:
    """A new appeal of a resident."""
    author = author or str(5000 + next_number())
    decision = wrote(channel_ or channel(), seen(text, author=author))
    assert decision.appeal is not None
    return decision.appeal


def street(
    name: str = "Минская", *, kind: StreetKind = StreetKind.STREET, settlement: str = "Заречный"
) -> Street:
    """A street of the town's register, or of a village's."""
    municipality, _made = Municipality.objects.get_or_create(name="Заречный район")
    where, _made = Settlement.objects.get_or_create(
        municipality=municipality,
        kind=SettlementKind.CITY,
        key=settlement.lower(),
        defaults={"name": settlement},
    )
    # As whoever writes streets and houses does: what a process remembers of them is read anew.
    places.touched()
    return Street.objects.create(settlement=where, kind=kind, name=name, key=street_key(name))


def house(
    street_: Street | None = None, number: str = "49", *, point: tuple[float, float] | None = None
) -> House:
    """A house of the town's register; `point` is its latitude and longitude."""
    parsed = HouseNumber.parse(number)
    latitude, longitude = point or (None, None)
    places.touched()
    return House.objects.create(
        street=street_ or street(),
        base=parsed.base,
        fraction=parsed.fraction,
        letter=parsed.letter,
        building=parsed.building,
        structure=parsed.structure,
        number=str(parsed),
        latitude=latitude,
        longitude=longitude,
    )


def parts(
    *texts: str, window: timedelta | None = timedelta(minutes=50), messages: int | None = 80
) -> list[NewPart]:
    """Letter parts with keys; `window=None` for a network without keys."""
    known = base.Idempotency(window=window, max_messages=messages) if window is not None else None
    return [NewPart(text=text, key=f"k{next_number()}", idempotency=known) for text in texts]


def answer(
    appeal_: Appeal,
    author: User,
    *texts: str,
    now: datetime = MONDAY_NOON,
    window: timedelta | None = timedelta(minutes=50),
    thread: Thread | None = None,
) -> Letter:
    """An answer in the outbox."""
    return appeals.reply(
        appeal_id=appeal_.pk,
        author=author,
        thread=thread or appeal_.thread,
        parts=parts(*(texts or ("Приняли, разбираемся.",)), window=window),
        request_key=uuid4(),
        now=now,
    )
