"""What our people enter by hand: what a resident said where no program hears, and what was answered elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import selectors as appeal_reads
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import selectors as channel_reads
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Resident, Thread
from nasvyazi.domain.files import services as files
from nasvyazi.domain.files.models import File
from nasvyazi.domain.inbox import selectors as inbox_reads
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.domain.inbox.services import Entry
from nasvyazi.networks import base, optional, registry
from nasvyazi.toolbox import links
from nasvyazi.toolbox.clock import now
from nasvyazi.toolbox.text import storable

from . import describing, incoming

log = structlog.get_logger(__name__)
_DEADLINE = 10.0
_PHOTOS = 10
_NAMELESS = gettext_noop("Name not given")
_WHERE = gettext_noop("Where: %(place)s")
NO_ADDRESS = gettext_noop("This is no address of the web. Copy it from the browser or from “Share”.")
NOT_READABLE = gettext_noop(
    "The program cannot read this page. Paste or type what was said there, and add a screenshot if there is one."
)
OURS = gettext_noop("These are our own words: there is nothing to enter.")
_TELEPHONE = re.compile(r"\+?[\d\s()\-]{10,20}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class NothingEntered(Exception):
    """Neither words nor anything attached."""


class TooEarly(Exception):
    """An answer cannot have been given before the resident asked, at `asked_at`."""

    def __init__(self, asked_at: datetime) -> None:
        super().__init__(str(asked_at))
        self.asked_at = asked_at


class AlreadyHere(Exception):
    """What stands at the address is with us. `message` is that."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message.pk))
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an address gave: the message that is with us (`known`), or what could be read of it, or `why` nothing could.

    `url` is the address in its one form, `why` a msgid; `author` has a name where the network tells it.
    """

    url: str
    known: Message | None = None
    text: str = ""
    said_at: datetime | None = None
    author: base.Author | None = None
    network: str = ""
    photos: Sequence[File] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom an entry is from: a profile of a network where one is known, else a name and a way to reach them, if any."""

    name: str = ""
    contact: str = ""
    network: str = ""
    network_id: str = ""


def read(pasted: str) -> Found:
    """Read what stands at an address, as far as our keys allow. What stands in a channel of ours is taken at once."""
    url = links.canonical(links.find(pasted))
    if not url:
        return Found(url="", why=NO_ADDRESS)
    code, link = _recognise(pasted)
    url = link.url if link is not None else url
    known = inbox_reads.by_url(url)
    if known is not None or link is None:
        return Found(url=url, known=known, why="" if known else NOT_READABLE)
    return _look_up(code, link)


@transaction.atomic
def enter(*, entry: Entry, who: Who, channel: Channel | None, where: str, by: User) -> Appeal:
    """Enter what a resident said; it lives like any other appeal. `channel` None = that of the person's own desk.

    Raises NothingEntered, AlreadyHere.
    """
    _code, link = _recognise(entry.url)
    entry = replace(
        entry, text=storable(entry.text).strip(), url=link.url if link else links.canonical(entry.url)
    )
    if not entry.text and not entry.files:
        raise NothingEntered
    thread, entry = _place(entry, link, channel or _own_channel(by))
    # Two who enter one address wait for one thread.
    known = inbox_reads.by_url(entry.url) if entry.url else None
    if known is not None and known.external_id != _hand(entry):
        raise AlreadyHere(known)
    message = inbox.enter_message(
        thread=thread, resident=_resident(who, entry), entry=entry, by=by, now=now()
    )
    decision = appeals.attach_or_open(message=message, now=now())
    if decision.appeal is None:
        raise NothingEntered
    if where.strip() and not decision.appeal.notes.filter(by=by).exists():
        told = _in_own_language(_WHERE) % {"place": where.strip()}
        appeals.add_note(appeal_id=decision.appeal.pk, text=told, by=by, now=now())
        _say_where(decision.appeal, where, by)
    return decision.appeal


def _say_where(appeal: Appeal, where: str, by: User) -> None:
    """A place that whoever entered it named is said by a person; what the register lacks stays a note."""
    try:
        place = describing.locate(where)
    except describing.NoSuchPlace:
        return
    appeals.decide_place(appeal_id=appeal.pk, place=place, by=by, now=now())


@transaction.atomic
def write_down(*, appeal_id: int, entry: Entry, speaker: str, by: User) -> Message:
    """Write down what was answered elsewhere: it stops the clock as any answer does.

    Raises NothingEntered (neither words nor an address), TooEarly, appeals.IsOver.
    """
    _code, link = _recognise(entry.url)
    entry = replace(
        entry, text=storable(entry.text).strip(), url=link.url if link else links.canonical(entry.url)
    )
    if not entry.text and not entry.url:
        raise NothingEntered
    appeal = appeal_reads.by_id(appeal_id=appeal_id)
    if not appeal.is_open:
        raise appeals.IsOver
    if entry.said_at < appeal.opened_at:
        raise TooEarly(appeal.opened_at)
    channels.lock_thread(thread_id=appeal.thread_id)
    message = inbox.enter_answer(
        thread=appeal.thread, entry=entry, speaker=speaker or str(by), by=by, now=now()
    )
    appeals.answered_elsewhere(message=message, appeal=appeal, now=now())
    return message


def _recognise(pasted: str) -> tuple[str, optional.Link | None]:
    """Which network's post or comment an address leads to."""
    url = links.find(pasted)
    for code, network in registry.networks().items():
        link = network.read_link(url) if url and isinstance(network, optional.ReadsLinks) else None
        if link is not None:
            return code, link
    return "", None


def _look_up(code: str, link: optional.Link) -> Found:
    """With the first key that is for this. No transaction is open."""
    network, why = registry.get(code), NOT_READABLE
    if not isinstance(network, optional.ReadsLinks):
        return Found(url=link.url, why=why)
    for channel in channel_reads.keepers(network=code, owner=link.owner):
        try:
            told = network.look_up(channel.account, link, deadline=_DEADLINE)
        except base.NetworkError as error:
            why = registry.get(code).explain(error.code)
            if not isinstance(error, base.NeedsHuman):
                break
            continue
        return (
            _taken(channel, link, told) if channel.network_id == link.owner else _foreign(channel, link, told)
        )
    return Found(url=link.url, network=code, why=why)


def _taken(channel: Channel, link: optional.Link, told: base.Envelope) -> Found:
    """It stands in a channel of ours: it takes the road of all events, so that told again it is the same."""
    inbox.keep_event(channel_id=channel.pk, envelope=told, road=Event.Road.HAND, now=now())
    event_id = inbox_reads.event_id(channel=channel, envelope=told)
    if event_id is not None and not incoming.take(event_id):
        inbox_reads.await_event(event_id=event_id)  # a worker was quicker, and is at it just now
    known = inbox_reads.by_url(link.url)
    return Found(url=link.url, network=channel.network, known=known, why="" if known else OURS)


def _foreign(channel: Channel, link: optional.Link, told: base.Envelope) -> Found:
    """It stands on a page that is not ours: what it says is offered to whoever enters it."""
    network = registry.get(channel.network)
    try:
        seen = network.parse(channel.account, told.body, now=now())[-1]
    except base.ParseError:
        log.info("link_not_understood", network=channel.network)
        return Found(url=link.url, network=channel.network, why=NOT_READABLE)
    if not isinstance(seen, base.MessageSeen):
        return Found(url=link.url, network=channel.network, why=NOT_READABLE)
    return Found(
        url=link.url,
        network=channel.network,
        text=seen.text,
        said_at=seen.said_at,
        author=_named(channel, seen.author),
        photos=_photos(channel, seen.attachments),
    )


def _named(channel: Channel, author: base.Author) -> base.Author:
    """The author with a name, where the network tells it now."""
    if author.name:
        return author
    try:
        told = registry.get(channel.network).profiles(
            channel.account, [author.network_id], deadline=_DEADLINE
        )
    except base.NetworkError as error:
        log.info("author_not_named", network=channel.network, code=error.code)
        return author
    return next((replace(author, name=one.name, url=one.url) for one in told), author)


def _photos(channel: Channel, attached: Sequence[base.Attachment]) -> list[File]:
    """The photos themselves: the page is not ours, nobody fetches them later."""
    found = []
    wanted = [one for one in attached if one.kind is base.AttachmentKind.PHOTO and one.ref]
    for number, photo in enumerate(wanted[:_PHOTOS], 1):
        try:
            fetched = registry.get(channel.network).fetch(
                channel.account, photo.ref, most=files.MAX_BYTES, deadline=_DEADLINE
            )
        except base.NetworkError as error:
            log.info("photo_of_link_not_fetched", network=channel.network, code=error.code)
            continue
        found.append(files.keep_received(body=fetched.content, name=f"{number}.jpg"))
    return found


def _place(entry: Entry, link: optional.Link | None, by_hand: Channel) -> tuple[Thread, Entry]:
    """Where it is kept: a comment under a post of ours stands where it was written, so it can be answered there."""
    if link is not None and link.place.kind is base.PlaceKind.COMMENT:
        own = channel_reads.active().filter(network_id=link.owner, network__in=registry.networks())
        owner = own.filter(network=_recognise(link.url)[0]).first()
        if owner is not None:
            post = channels.ensure_post(channel=owner, external_id=link.place.id)
            thread = channels.ensure_thread(channel=owner, place=link.place, post=post, locked=True)
            return thread, replace(entry, external_id=link.external_id)
    address = f"link:{hashlib.sha256(entry.url.encode()).hexdigest()[:40]}" if entry.url else ""
    place = base.Place(kind=base.PlaceKind.ENTRY, id=address or _hand(entry))
    return channels.ensure_thread(channel=by_hand, place=place, locked=True), entry


def _hand(entry: Entry) -> str:
    return f"hand:{entry.key.hex}"


def _resident(who: Who, entry: Entry) -> Resident:
    if who.network and who.network_id:
        author = base.Author(network_id=who.network_id, name=who.name)
        return channels.ensure_resident(network=who.network, author=author)
    return channels.ensure_entered_resident(
        identity=_identity(who.contact) or _hand(entry),
        name=who.name.strip() or _in_own_language(_NAMELESS),
        contact=who.contact,
    )


def _identity(contact: str) -> str:
    """What a telephone or an address is the same by, whoever writes it down."""
    contact = contact.strip()
    if _TELEPHONE.fullmatch(contact):
        return channels.telephone_identity(re.sub(r"[^0-9]", "", contact))
    return f"mail:{contact.lower()}"[:64] if _MAIL.fullmatch(contact) else ""


def _own_channel(user: User) -> Channel:
    desk = user.desks.order_by("pk").first() or Desk.objects.get(pk=Desk.MAIN_ID)
    return channels.ensure_by_hand(desk=desk)


def _in_own_language(text: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(text)
