"""What the program itself tells residents, in the installation's language: no answer, no clock stops."""

from __future__ import annotations

from datetime import timedelta
from textwrap import shorten
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, gettext_noop

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels.models import Channel, Thread
from nasvyazi.domain.deadlines import selectors as deadlines
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox.models import Message
from nasvyazi.networks import base, optional, registry
from nasvyazi.toolbox.clock import now

from . import answering

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
_NIGHT_FOR = timedelta(hours=1)
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


def tell_too_large(message: Message) -> None:
    """Tell the resident, once for a message, that we cannot open a file of theirs. It waits in the same transaction.

    Where everybody reads, the file's name is left out: a stranger chose it, and we would publish it. Where nothing may
    be sent they are not told: the operator sees that the file is missing.
    """
    files = inbox_reads.too_large(message, now=now())
    if not files:
        return
    thread = message.answer_thread or message.thread
    name = "" if thread.is_public else shorten(files[0].title, _NAME_LENGTH, placeholder="…")
    text = _in_own_language(_TOO_LARGE_NAMED if name else _TOO_LARGE) % {"name": name}
    _tell(message, thread, text, key=f"too_large:{message.pk}")


def tell_at_night(message: Message) -> None:
    """Tell a resident who writes in private when nobody is at work that it was read, once a day at most.

    What was said longer ago than that comes from reading back: nobody waits for it at this hour.
    """
    thread, moment = message.thread, now()
    if thread.kind != base.PlaceKind.DIALOG or message.sent_at < moment - _NIGHT_FOR:
        return
    policy, calendar = deadlines.default_policy(), deadlines.calendar(since=moment)
    if calendar.is_working_time(moment, policy):
        return
    opens = timezone.localtime(calendar.opens_after(moment, policy))
    with translation.override(settings.LANGUAGE_CODE):
        told = formats.date_format(opens, "j E, H:i")
    text = thread.channel.night_text.replace("{opens}", told)
    _tell(message, thread, text, key=f"night:{thread.pk}:{timezone.localdate(moment)}")


@transaction.atomic
def go_on_in_private(*, appeal_id: int, by: User) -> None:
    """A matter begun in public goes on in the resident's dialogue with the channel; everybody is told so in a sentence.

    Raises appeals.NotPublic, answering.PlaceRefused.
    """
    appeal = appeal_reads.by_id(appeal_id=appeal_id)
    nowhere = answering.refused(appeal.thread)
    if nowhere:
        raise answering.PlaceRefused(nowhere)
    message = appeal_reads.last_message_of(appeal_id=appeal.pk)
    moved = appeals.go_on_in_private(appeal_id=appeal.pk, by=by, now=now())
    thread = answering.destination_in_public(appeal, message)
    if message is not None:
        _tell(message, thread, invitation(moved), key=f"private:{appeal.pk}:{moved.transitions.count()}")


def invitation(appeal: Appeal) -> str:
    """What everybody is told when a matter goes on in private, in the installation's language; it names nobody."""
    page = page_of(appeal.thread.channel)
    with translation.override(settings.LANGUAGE_CODE):
        if appeal_reads.may_go_on_in_private(appeal):
            return gettext(_WRITTEN_IN_PRIVATE)
        return gettext(_WRITE_IN_PRIVATE) % {"page": page} if page else gettext(_WRITE_TO_US)


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


def _tell(message: Message, thread: Thread, text: str, *, key: str) -> None:
    """A letter of the program's own, once for a key; nothing where nothing can be sent."""
    if answering.refused(thread):
        return
    appeals.notify(
        message=message,
        thread=thread,
        parts=answering.parts_of(thread, text),
        request_key=uuid5(_NOTICES, key),
        reply_to=answering.reply_to(message, thread) if message.thread_id == thread.pk else "",
        now=now(),
    )


def _in_own_language(text: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(text)
