"""Reads of the inbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from nasvyazi.domain.channels.models import Channel

from .models import Attachment, Event, Message, Version

_REPEATED_WITHIN = timedelta(days=1)


def due_event_ids(*, limit: int) -> list[int]:
    """Events that wait to be taken, oldest first."""
    return list(
        Event.objects.filter(state=Event.State.NEW).order_by("id").values_list("id", flat=True)[:limit]
    )


def lock_due_event(*, event_id: int) -> Event | None:
    """The event, locked for this transaction; None when another worker has it or it is done."""
    return (
        Event.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("channel")
        .filter(pk=event_id, state=Event.State.NEW)
        .first()
    )


def first_heard(event: Event) -> datetime:
    """When the network first told this event, by whatever road: what carries no time of its own happened then."""
    same = Event.objects.filter(channel=event.channel_id, external_id=event.external_id, type=event.type)
    # An id that is given out again much later (Telegram does that) is another event.
    near = same.filter(received_at__gte=event.received_at - _REPEATED_WITHIN)
    found: datetime | None = near.aggregate(first=Min("received_at"))["first"]
    return found or event.received_at


def by_external_id(*, thread_id: int, external_id: str) -> Message | None:
    """A message by what its network calls it."""
    return Message.objects.filter(thread_id=thread_id, external_id=external_id).first()


def said_by_us(*, thread_id: int, since: datetime) -> list[Message]:
    """What the channel itself said in a thread from a moment on (letters of ours apart), oldest first."""
    rows = Message.objects.filter(thread_id=thread_id, outgoing=True, sent_at__gte=since)
    return list(rows.order_by("sent_at", "pk"))


def count_since(*, thread_id: int, since: datetime | None) -> int:
    """How many messages the thread has received since a moment (0 when there is none)."""
    if since is None:
        return 0
    return Message.objects.filter(thread_id=thread_id, received_at__gte=since).count()


def conversation(*, thread_id: int) -> QuerySet[Message]:
    """All messages of a thread with versions and attachments, oldest first. Three queries."""
    return (
        Message.objects.filter(thread_id=thread_id)
        .select_related("resident")
        .prefetch_related(
            Prefetch("versions", Version.objects.order_by("at", "pk")),
            Prefetch("attachments", Attachment.objects.order_by("ordinal", "pk")),
        )
        .order_by("sent_at", "pk")
    )


def stuck(*, before: datetime) -> QuerySet[Event]:
    """Events that nobody has taken although they came before the moment."""
    return Event.objects.filter(state=Event.State.NEW, received_at__lt=before).order_by("pk")


def broken() -> QuerySet[Event]:
    """Events that broke the parser or the rules: they hold words nobody has read."""
    return Event.objects.filter(state=Event.State.BROKEN).order_by("pk")


def with_last_event(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """Channels with `last_event_at`, by title."""
    latest = Event.objects.filter(channel=OuterRef("pk")).order_by("-received_at").values("received_at")[:1]
    return channels.annotate(last_event_at=Subquery(latest)).order_by("-is_active", "title", "pk")


def events(*, state: str | None = None, channel_id: int | None = None) -> QuerySet[Event]:
    """Events, newest first."""
    where = Q()
    if state:
        where &= Q(state=state)
    if channel_id:
        where &= Q(channel_id=channel_id)
    return Event.objects.filter(where).select_related("channel").order_by("-pk")
