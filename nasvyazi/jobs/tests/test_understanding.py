"""What messages say is read while no event waits."""

from __future__ import annotations

import pytest

from nasvyazi.domain.appeals.models_guess import Unguessed
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.flows import understanding
from nasvyazi.jobs.worker import when_calm
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db


def test_words_get_their_appeal_before_anybody_asks_what_they_say() -> None:
    channel = factories.channel()
    factories.appeal(channel)
    envelope = base.Envelope(external_id="1", type="message_new", body=b"{}")
    inbox.keep_event(channel_id=channel.pk, envelope=envelope, road=Event.Road.WEBHOOK, now=now())
    read = when_calm(understanding.read_next)
    assert not read()
    assert Unguessed.objects.exists()
    Event.objects.update(state=Event.State.TAKEN)
    assert read()
    assert not Unguessed.objects.exists()
