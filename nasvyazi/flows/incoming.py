"""In: an event becomes messages, and every message of a resident finds its appeal. One commit an event."""

from __future__ import annotations

from functools import singledispatch

import structlog
from django.db import OperationalError, transaction

from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.moderation import services as moderation
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.networks import base, registry
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.text import storable

from . import notices

log = structlog.get_logger(__name__)
_ERROR_LENGTH = 2000


def take(event_id: int) -> bool:
    """Take one event. False when another worker has it. What cannot be taken is kept as broken and says why.

    Raises OperationalError when the database itself is out of reach: the event waits.
    """
    try:
        return _take(event_id)
    except OperationalError:
        raise
    except Exception as error:
        # Whatever the mistake is, it must not hold up the events behind this one.
        log.exception("event_broken", event_id=event_id)
        with transaction.atomic():
            event = inbox_reads.lock_due_event(event_id=event_id)
            if event is not None:
                reason = storable(f"{type(error).__name__}: {error}")[:_ERROR_LENGTH]
                inbox.finish_event(event=event, state=Event.State.BROKEN, error=reason, now=now())
        return event is not None


@transaction.atomic
def _take(event_id: int) -> bool:
    event = inbox_reads.lock_due_event(event_id=event_id)
    if event is None:
        return False
    network = registry.get(event.channel.network)
    account = channel_reads.account_with_chats(event.channel)
    seen = network.parse(account, bytes(event.body), now=event.first_heard_at)
    understood = [_record(one, event) for one in seen]
    inbox.finish_event(
        event=event, state=Event.State.TAKEN if all(understood) else Event.State.UNSUPPORTED, now=now()
    )
    return True


@singledispatch
def _record(seen: base.Seen, event: Event) -> bool:
    """Record one thing that an event told of. False when it is kept without being understood."""
    raise TypeError(f"nobody records {type(seen).__name__}")


@_record.register
def _unsupported(seen: base.Unsupported, event: Event) -> bool:
    log.info("event_unsupported", event_id=event.pk, type=seen.type, why=seen.why)
    return False


@_record.register
def _noticed(seen: base.Noticed, event: Event) -> bool:
    return True


@_record.register
def _ban(seen: base.BanChanged, event: Event) -> bool:
    channels.record_ban(channel=event.channel, seen=seen)
    if not seen.banned:
        resident = channels.ensure_resident(network=event.channel.network, author=seen.author)
        moderation.let_in_elsewhere(channel=event.channel, resident=resident, now=now())
    return True


@_record.register
def _post(seen: base.PostSeen, event: Event) -> bool:
    channels.record_post(channel=event.channel, seen=seen)
    return True


@_record.register
def _chat(seen: base.ChatSeen, event: Event) -> bool:
    channels.record_chat(channel=event.channel, seen=seen)
    return True


@_record.register
def _consent(seen: base.ConsentChanged, event: Event) -> bool:
    channels.record_consent(
        channel=event.channel, author=seen.author, allowed=seen.allowed, at=seen.at, place=seen.place
    )
    return True


@_record.register
def _gone(seen: base.MessageGone, event: Event) -> bool:
    thread = channels.ensure_thread(channel=event.channel, place=seen.place, locked=True)
    message = inbox.mark_deleted(thread=thread, gone=seen)
    if message is not None:
        appeals.message_gone(message=message)
    return True


@_record.register
def _message(seen: base.MessageSeen, event: Event) -> bool:
    thread = _thread_of(seen, event)
    if seen.outgoing or channel_reads.speaks_for_us(channel=event.channel, thread=thread, author=seen.author):
        _record_outgoing(seen, event, thread)
        return True
    answer = (
        channels.ensure_thread(channel=event.channel, place=seen.answer_place) if seen.answer_place else None
    )
    recorded = inbox.record_message(
        thread=thread,
        answer_thread=answer,
        resident=channels.ensure_resident(network=event.channel.network, author=seen.author),
        seen=seen,
        event=event,
        now=now(),
    )
    appeals.attach_or_open(message=recorded.message, attached=recorded.attached, now=now())
    if recorded.is_changed:
        appeals.message_changed(message=recorded.message, now=now())
    if recorded.has_grown:
        appeals.message_grew(message=recorded.message, now=now())
    if seen.attachments:
        notices.tell_too_large(recorded.message)
    if recorded.is_new and event.channel.night_text:
        notices.tell_at_night(recorded.message)
    return True


def _record_outgoing(seen: base.MessageSeen, event: Event, thread: Thread) -> None:
    """The channel itself spoke: one of our letters came back, or somebody answered in the network."""
    part = outbox.confirm(
        thread=thread,
        external_id=seen.external_id,
        key=seen.key,
        text=seen.text,
        reply_to=seen.reply_to,
        now=now(),
    )
    if part is not None:
        appeals.answer_delivered(part=part, now=now())
        return
    inbox.adopt_entered(thread=thread, seen=seen)
    if not seen.author.is_channel or seen.author.is_staff:
        channels.ensure_resident(network=event.channel.network, author=seen.author)
    recorded = inbox.record_message(
        thread=thread, answer_thread=None, resident=None, seen=seen, event=event, now=now()
    )
    if recorded.is_new:
        appeals.answered_elsewhere(message=recorded.message, now=now())


def _thread_of(seen: base.MessageSeen, event: Event) -> Thread:
    post = channels.ensure_post(channel=event.channel, external_id=seen.post_id) if seen.post_id else None
    place = inbox_reads.place_of(channel=event.channel, seen=seen)
    return channels.ensure_thread(
        channel=event.channel, place=place, post=post, title=seen.place_title, locked=True
    )
