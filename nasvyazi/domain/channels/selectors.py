"""Reads of channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from nasvyazi.networks.base import Account

from .models import Backfill, Ban, Channel, Resident

_NEVER = datetime.max.replace(tzinfo=UTC)
_ASK_AGAIN_AFTER = timedelta(days=1)


def by_hook_key(*, network: str, key: str) -> Channel | None:
    """The active channel behind a webhook's path."""
    return Channel.objects.filter(network=network, hook_key=key, is_active=True).first()


def polled() -> QuerySet[Channel]:
    """Active channels that the listener asks."""
    return Channel.objects.filter(is_active=True, mode=Channel.Mode.POLL).order_by("pk")


def hooked() -> QuerySet[Channel]:
    """Active channels that the network is to call about."""
    return Channel.objects.filter(is_active=True, mode=Channel.Mode.WEBHOOK).order_by("pk")


def connected() -> QuerySet[Channel]:
    """All channels, switched off ones too."""
    return Channel.objects.order_by("pk")


def active() -> QuerySet[Channel]:
    """Channels that are heard."""
    return Channel.objects.filter(is_active=True).order_by("pk")


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
    due = Q(asked_at=None) | Q(asked_at__lt=now - _ASK_AGAIN_AFTER)
    rows = Resident.objects.filter(due, network=network, name="").order_by("pk")
    return list(rows.values_list("network_id", flat=True)[:limit])


def bans(*, now: datetime) -> QuerySet[Ban]:
    """Bans in force: whether one that ends by itself has ended, no network need tell."""
    return Ban.objects.filter(Q(until=None) | Q(until__gt=now), since__isnull=False)


def account_with_chats(channel: Channel) -> Account:
    """The channel as its network sees it, with the chats in which its bot is known to sit. One query."""
    chats = list(channel.chats.filter(left_at=None).order_by("pk").values_list("network_id", "voice"))
    return replace(
        channel.account,
        chats=tuple(network_id for network_id, _voice in chats),
        voices={network_id: voice for network_id, voice in chats if voice},
    )
