"""A connected channel is changed: a new key, another road, switched off."""

import pytest

from nasvyazi.domain.channels import services
from nasvyazi.domain.channels.models import Channel
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


def test_a_new_key_replaces_the_old_one_and_ends_the_trouble() -> None:
    channel = factories.channel()
    services.note_trouble(channel_id=channel.pk, call=Channel.Call.SEND, code="vk:5", text="", now=NOON)
    services.change_channel(channel=channel, secrets_={"token": "new", "confirmation": ""}, now=NOON)
    channel = Channel.objects.get()
    assert channel.secrets == {"token": "new", "secret": "secret"}
    assert channel.trouble_code == ""


def test_what_is_not_named_stays() -> None:
    channel = factories.channel(title="Глава района")
    services.change_channel(channel=channel, mode=Channel.Mode.POLL, is_active=False, now=NOON)
    channel = Channel.objects.get()
    assert (channel.title, channel.mode, channel.is_active) == ("Глава района", Channel.Mode.POLL, False)
    assert channel.secrets["token"] == "token"
