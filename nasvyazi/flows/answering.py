"""An operator's answer becomes a letter in the form its network takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.cautions import Cautions, cautions
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.domain.outbox.services import NewPart
from nasvyazi.networks import base, optional, registry
from nasvyazi.toolbox.clock import now

_NOTICES = UUID("8f0a1f0e-6f57-4c63-9d0c-6a6f3f0b7a11")
"""One notice of a kind for a message, however often the message is taken: its key is made from both."""
_NAME_LENGTH = 60
_TOO_LARGE = gettext_noop(
    "Hello! Your message has come. One of its files is larger than the network lets us open: "
    "please send a photo, or a smaller file."
)
_TOO_LARGE_NAMED = gettext_noop(
    "Hello! Your message has come. The file “%(name)s” is larger than the network lets us open: "
    "please send a photo, or a smaller file."
)


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


_WRITTEN_IN_PRIVATE = gettext_noop("Hello! We go on in private messages: the answer comes there.")
_WRITE_IN_PRIVATE = gettext_noop(
    "Hello! Please write to us in private messages, where you can name an address and a telephone: %(page)s"
)
_WRITE_TO_US = gettext_noop(
    "Hello! Please write to us in private messages, where you can name an address and a telephone."
)
_POINTING = gettext_noop(
    "Hello! We have read your message and are dealing with it. We may not answer residents here. Write to us or read "
    "the answer where we do:\n%(pages)s"
)
_POINTING_NOWHERE = gettext_noop(
    "Hello! We have read your message and are dealing with it. We may not answer residents here: please write to us by "
    "another road."
)
SENDING_OFF = gettext_noop(
    "Nothing is sent in this channel: no basis for it has been recorded. An administrator records it on the page "
    "“Channels”; what you answer otherwise, you can write down here."
)


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


def tell_too_large(message: Message) -> None:
    """Tell the resident, once for a message, that we cannot open a file of theirs. It waits in the same transaction.

    Where everybody reads, the file's name is left out: a stranger chose it, and we would publish it. Where nothing may
    be sent they are not told: the operator sees that the file is missing.
    """
    files = inbox_reads.too_large(message, now=now())
    thread = message.answer_thread or message.thread
    if not files or refused(thread):
        return
    name = "" if thread.is_public else shorten(files[0].title, _NAME_LENGTH, placeholder="…")
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(_TOO_LARGE_NAMED if name else _TOO_LARGE) % {"name": name}
    appeals.notify(
        message=message,
        thread=thread,
        parts=parts_of(thread, text),
        request_key=uuid5(_NOTICES, f"too_large:{message.pk}"),
        reply_to=reply_to(message, thread) if message.answer_thread is None else "",
        now=now(),
    )


@transaction.atomic
def go_on_in_private(*, appeal_id: int, by: User) -> None:
    """A matter begun in public goes on in the resident's dialogue with the channel; everybody is told so in a sentence.

    Raises appeals.NotPublic, PlaceRefused.
    """
    appeal = appeal_reads.by_id(appeal_id=appeal_id)
    nowhere = refused(appeal.thread)
    if nowhere:
        raise PlaceRefused(nowhere)
    message = appeal_reads.last_message_of(appeal_id=appeal.pk)
    place = base.Place(kind=base.PlaceKind.DIALOG, id=appeal.resident.network_id)
    dialogue = channels.ensure_thread(channel=appeal.thread.channel, place=place)
    moved = appeals.go_on_in_private(appeal_id=appeal.pk, thread=dialogue, by=by, now=now())
    thread = destination_in_public(appeal, message)
    if message is None:
        return
    appeals.notify(
        message=message,
        thread=thread,
        parts=parts_of(thread, invitation(moved)),
        request_key=uuid5(_NOTICES, f"private:{appeal.pk}:{moved.transitions.count()}"),
        reply_to=reply_to(message, thread) if message.thread_id == thread.pk else "",
        now=now(),
    )


def invitation(appeal: Appeal) -> str:
    """What everybody is told when a matter goes on in private, in the installation's language; it names nobody."""
    page = page_of(appeal.thread.channel)
    with translation.override(settings.LANGUAGE_CODE):
        if appeal_reads.may_go_on_in_private(appeal):
            return gettext(_WRITTEN_IN_PRIVATE)
        return gettext(_WRITE_IN_PRIVATE) % {"page": page} if page else gettext(_WRITE_TO_US)


def destination(appeal: Appeal, message: Message | None) -> Thread:
    """Where an answer to a message of the appeal goes: the dialogue in which it goes on, if we can write there."""
    if appeal.private_thread is not None and appeal_reads.may_go_on_in_private(appeal):
        return appeal.private_thread
    return destination_in_public(appeal, message)


def destination_in_public(appeal: Appeal, message: Message | None) -> Thread:
    """Where it goes otherwise: into the thread of the appeal, or the one the network wants it in."""
    return (message.answer_thread if message is not None else None) or appeal.thread


def reply_to(message: Message, thread: Thread) -> str:
    """Which message an answer names: where everybody talks, it says whom it answers."""
    return message.external_id if thread.says_who_is_answered else ""


def pieces_of(thread: Thread, text: str, *, with_files: bool = False) -> list[str]:
    """The messages of the network that a text would become; with photos the first carries them ("" = no words)."""
    network = registry.get(thread.channel.network)
    return network.split(place_of(thread), text.strip(), with_files=with_files)


def refused(thread: Thread) -> str:
    """Why nothing can be sent into a thread (a msgid); "" when something can."""
    if not thread.channel.is_sending:
        return SENDING_OFF
    return registry.get(thread.channel.network).refuses(place_of(thread), thread.channel.account)


def page_of(channel: Channel) -> str:
    """Where people find a channel: as was recorded, else as its network has it; "" = not known."""
    network = registry.networks().get(channel.network)
    told = network.page_url(channel.account) if isinstance(network, optional.HasPage) else ""
    return channel.page_url or told


def pointing_elsewhere() -> str:
    """A ready text, in the installation's language, that tells a resident where we answer; nobody sends it by itself.

    The pages are those of channels in which we may answer, and the portal of the installation's settings.
    """
    pages = [f"{one.title}: {page}" for one in channel_reads.answering() if (page := page_of(one))]
    if settings.NASVYAZI_PORTAL_URL:
        pages.append(settings.NASVYAZI_PORTAL_URL)
    with translation.override(settings.LANGUAGE_CODE):
        if not pages:
            return gettext(_POINTING_NOWHERE)
        return gettext(_POINTING) % {"pages": "\n".join(pages)}


def photos_refused(thread: Thread) -> str:
    """Why photos cannot be sent into a thread (a msgid); "" when they can."""
    network = registry.get(thread.channel.network)
    return network.refuses_files(place_of(thread), thread.channel.account)


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
