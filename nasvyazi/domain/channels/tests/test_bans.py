"""Whom a moderator has shut out of a channel: the latest news counts, and what ends by itself ends unsaid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nasvyazi.domain.channels import selectors, services
from nasvyazi.domain.channels.models import Channel
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def told(*, banned: bool, at: timedelta = timedelta(), until: timedelta | None = None) -> base.BanChanged:
    return base.BanChanged(
        author=base.Author(network_id="501"), banned=banned, at=NOON + at,
        until=NOON + until if until is not None else None, reason="Спам", by="7",
    )  # fmt: skip


def banned(channel: Channel, *, at: timedelta = timedelta()) -> list[str]:
    return [ban.resident.network_id for ban in selectors.bans(now=NOON + at).filter(channel=channel)]


def test_a_resident_is_shut_out_until_a_moderator_lets_them_in() -> None:
    channel = factories.channel()
    services.record_ban(channel=channel, seen=told(banned=True))
    assert banned(channel) == ["501"]
    services.record_ban(channel=channel, seen=told(banned=False, at=HOUR))
    assert banned(channel) == []


def test_a_ban_with_an_end_ends_by_itself() -> None:
    channel = factories.channel()
    services.record_ban(channel=channel, seen=told(banned=True, until=HOUR))
    assert banned(channel) == ["501"]
    assert banned(channel, at=2 * HOUR) == []


def test_news_that_comes_late_changes_nothing() -> None:
    channel = factories.channel()
    services.record_ban(channel=channel, seen=told(banned=False, at=HOUR))
    services.record_ban(channel=channel, seen=told(banned=True))
    assert banned(channel) == []


def test_a_ban_holds_in_one_channel() -> None:
    channel, other = factories.channel(), factories.channel()
    services.record_ban(channel=channel, seen=told(banned=True))
    assert banned(other) == []
