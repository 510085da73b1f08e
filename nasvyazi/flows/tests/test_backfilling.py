"""What was missed is read back: once, whoever else told it, and what cannot be read is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Backfill, Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event, Message
from nasvyazi.flows import backfilling, watching
from nasvyazi.networks import base
from nasvyazi.toolbox import clock
from tests import factories

from .conftest import Past, ago, missed, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(past: Past) -> Channel:
    """A channel that has been heard for a week, until just now."""
    found = factories.channel("past")
    Channel.objects.update(created_at=clock.now() - timedelta(days=7), heard_at=clock.now())
    backfilling.beat()
    Backfill.objects.update(read_until=clock.now() - timedelta(hours=1))
    found.refresh_from_db()
    return found


def part_of(channel: Channel) -> Backfill:
    return Backfill.objects.get(channel=channel)


def test_a_missed_message_becomes_an_appeal_whose_clock_began_when_it_was_said(
    past: Past, channel: Channel
) -> None:
    said_at = ago(minutes=50).replace(microsecond=0)
    past.stands(1, factories.seen("Нет воды", at=said_at))
    assert backfilling.read_next()
    take()
    appeal = Appeal.objects.get()
    assert (appeal.excerpt, appeal.opened_at) == ("Нет воды", said_at)
    assert Event.objects.get().road == Event.Road.READ_BACK
    part = part_of(channel)
    assert (part.found, part.code) == (1, "")
    assert part.read_until > ago(minutes=1)
    assert not backfilling.read_next(), "the next reading is due in an hour"


@pytest.mark.parametrize("webhook_first", [True, False])
def test_told_and_read_is_one_message_in_either_order(
    past: Past, channel: Channel, webhook_first: bool
) -> None:
    past.stands(1, factories.seen("Нет воды", at=ago(minutes=20)))

    def told() -> None:
        inbox.keep_event(
            channel_id=channel.pk, envelope=past.envelope(1), road=Event.Road.WEBHOOK, now=clock.now()
        )
        take()

    if webhook_first:
        told()
    assert backfilling.read_next()
    take()
    if not webhook_first:
        told()
    assert (Message.objects.count(), Appeal.objects.count()) == (1, 1)
    assert Message.objects.get().versions.count() == 1
    assert Event.objects.count() == 1 + (not webhook_first), "what is known is not stored again"


def test_the_same_read_twice_before_it_is_taken_is_one_event(past: Past, channel: Channel) -> None:
    past.stands(1, factories.seen("Нет воды", at=ago(minutes=20)))
    backfilling.read(part_of(channel))
    backfilling.read(part_of(channel))
    assert Event.objects.count() == 1


def test_words_that_changed_while_we_were_away_are_a_change_seen_when_they_were_read(
    past: Past, channel: Channel
) -> None:
    said_at = ago(minutes=30)
    first = factories.seen("Нет воды", external_id="5", at=said_at)
    past.told[1] = [first]
    inbox.keep_event(
        channel_id=channel.pk, envelope=past.envelope(1), road=Event.Road.WEBHOOK, now=clock.now()
    )
    take()
    read_at = ago(minutes=1)
    past.stands(2, factories.seen("Нет воды и света", external_id="5", at=said_at, found_at=read_at))
    backfilling.read(part_of(channel))
    take()
    message = Message.objects.get()
    assert (message.text, message.edited_at) == ("Нет воды и света", read_at)
    assert list(message.versions.order_by("at").values_list("text", flat=True)) == [
        "Нет воды",
        "Нет воды и света",
    ]


def test_an_edit_told_after_the_reading_is_not_undone_by_it(past: Past, channel: Channel) -> None:
    said_at = ago(minutes=30)
    past.told[1] = [factories.seen("первое", external_id="5", at=said_at)]
    past.told[2] = [
        factories.seen(
            "последнее", external_id="5", at=said_at, version_at=ago(minutes=1), change=base.Change.EDITED
        )
    ]
    past.told[3] = [factories.seen("среднее", external_id="5", at=said_at, found_at=ago(minutes=5))]
    for number in (1, 2, 3):
        inbox.keep_event(
            channel_id=channel.pk, envelope=past.envelope(number), road=Event.Road.WEBHOOK, now=clock.now()
        )
    take()
    assert Message.objects.get().text == "последнее"


def test_what_was_read_before_an_edit_and_is_taken_after_it_does_not_undo_it(
    past: Past, channel: Channel
) -> None:
    said = factories.seen("первое", external_id="5", at=ago(hours=2))
    edit = factories.seen(
        "второе", external_id="5", at=said.said_at, version_at=ago(hours=1), change=base.Change.EDITED
    )
    past.told[1], past.told[2] = [said], [edit]
    past.told[3] = [factories.seen("первое", external_id="5", at=said.said_at, found_at=clock.now())]
    for number in (1, 2, 3):
        inbox.keep_event(
            channel_id=channel.pk, envelope=past.envelope(number), road=Event.Road.WEBHOOK, now=clock.now()
        )
    take()
    assert Message.objects.get().text == "второе", "whatever the clocks say"


def test_what_was_read_before_its_deletion_and_is_taken_after_it_stays_deleted(
    past: Past, channel: Channel
) -> None:
    said = factories.seen("Нет воды", external_id="5", at=ago(minutes=30))
    past.told[1] = [said]
    past.told[2] = [base.MessageGone(place=said.place, external_id="5", at=ago(hours=1))]
    past.told[3] = [factories.seen("Нет воды", external_id="5", at=said.said_at, found_at=clock.now())]
    for number in (1, 2, 3):
        inbox.keep_event(
            channel_id=channel.pk, envelope=past.envelope(number), road=Event.Road.WEBHOOK, now=clock.now()
        )
    take()
    assert Message.objects.get().deleted_at is not None, "whatever the clocks say"


def test_a_deletion_told_after_our_clock_was_set_back_is_a_deletion_of_what_was_read_too(
    past: Past, channel: Channel
) -> None:
    said = factories.seen("Нет воды", external_id="5", at=ago(hours=2), found_at=clock.now())
    past.stands(1, said)
    backfilling.read(part_of(channel))
    take()
    past.told[2] = [base.MessageGone(place=said.place, external_id="5", at=ago(hours=1))]
    inbox.keep_event(
        channel_id=channel.pk, envelope=past.envelope(2), road=Event.Road.WEBHOOK, now=clock.now()
    )
    take()
    assert Message.objects.get().deleted_at is not None


def test_our_own_letters_are_not_read_as_somebody_elses_words(past: Past, channel: Channel) -> None:
    from nasvyazi.domain.outbox.models import LetterPart
    from nasvyazi.flows import sending

    appeal = factories.appeal(channel)
    factories.answer(appeal, factories.user())
    assert sending.deliver_next()
    part = LetterPart.objects.get()
    place = base.Place(kind=base.PlaceKind(appeal.thread.kind), id=appeal.thread.external_id)
    past.stands(
        1, factories.seen(part.text, place=place, external_id=part.external_id, outgoing=True, at=clock.now())
    )
    done = backfilling.read(part_of(channel))
    assert (done.found, Event.objects.count()) == (0, 0)


def test_an_answer_given_in_the_network_while_we_were_away_stops_the_clock(
    past: Past, channel: Channel
) -> None:
    said = factories.seen("Нет воды", at=ago(minutes=30))
    past.stands(1, said)
    past.stands(2, factories.seen("Чиним", place=said.place, outgoing=True, at=ago(minutes=20)))
    backfilling.read(part_of(channel))
    take()
    assert Appeal.objects.get().answer_due_at is None


def test_what_was_read_before_a_failure_stays_and_the_reading_is_tried_again_from_where_it_began(
    past: Past, channel: Channel
) -> None:
    before = part_of(channel).read_until
    past.stands(1, factories.seen("Нет воды", at=ago(minutes=20)))
    past.errors = [base.Unclear("timeout")]
    assert backfilling.read_next()
    part = part_of(channel)
    assert (part.code, part.failures, part.read_until) == ("timeout", 1, before)
    assert part.next_at is not None
    assert part.next_at < clock.now() + timedelta(minutes=2)
    take()
    assert Message.objects.count() == 1
    backfilling.read(part)
    assert part_of(channel).code == ""
    assert past.asked[0] == past.asked[1], "from where it began"


def test_after_an_absence_what_was_missed_is_read_at_once(past: Past, channel: Channel) -> None:
    Channel.objects.update(heard_at=ago(hours=3))
    Backfill.objects.update(next_at=clock.now() + timedelta(minutes=50))
    backfilling.come_back()
    assert part_of(channel).missed_since == Channel.objects.get().heard_at
    assert missed() == [], "it is being read: there is nothing to do"
    assert backfilling.read_next()
    assert part_of(channel).missed_since is None


def test_what_the_network_repeats_by_itself_is_not_missed_but_read_all_the_same(
    past: Past, channel: Channel
) -> None:
    Channel.objects.update(heard_at=ago(hours=1))
    Backfill.objects.update(next_at=clock.now() + timedelta(minutes=50))
    backfilling.come_back()
    assert part_of(channel).missed_since is None
    assert backfilling.read_next()


def test_what_was_missed_and_cannot_be_read_stands_in_the_ledger_until_somebody_has_looked(
    past: Past, channel: Channel
) -> None:
    Channel.objects.update(heard_at=ago(hours=2))
    past.errors = [base.KeyMissing("vk:no_service_token"), base.KeyMissing("vk:no_service_token")]
    backfilling.come_back()
    assert backfilling.read_next()
    [item] = missed()
    assert (item.id, item.code) == (part_of(channel).pk, "vk:no_service_token")
    assert item.since == Channel.objects.get().heard_at
    channel.refresh_from_db()
    assert channel.trouble_code == "", "a key that is optional is no trouble"
    channels.notice_missed(backfill_id=part_of(channel).pk, by=factories.user(), now=clock.now())
    assert missed() == []
    backfilling.read(part_of(channel))
    assert missed() == [], "nothing was missed since"


def test_when_the_key_is_there_the_missed_part_is_read_and_leaves_the_ledger(
    past: Past, channel: Channel
) -> None:
    Channel.objects.update(heard_at=ago(hours=2))
    past.errors = [base.KeyMissing("vk:no_service_token")]
    backfilling.come_back()
    assert backfilling.read_next()
    channels.change_channel(channel=channel, secrets_={"service_token": "new"}, now=clock.now())
    assert backfilling.read_next(), "at once"
    assert missed() == []


def test_a_key_that_the_network_refuses_is_a_trouble_of_the_channel_until_it_works(
    past: Past, channel: Channel
) -> None:
    past.errors = [base.NeedsHuman("vk:5")]
    assert backfilling.read_next()
    channel.refresh_from_db()
    assert (channel.trouble_call, channel.trouble_code) == (Channel.Call.READ, "vk:5")
    backfilling.read(part_of(channel))
    channel.refresh_from_db()
    assert channel.trouble_code == ""


def test_messages_that_only_reading_brings_mean_that_the_network_does_not_call_us(
    past: Past, channel: Channel
) -> None:
    past.stands(1, factories.seen("Нет воды", at=ago(minutes=40)))
    backfilling.read(part_of(channel))
    channel.refresh_from_db()
    assert (channel.trouble_call, channel.trouble_code) == (Channel.Call.READ, "vk:not_called")
    take()
    backfilling.read(part_of(channel))
    channel.refresh_from_db()
    assert channel.trouble_code == ""


@pytest.mark.parametrize("why", ["polled", "away", "fresh", "just_said"])
def test_reading_brings_news_for_good_reasons_too(past: Past, channel: Channel, why: str) -> None:
    past.stands(1, factories.seen("Нет воды", at=ago(minutes=5 if why == "just_said" else 40)))
    if why == "polled":
        Channel.objects.update(mode=Channel.Mode.POLL)
    if why == "away":
        Channel.objects.update(heard_at=ago(hours=1))
        backfilling.come_back()
    if why == "fresh":
        Channel.objects.update(created_at=(connected_at := ago(minutes=60)))
        Backfill.objects.update(read_until=connected_at)
    backfilling.read(Backfill.objects.select_related("channel").get())
    channel.refresh_from_db()
    assert channel.trouble_code == ""


def test_of_a_network_that_keeps_events_for_a_day_only_a_longer_absence_loses_anything() -> None:
    channel = factories.channel("telegram")
    Channel.objects.update(created_at=ago(days=3), heard_at=ago(hours=20))
    backfilling.come_back()
    assert missed() == []
    Channel.objects.update(heard_at=ago(hours=30))
    backfilling.come_back()
    [item] = missed()
    assert (item.id, item.code) == (part_of(channel).pk, "telegram:kept_a_day")
    part = part_of(channel)
    assert part.missed_until is not None
    assert abs(part.missed_until - ago(hours=24)) < timedelta(minutes=1)
    assert not backfilling.read_next(), "nobody can read it"


def test_what_a_long_poll_has_lost_is_read_back_at_once(
    past: Past, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    polled_at = ago(hours=5)
    Channel.objects.update(mode=Channel.Mode.POLL, polled_at=polled_at)
    Backfill.objects.update(next_at=clock.now() + timedelta(minutes=50))
    lost = base.Polled(envelopes=(), cursor="7", lost_history=True)
    monkeypatch.setattr(past, "poll", lambda *_told, **_named: lost, raising=False)
    watching.poll(Channel.objects.get(), wait=0)
    assert part_of(channel).missed_since == polled_at
    past.errors = [base.Unclear("timeout")]
    assert backfilling.read_next()
    assert [item.code for item in missed()] == ["timeout"]


def test_a_clock_that_jumped_back_hides_nothing(past: Past, channel: Channel) -> None:
    Channel.objects.update(heard_at=clock.now() + timedelta(hours=1))
    Backfill.objects.update(read_until=clock.now() + timedelta(hours=1))
    past.stands(1, factories.seen("Нет воды", at=ago(minutes=5)))
    backfilling.come_back()
    assert backfilling.read_next()
    take()
    assert Message.objects.count() == 1
    assert past.asked[0] < clock.now()


def test_two_workers_read_different_parts(past: Past, channel: Channel) -> None:
    first: Any = channels.claim_backfill(lease=timedelta(minutes=5), now=clock.now())
    assert first is not None
    assert channels.claim_backfill(lease=timedelta(minutes=5), now=clock.now()) is None
    dead_since = clock.now() + timedelta(minutes=6)
    again = channels.claim_backfill(lease=timedelta(minutes=5), now=dead_since)
    assert again == first


def test_a_channel_that_is_switched_off_is_left_alone(past: Past, channel: Channel) -> None:
    channels.change_channel(channel=channel, is_active=False, now=clock.now())
    assert not backfilling.read_next()
    assert backfilling.read_now() == []
