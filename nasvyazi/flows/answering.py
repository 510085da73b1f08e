"""An operator's answer becomes a letter in the form its network takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.cautions import Cautions, cautions
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Thread
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.outbox.services import NewPart
from nasvyazi.networks import base, registry
from nasvyazi.toolbox.clock import now

SENDING_OFF = gettext_noop(
    "Nothing is sent in this channel: no basis for it has been recorded. An administrator records it on the page "
    "“Channels”; what you answer otherwise, you can write down here."
)

UNSPOKEN = gettext_noop("This network is not among those that the installation speaks.")


class PhotosRefused(Exception):
    """This place of the network takes no photos from us; `why` is a msgid that says what to do instead."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class PlaceRefused(Exception):
    """Nothing can be sent into this place with the channel's keys; `why` is a msgid that says what to do instead."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NeedsSecondLook(Exception):
    """Everybody will read it: `cautions` say what a person should look at before it is sent as it is."""

    def __init__(self, cautions: Cautions) -> None:
        super().__init__("needs a second look")
        self.cautions = cautions


class NothingToSay(Exception):
    """An answer without words."""


def answer(
    *,
    appeal: Appeal,
    text: str,
    author: User,
    request_key: UUID,
    files: Sequence[File] = (),
    seen_at: datetime | None = None,
    is_looked_at: bool = False,
) -> Letter:
    """Answer where the resident wrote. `is_looked_at`: a person has seen what there is to caution about.

    Raises NothingToSay, PlaceRefused, PhotosRefused, NeedsSecondLook, appeals.AnsweredMeanwhile.
    """
    if not text.strip():
        raise NothingToSay
    message = appeal_reads.last_message_of(appeal_id=appeal.pk)
    thread = destination(appeal, message)
    nowhere = refused(thread)
    if nowhere:
        raise PlaceRefused(nowhere)
    why = photos_refused(thread) if files else ""
    if why:
        raise PhotosRefused(why)
    told = Cautions() if is_looked_at else cautions(appeal, thread, text)
    if told:
        raise NeedsSecondLook(told)
    in_place = message is not None and message.thread_id == thread.pk
    return appeals.reply(
        appeal_id=appeal.pk,
        author=author,
        thread=thread,
        parts=parts_of(thread, text.strip(), with_files=bool(files)),
        request_key=request_key,
        reply_to=reply_to(message, thread) if message and in_place else "",
        files=files,
        seen_at=seen_at,
        now=now(),
    )


def resend(*, letter: Letter, author: User | None, request_key: UUID) -> Letter:
    """Send what was not delivered of a letter as a new one. Raises outbox.ResendRefused, PlaceRefused."""
    nowhere = refused(letter.thread)
    if nowhere:
        raise PlaceRefused(nowhere)
    network = registry.get(letter.thread.channel.network)
    place = place_of(letter.thread)
    parts = [
        NewPart(text=part.text, key=network.new_key(place), idempotency=network.idempotency(place))
        for part in letter.parts.order_by("ordinal")
    ]
    return appeals.resend(letter=letter, author=author, parts=parts, request_key=request_key, now=now())


@transaction.atomic
def accept_as_delivered(part: LetterPart, *, by: User | None) -> None:
    """A person saw the unconfirmed part in the network. Raises outbox.ResendRefused while it is under way."""
    if outbox.accept_as_delivered(part=part, now=now()):
        appeals.answer_delivered(part=part, now=now())
        appeals.note_accepted(part=part, by=by, now=now())


def destination(appeal: Appeal, message: Message | None) -> Thread:
    """Where an answer to a message of the appeal goes: the dialogue in which it goes on, if we can write there."""
    if appeal.private_thread is not None and appeal_reads.may_go_on_in_private(appeal):
        return appeal.private_thread
    return destination_in_public(appeal, message)


def destination_in_public(appeal: Appeal, message: Message | None) -> Thread:
    """Where it goes otherwise: into the thread of the appeal, or the one the network wants it in."""
    return (message.answer_thread if message is not None else None) or appeal.thread


def reply_to(message: Message, thread: Thread) -> str:
    """Which message an answer names: where everybody talks, it says whom it answers, as long as that stands there."""
    return message.external_id if thread.says_who_is_answered and message.deleted_at is None else ""


def pieces_of(thread: Thread, text: str, *, with_files: bool = False) -> list[str]:
    """The messages of the network that a text would become; with photos the first carries them ("" = no words)."""
    network = registry.get(thread.channel.network)
    return network.split(place_of(thread), text.strip(), with_files=with_files)


def refused(thread: Thread) -> str:
    """Why nothing can be sent into a thread (a msgid); "" when something can."""
    if thread.channel.network not in registry.networks():
        return UNSPOKEN
    if not thread.channel.is_sending:
        return SENDING_OFF
    network = registry.get(thread.channel.network)
    return _shut(thread) or network.refuses(place_of(thread), thread.channel.account)


def photos_refused(thread: Thread) -> str:
    """Why photos cannot be sent into a thread (a msgid); "" when they can."""
    if thread.channel.network not in registry.networks():
        return UNSPOKEN
    network = registry.get(thread.channel.network)
    return _shut(thread) or network.refuses_files(place_of(thread), thread.channel.account)


def _shut(thread: Thread) -> str:
    channel = thread.channel
    return registry.get(channel.network).explain(base.SEALED) if channel.is_shut else ""


def parts_of(thread: Thread, text: str, *, with_files: bool = False) -> list[NewPart]:
    """A text cut as the thread's network takes it, each part with a key of its own."""
    network, place = registry.get(thread.channel.network), place_of(thread)
    return [
        NewPart(text=piece, key=network.new_key(place), idempotency=network.idempotency(place))
        for piece in pieces_of(thread, text, with_files=with_files)
    ]


def place_of(thread: Thread) -> base.Place:
    """A thread as its network calls it."""
    return base.Place(kind=base.PlaceKind(thread.kind), id=thread.external_id)
