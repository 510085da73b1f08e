"""Reads of channels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from nasvyazi.networks.base import Account, Author, ChatKind, PlaceKind

from .models import Backfill, Ban, Channel, OwnProfile, PersonChange, Resident, SendingDecision, Thread
from .sealed import hook_digest

_NEVER = datetime.max.replace(tzinfo=UTC)
_ASK_AGAIN_AFTER = timedelta(days=1)


def by_hook_key(*, network: str, key: str) -> Channel | None:
    """The active channel behind a webhook's path."""
    return Channel.objects.filter(network=network, hook_digest=hook_digest(key), is_active=True).first()


def polled() -> QuerySet[Channel]:
    """Active channels that the listener asks."""
    return Channel.objects.filter(is_active=True, mode=Channel.Mode.POLL).order_by("pk")


def hooked() -> QuerySet[Channel]:
    """Active channels that the network is to call about."""
    return Channel.objects.filter(is_active=True, mode=Channel.Mode.WEBHOOK).order_by("pk")


def keepers(*, network: str, owner: str) -> list[Channel]:
    """The active channels of a network whose keys may read a page of it: the page's own channel first."""
    found = active().filter(network=network)
    return sorted(found, key=lambda channel: channel.network_id != owner)


def connected() -> QuerySet[Channel]:
    """All channels, switched off ones too."""
    return Channel.objects.order_by("pk")


def active() -> QuerySet[Channel]:
    """Channels that are heard."""
    return Channel.objects.filter(is_active=True).order_by("pk")


def answering() -> list[Channel]:
    """The active channels in which residents are answered, by title."""
    return [one for one in Channel.objects.filter(is_active=True).order_by("title", "pk") if one.is_sending]


def sending_decision(channel: Channel) -> SendingDecision | None:
    """The latest record of whether residents are answered in a channel."""
    return channel.sending_decisions.select_related("by").order_by("-pk").first()


def speaks_for_us(*, channel: Channel, thread: Thread, author: Author) -> bool:
    """Whether an author is one of ours who answers from a personal page. In private and on the wall they ask."""
    if not thread.is_public or thread.kind == PlaceKind.POST:
        return False
    return own_profiles().filter(network=channel.network, network_id=author.network_id).exists()


def own_profiles() -> QuerySet[OwnProfile]:
    """The personal pages of our people, by name."""
    return OwnProfile.objects.filter(removed_at=None).select_related("added_by").order_by("name", "pk")


def names(*, network: str, network_ids: Collection[str]) -> dict[str, str]:
    """What those authors of a network are called, as far as anybody knows; our own people first. Two queries."""
    known = Resident.objects.filter(network=network, network_id__in=network_ids).exclude(name="")
    ours = OwnProfile.objects.filter(network=network, network_id__in=network_ids, removed_at=None)
    return {
        **dict(known.values_list("network_id", "name")),
        **dict(ours.values_list("network_id", "name")),
    }


def at_work_since(backfill: Backfill) -> datetime:
    """Since when the network should have called us about everything that is said in a part: we are at work, and it
    has been read once (the first reading finds what was said before the network was told to call).
    """
    channel = backfill.channel
    if channel.mode != Channel.Mode.WEBHOOK or backfill.read_until <= channel.created_at:
        return _NEVER
    return max(backfill.read_until, channel.back_at or channel.created_at)


def backfills(*, channel_id: int | None = None) -> QuerySet[Backfill]:
    """How far the channels that are heard were read back, all or one."""
    rows = Backfill.objects.filter(channel__is_active=True).select_related("channel")
    if channel_id is not None:
        rows = rows.filter(channel=channel_id)
    return rows.order_by("channel", "pk")


def missed() -> QuerySet[Backfill]:
    """Parts of the past that were missed and could not be read back so far, oldest first."""
    return (
        Backfill.objects.filter(channel__is_active=True, missed_since__isnull=False)
        .exclude(code="")
        .select_related("channel")
        .order_by("missed_since", "pk")
    )


def nameless(*, network: str, now: datetime, limit: int) -> list[str]:
    """Network ids of residents whose names are to be asked for."""
    rows = _nameless(now).filter(network=network).order_by("pk")
    return list(rows.values_list("network_id", flat=True)[:limit])


def with_nameless(*, now: datetime) -> QuerySet[Channel]:
    """The active channels in whose networks there is somebody whose name is to be asked for."""
    return active().filter(Exists(_nameless(now).filter(network=OuterRef("network"))))


def _nameless(now: datetime) -> QuerySet[Resident]:
    due = Q(asked_at=None) | Q(asked_at__lt=now - _ASK_AGAIN_AFTER)
    return Resident.objects.filter(due, name="")


def bans(*, now: datetime) -> QuerySet[Ban]:
    """Bans in force: whether one that ends by itself has ended, no network need tell."""
    return Ban.objects.filter(Q(until=None) | Q(until__gt=now), since__isnull=False)


def account_with_chats(channel: Channel) -> Account:
    """The channel as its network sees it, with the chats in which its bot is known to sit. One query."""
    chats = list(channel.chats.filter(left_at=None).order_by("pk"))
    return replace(
        channel.account,
        chats=tuple(chat.network_id for chat in chats),
        channels=tuple(chat.network_id for chat in chats if chat.kind == ChatKind.CHANNEL),
        titles={chat.network_id: chat.title for chat in chats if chat.title},
        voices={chat.network_id: chat.voice for chat in chats if chat.voice},
    )


def identities(resident: Resident, *, among: QuerySet[Resident]) -> list[Resident]:
    """The residents that are one person with this one and among these, the resident first. One query."""
    same = Q(pk=resident.pk)
    if resident.person_id is not None:
        same |= Q(person=resident.person_id)
    return sorted(among.filter(same).order_by("pk"), key=lambda one: one.pk != resident.pk)


def identity_count(resident: Resident) -> int:
    """How many residents are one person with this one, themselves included. One query at most."""
    return Resident.objects.filter(person=resident.person_id).count() if resident.person_id else 1


def person_changes(residents: Collection[Resident], *, among: QuerySet[Resident]) -> QuerySet[PersonChange]:
    """What was said of these residents and their person, of nobody who is not among those; newest first. One query."""
    numbers = [one.pk for one in residents]
    persons = {one.person_id for one in residents if one.person_id is not None}
    about = Q(resident__in=numbers) | Q(other__in=numbers) | Q(person__in=persons)
    seen = among.values("pk")
    changes = PersonChange.objects.filter(about, resident__in=seen, other__in=seen)
    return changes.select_related("resident", "other", "by").order_by("-pk")
