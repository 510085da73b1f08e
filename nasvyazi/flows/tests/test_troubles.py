"""What goes wrong on the way in and out, and what is said of it."""

import logging
from datetime import timedelta

import pytest

from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.flows import incoming, sending
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(story: Story) -> Channel:
    return factories.channel(story.code)


def test_an_event_whose_mistake_cannot_be_stored_as_it_is_breaks_alone(
    story: Story, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    # What a test captures travels between pytest's processes, and half a surrogate pair cannot.
    caplog.set_level(logging.CRITICAL, logger=incoming.__name__)
    story.told[1] = RuntimeError("nul \0 and half a pair \ud83d")
    inbox.keep_event(
        channel_id=channel.pk, envelope=story.envelope(1), road=Event.Road.WEBHOOK, now=factories.MONDAY_NOON
    )
    event = Event.objects.get()
    assert incoming.take(event.pk)
    event.refresh_from_db()
    assert event.state == Event.State.BROKEN
    assert "half a pair" in event.error


def test_where_nobody_may_look_the_part_says_so_and_not_that_nothing_was_found(
    story: Story, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def may_not_look(*_: object, **__: object) -> None:
        raise base.NeedsHuman("vk:no_service_token")

    monkeypatch.setattr(story, "find", may_not_look, raising=False)
    factories.answer(factories.appeal(channel), factories.user())
    LetterPart.objects.update(unclear_since=now() - timedelta(hours=1))
    assert sending.deliver_next()
    part = LetterPart.objects.get()
    assert (part.state, part.error_code) == (LetterPart.State.UNCONFIRMED, "vk:no_service_token")
