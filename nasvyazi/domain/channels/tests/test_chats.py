"""Where a bot sits: the channels and groups it hears, the ones it was removed from, and the posts that are told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nasvyazi.domain.channels import selectors, services
from nasvyazi.domain.channels.models import Channel, Chat, Post, Thread
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def chat(
    number: str = "-100",
    *,
    at: timedelta = timedelta(),
    present: bool = True,
    voice: str = "",
    replaces: str = "",
) -> base.ChatSeen:
    return base.ChatSeen(
        network_id=number, kind=base.ChatKind.GROUP, at=NOON + at, title="Наш двор", is_present=present,
        voice=voice, replaces=replaces,
    )  # fmt: skip


def lost(channel: Channel) -> bool:
    return Chat.objects.filter(channel=channel, lost_at__isnull=False).exists()


def test_a_removed_bot_is_missed_until_it_is_back() -> None:
    channel = factories.channel()
    services.record_chat(channel=channel, seen=chat())
    assert not lost(channel)
    services.record_chat(channel=channel, seen=chat(at=HOUR / 4, present=False))
    assert lost(channel)
    services.record_chat(channel=channel, seen=chat(at=HOUR / 2))
    assert not lost(channel)


def test_or_until_somebody_says_that_it_was_on_purpose() -> None:
    channel = factories.channel()
    services.record_chat(channel=channel, seen=chat(present=False))
    services.leave_chat(channel=channel, chat_id=Chat.objects.get().pk, by=factories.user(), now=NOON)
    assert not lost(channel)
    services.record_chat(channel=channel, seen=chat(at=2 * HOUR, present=False))
    assert not lost(channel), "told once more that it is gone"


def test_a_chat_where_the_bot_still_is_has_not_been_left() -> None:
    channel = factories.channel()
    services.record_chat(channel=channel, seen=chat())
    services.leave_chat(channel=channel, chat_id=Chat.objects.get().pk, by=factories.user(), now=NOON)
    assert Chat.objects.get().left_at is None


def test_who_said_that_it_was_on_purpose_is_kept_until_the_bot_is_back() -> None:
    channel, admin = factories.channel(), factories.user()
    services.record_chat(channel=channel, seen=chat(present=False))
    services.leave_chat(channel=channel, chat_id=Chat.objects.get().pk, by=admin, now=NOON)
    left = Chat.objects.get()
    assert (left.left_by, left.is_present) == (admin, False)
    services.record_chat(channel=channel, seen=chat(at=HOUR))
    assert Chat.objects.get().is_present


def test_of_two_contradicting_consents_the_later_counts_whatever_comes_last() -> None:
    channel, author = factories.channel(), base.Author(network_id="501")
    for hours, allowed in ((2, False), (1, True)):
        services.record_consent(channel=channel, author=author, allowed=allowed, at=NOON + hours * HOUR)
    assert Thread.objects.get().blocked_at is not None


def test_news_that_come_late_change_nothing() -> None:
    channel = factories.channel()
    services.record_chat(channel=channel, seen=chat(at=HOUR))
    services.record_chat(channel=channel, seen=chat(present=False))
    assert Chat.objects.get().lost_at is None


def test_a_group_that_became_a_supergroup_is_one_chat() -> None:
    channel = factories.channel()
    services.record_chat(channel=channel, seen=chat("-5"))
    for _ in range(2):
        services.record_chat(channel=channel, seen=chat("-1005", replaces="-5"))
    assert [one.network_id for one in Chat.objects.all()] == ["-1005"]


def test_the_network_reads_with_what_we_know_of_its_chats() -> None:
    channel = factories.channel()
    services.record_chat(channel=channel, seen=chat("-1", voice="-9"))
    told = replace(chat("-2"), kind=base.ChatKind.CHANNEL, title="Глава")
    services.record_chat(channel=channel, seen=told)
    services.record_chat(channel=channel, seen=chat("-1"))
    account = selectors.account_with_chats(channel)
    assert (account.chats, account.voices) == (("-1", "-2"), {"-1": "-9"})
    assert (account.channels, account.titles["-2"]) == (("-2",), "Глава")


def test_a_consent_belongs_to_the_dialogue_that_the_network_names() -> None:
    channel = factories.channel()
    author, place = base.Author(network_id="501"), base.Place(kind=base.PlaceKind.DIALOG, id="9")
    services.record_consent(channel=channel, author=author, allowed=False, at=NOON, place=place)
    thread = Thread.objects.get()
    assert (thread.external_id, thread.blocked_at) == ("9", NOON)


def test_a_post_takes_its_latest_wording_whatever_comes_last() -> None:
    channel = factories.channel()
    for hours, text in ((1, "Первая"), (3, "Третья"), (2, "Вторая")):
        told = base.PostSeen(external_id="-1_5", text=text, published_at=NOON, version_at=NOON + hours * HOUR)
        services.record_post(channel=channel, seen=told)
    assert Post.objects.get().text == "Третья"
