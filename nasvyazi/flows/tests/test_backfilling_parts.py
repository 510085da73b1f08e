"""Parts of the past that are not as the others: what is never told, what nobody lists, what nobody can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from nasvyazi.domain.channels.models import Backfill, Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.flows import backfilling
from nasvyazi.networks import base, optional
from nasvyazi.toolbox import clock
from tests import factories

from .conftest import Past, ago, missed, take

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
UNTOLD = (
    optional.HistoryPart(code="dialogs", title="private messages", needs_dialogs=True),
    optional.HistoryPart(code="comments", title="comments", every=MINUTE, is_told=False),
    optional.HistoryPart(code="strangers", title="first messages", is_readable=False),
)


@pytest.fixture
def untold(past: Past, monkeypatch: pytest.MonkeyPatch) -> Channel:
    """A channel of a network that never tells of comments, and whose newcomers nobody can read."""
    monkeypatch.setattr(past, "history", UNTOLD)
    found = factories.channel("past")
    Channel.objects.update(created_at=clock.now() - timedelta(days=7), heard_at=clock.now())
    backfilling.beat()
    Backfill.objects.update(read_until=clock.now() - timedelta(hours=1))
    found.refresh_from_db()
    return found


def one_part(code: str) -> Backfill:
    return Backfill.objects.select_related("channel").get(part=code)


def test_what_is_never_told_is_read_often_and_the_rest_hourly(untold: Channel) -> None:
    for code, every in (("comments", MINUTE), ("dialogs", timedelta(hours=1))):
        backfilling.read(one_part(code))
        next_at = one_part(code).next_at
        assert next_at is not None
        assert abs(next_at - clock.now() - every) < timedelta(seconds=20)


def test_what_is_never_told_proves_neither_that_the_network_calls_us_nor_that_it_does_not(
    past: Past, untold: Channel
) -> None:
    past.stands(1, factories.seen("А у нас темно", at=ago(minutes=40)))
    backfilling.read(one_part("comments"))
    untold.refresh_from_db()
    assert untold.trouble_code == ""
    take()
    past.stands(2, factories.seen("Нет воды", at=ago(minutes=39)))
    backfilling.read(one_part("dialogs"))
    take()
    backfilling.read(one_part("comments"))
    untold.refresh_from_db()
    assert untold.trouble_code == "vk:not_called"


def test_what_nobody_can_read_is_said_to_be_lost_only_after_a_long_absence(untold: Channel) -> None:
    assert one_part("strangers").next_at is None
    for minutes, codes in ((60, []), (120, ["vk:history"])):
        Channel.objects.update(heard_at=ago(minutes=minutes))
        backfilling.come_back()
        assert [item.code for item in missed()] == codes
    assert {one.backfill.part for one in backfilling.read_now()} == {"dialogs", "comments"}


def test_a_network_that_lists_no_dialogues_is_told_those_in_which_something_was_said_lately(
    past: Past, untold: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, days in ((1, 40), (2, 2), (3, 1)):
        place = base.Place(kind=base.PlaceKind.DIALOG, id=str(500 + number))
        past.told[number] = [factories.seen("Нет воды", place=place, at=ago(days=days))]
        inbox.keep_event(
            channel_id=untold.pk, envelope=past.envelope(number), road=Event.Road.WEBHOOK, now=clock.now()
        )
    take()
    asked: list[tuple[str, tuple[str, ...]]] = []

    def read_back(account: base.Account, part: str, *, since: datetime) -> Iterator[Sequence[base.Envelope]]:
        asked.append((part, tuple(account.dialogs)))
        yield []

    monkeypatch.setattr(past, "read_back", read_back)
    for part in ("dialogs", "comments"):
        backfilling.read(one_part(part))
    assert asked == [("dialogs", ("503", "502")), ("comments", ())]


def test_a_chat_that_is_known_by_its_name_is_no_news(past: Past, untold: Channel) -> None:
    for number, title in ((1, "Жильцы"), (2, ""), (3, "Жильцы"), (4, "Жильцы дома 5")):
        seen = base.ChatSeen(
            network_id="-5", kind=base.ChatKind.GROUP, at=ago(minutes=5 - number), title=title
        )
        past.stands(number, seen)
        backfilling.read(one_part("dialogs"))
        take()
        past.past.clear()
    assert Event.objects.count() == 2
    assert untold.chats.get().title == "Жильцы дома 5"
