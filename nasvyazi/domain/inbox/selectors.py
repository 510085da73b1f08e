"""Reads of the inbox."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Length

from nasvyazi.domain.channels.models import Channel, Chat, Post, Thread
from nasvyazi.networks.base import (
    ChatSeen,
    Envelope,
    MessageGone,
    MessageSeen,
    Noticed,
    Place,
    PlaceKind,
    PostSeen,
    Seen,
)

from .models import Attachment, Event, Message, Version

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

_REPEATED_WITHIN = timedelta(days=1)
_NEWS_FOR = timedelta(days=1)
_TITLE_LENGTH = 200
"""What is kept of a chat's title."""


class _Heard(TypedDict):
    """What a locked event has besides: when the network first told it, by whatever road."""

    first_heard_at: datetime


def due_event_ids(*, limit: int) -> list[int]:
    """Events that wait to be taken, oldest first."""
    return list(
        Event.objects.filter(state=Event.State.NEW).order_by("id").values_list("id", flat=True)[:limit]
    )


@transaction.atomic
def await_event(*, event_id: int) -> None:
    """Return when nobody is taking the event any more: whoever has it locked has committed, or given up."""
    Event.objects.select_for_update(of=("self",)).filter(pk=event_id).values_list("pk").first()


def lock_due_event(*, event_id: int) -> WithAnnotations[Event, _Heard] | None:
    """The event, locked for this transaction; None when another worker has it or it is done. One query.

    With `first_heard_at`: what carries no time of its own happened then.
    """
    same = Event.objects.filter(
        channel=OuterRef("channel"), external_id=OuterRef("external_id"), type=OuterRef("type")
    )
    # An id that is given out again much later (Telegram does that) is another event.
    near = same.filter(received_at__gte=OuterRef("received_at") - _REPEATED_WITHIN)
    rows = Event.objects.filter(pk=event_id, state=Event.State.NEW).annotate(
        first_heard_at=Subquery(near.order_by("received_at").values("received_at")[:1])
    )
    return rows.select_for_update(skip_locked=True, of=("self",)).select_related("channel__desk").first()


def by_url(url: str) -> Message | None:
    """What a resident said at an address of the web. A dialogue has one for all its messages, so it names none."""
    said = Message.objects.filter(url=url, outgoing=False).exclude(url="")
    standing = said.exclude(thread__kind=PlaceKind.DIALOG).select_related("decision__appeal")
    return standing.order_by("pk").first()


def event_id(*, channel: Channel, envelope: Envelope) -> int | None:
    """The number of an event that is kept."""
    digest = hashlib.sha256(envelope.body).digest()
    return Event.objects.filter(channel=channel, body_hash=digest).values_list("pk", flat=True).first()


def by_external_id(*, thread_id: int, external_id: str) -> Message | None:
    """A message by what its network calls it, or a piece of its album."""
    message = Message.objects.filter(thread_id=thread_id, external_id=external_id).first()
    if message is None:
        piece = Version.objects.filter(item=external_id, message__thread_id=thread_id).first()
        message = piece.message if piece is not None else None
    return message


def place_of(*, channel: Channel, seen: MessageSeen) -> Place:
    """Where a message stands. What the network leaves open is known by where it, or what began its branch, is.

    A message that is known stays where it is, whatever we have learnt since: it would be doubled otherwise.
    """
    if seen.within is None or _is_said_in(channel, seen.place, seen.external_id):
        return seen.place
    return seen.within if _is_said_in(channel, seen.within, seen.external_id, seen.root) else seen.place


def _is_said_in(channel: Channel, place: Place, *numbers: str) -> bool:
    """Whether one of these messages, or pieces of albums, stands in a place."""
    thread = Thread.objects.filter(channel=channel, kind=place.kind.value, external_id=place.id).first()
    if thread is None:
        return False
    if Message.objects.filter(thread=thread, external_id__in=numbers).exists():
        return True
    return Version.objects.filter(item__in=numbers, message__thread=thread).exclude(item="").exists()


def recent_dialogs(*, channel: Channel, since: datetime, limit: int) -> list[str]:
    """What the network calls the dialogues in which anything was said since a moment, the latest first."""
    said = Message.objects.filter(
        thread__channel=channel, thread__kind=PlaceKind.DIALOG.value, sent_at__gte=since
    )
    latest = said.values("thread__external_id").annotate(last=Max("sent_at")).order_by("-last")
    return list(latest.values_list("thread__external_id", flat=True)[:limit])


def is_known(*, channel: Channel, seen: Seen) -> bool:
    """Whether something that was read back tells nothing new: it is here in the very same words.

    Of what is no message, post or chat nobody knows; where nobody says anything there is nothing to know.
    """
    if isinstance(seen, Noticed):
        return True
    if isinstance(seen, ChatSeen):
        return _is_chat_known(channel, seen)
    if isinstance(seen, PostSeen):
        post = Post.objects.filter(channel=channel, external_id=seen.external_id)
        return post.filter(text=seen.text).exclude(published_at=None).exists()
    if not isinstance(seen, MessageSeen | MessageGone):
        return False
    standing = Message.objects.filter(
        thread__channel=channel,
        thread__kind=seen.place.kind.value,
        thread__external_id=seen.place.id,
        external_id=seen.external_id,
    )
    if isinstance(seen, MessageGone):
        return not standing.filter(deleted_at=None).exists()
    return standing.filter(text=seen.text).exists()


def _is_chat_known(channel: Channel, seen: ChatSeen) -> bool:
    chat = Chat.objects.filter(channel=channel, network_id=seen.network_id).first()
    if chat is None or seen.replaces or seen.is_present != chat.is_present:
        return False
    return seen.title[:_TITLE_LENGTH] in ("", chat.title) and seen.voice in ("", chat.voice)


def said_by_us(*, thread_id: int, since: datetime) -> list[Message]:
    """What the channel itself said in a thread from a moment on (letters of ours apart), oldest first."""
    rows = Message.objects.filter(thread_id=thread_id, outgoing=True, sent_at__gte=since)
    return list(rows.order_by("sent_at", "pk"))


def count_since(*, thread_id: int, since: datetime | None) -> int:
    """How many messages the thread has received since a moment (0 when there is none)."""
    if since is None:
        return 0
    return Message.objects.filter(thread_id=thread_id, received_at__gte=since).count()


def conversation(*, thread_ids: Sequence[int]) -> QuerySet[Message]:
    """All messages of these threads with versions and attachments, oldest first. Three queries."""
    return (
        Message.objects.filter(thread__in=thread_ids)
        .select_related("resident", "thread__channel")
        .prefetch_related(
            Prefetch("versions", Version.objects.order_by("at", "pk")),
            Prefetch("attachments", attachments_in_order()),
        )
        .order_by("sent_at", "pk")
    )


def too_large(message: Message, *, now: datetime) -> list[Attachment]:
    """What a resident has just attached and nobody of ours can open; nothing of a message told days later.

    What has an address can be looked at in the network: nobody need be asked to send it again.
    """
    if message.outgoing or message.sent_at < now - _NEWS_FOR:
        return []
    return list(message.attachments.filter(fetch=Attachment.Fetch.TOO_LARGE, url="").order_by("pk"))


def standing_attachments(*, message: Message) -> QuerySet[Attachment]:
    """What a message has attached now, without what an edit took away. With the files."""
    return Attachment.objects.filter(message=message, removed=False).select_related("file").order_by("pk")


def attachments_in_order() -> QuerySet[Attachment]:
    """Attachments as the resident put them; those of an album by the number of their piece."""
    return Attachment.objects.select_related("file").order_by(Length("item"), "item", "ordinal", "pk")


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
