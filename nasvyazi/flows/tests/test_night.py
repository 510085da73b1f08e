"""Whoever writes in private at night is told once that it was read, where somebody has written what to tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import incoming
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import Story

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
"""23:30 in Moscow, Friday."""
MORNING = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
TEXT = "Здравствуйте! Прочитаем и ответим {opens}."


@pytest.fixture
def channel(story: Story) -> Channel:
    known = factories.channel("story")
    channels.change_night_text(channel=known, text=TEXT)
    return known


def write(story: Story, channel: Channel, *, public: bool = False, ago: timedelta = timedelta()) -> None:
    """A resident writes just now, or wrote earlier and it is told now."""
    place = factories.under_post() if public else None
    number = factories.next_number()
    story.told[number] = [factories.seen("Нет воды", author="7", place=place, at=now() - ago)]
    inbox.keep_event(
        channel_id=channel.pk, envelope=story.envelope(number), road=Event.Road.WEBHOOK, now=now()
    )
    incoming.take(Event.objects.latest("pk").pk)


def test_at_night_a_resident_is_told_once_when_somebody_is_back(story: Story, channel: Channel) -> None:
    with time_machine.travel(NIGHT, tick=False):
        write(story, channel)
        write(story, channel)
    [letter] = Letter.objects.all()
    assert letter.text == "Здравствуйте! Прочитаем и ответим 30 ноября, 08:00."
    assert letter.reply.is_notice
    appeal = Appeal.objects.get()
    assert appeal.first_answered_at is None
    assert appeal.answer_due_at is not None, "a notice is no answer"


def test_the_next_night_they_are_told_again(story: Story, channel: Channel) -> None:
    for moment in (NIGHT, NIGHT + timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            write(story, channel)
    assert Letter.objects.count() == 2


def test_in_working_hours_people_answer_themselves(story: Story, channel: Channel) -> None:
    with time_machine.travel(MORNING, tick=False):
        write(story, channel)
    assert not Letter.objects.exists()


def test_in_public_nothing_is_told(story: Story, channel: Channel) -> None:
    with time_machine.travel(NIGHT, tick=False):
        write(story, channel, public=True)
    assert not Letter.objects.exists()


def test_what_was_said_long_ago_and_read_back_now_is_told_nothing(story: Story, channel: Channel) -> None:
    with time_machine.travel(NIGHT, tick=False):
        write(story, channel, ago=timedelta(hours=2))
    assert not Letter.objects.exists()


def test_it_is_off_until_somebody_writes_what_to_tell(story: Story, channel: Channel) -> None:
    channels.change_night_text(channel=channel, text="  ")
    with time_machine.travel(NIGHT, tick=False):
        write(story, channel)
    assert not Letter.objects.exists()


def test_where_nothing_may_be_sent_nothing_is_told(story: Story, channel: Channel) -> None:
    by = factories.user()
    channels.decide_sending(channel=channel, allowed=False, basis="Приказ", by=by, now=now())
    with time_machine.travel(NIGHT, tick=False):
        write(story, channel)
    assert not Letter.objects.exists()
