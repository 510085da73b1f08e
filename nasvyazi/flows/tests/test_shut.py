"""A channel whose secrets cannot be opened is in trouble; nothing else is, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nasvyazi.domain.attention import selectors as attention
from nasvyazi.domain.attention.kinds import Kind
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.flows import answering, backfilling, incoming, sending, watching
from nasvyazi.networks import base, memory
from nasvyazi.toolbox.clock import now
from tests import factories

from .conftest import Story

pytestmark = pytest.mark.django_db
State = LetterPart.State


@pytest.fixture
def shut() -> Channel:
    """One whose key is lost."""
    channel = factories.channel(title="Закрытая")
    Channel.objects.filter(pk=channel.pk).update(sealed="sealed with a key that is not here")
    channel.refresh_from_db()
    return channel


def trouble(channel: Channel) -> str:
    channel.refresh_from_db()
    return channel.trouble_code


def test_it_is_in_trouble_until_it_opens_and_another_one_never_is() -> None:
    channel, other = factories.channel(), factories.channel()
    sealed = channel.sealed
    Channel.objects.filter(pk=channel.pk).update(sealed="x")
    watching.watch_secrets()
    watching.watch_secrets()
    assert (trouble(channel), trouble(other)) == (base.SEALED, "")
    lines = attention.ledger(user=None, now=now() + timedelta(minutes=5))
    [told] = [line for line in lines if line.kind == Kind.CHANNELS_IN_TROUBLE]
    assert [item.code for item in told.items] == [base.SEALED]
    Channel.objects.filter(pk=channel.pk).update(sealed=sealed)
    watching.watch_secrets()
    assert trouble(channel) == ""


def test_another_trouble_is_not_forgotten_because_it_opens() -> None:
    channel = factories.channel()
    channels.note_trouble(channel_id=channel.pk, call=Channel.Call.SEND, code="vk:5", text="", now=now())
    watching.watch_secrets()
    assert trouble(channel) == "vk:5"


def test_a_letter_waits_for_the_key_and_the_letter_of_another_channel_leaves(shut: Channel) -> None:
    operator = factories.user()
    waiting = factories.answer(factories.appeal(shut), operator)
    leaving = factories.answer(factories.appeal(factories.channel()), operator)
    while sending.deliver_next():
        continue
    part = LetterPart.objects.get(letter=waiting)
    assert (part.state, part.error_code) == (State.QUEUED, base.SEALED)
    assert LetterPart.objects.get(letter=leaving).state == State.SENT
    channels.change_channel(channel=shut, secrets_={"token": "new"}, now=now())
    LetterPart.objects.filter(pk=part.pk).update(not_before=now() - timedelta(seconds=1))
    assert sending.deliver_next()
    assert LetterPart.objects.get(letter=waiting).state == State.SENT


def test_what_came_before_is_taken_all_the_same(story: Story) -> None:
    channel = factories.channel(story.code)
    Channel.objects.filter(pk=channel.pk).update(sealed="x")
    story.told[1] = [factories.seen("Яма во дворе")]
    inbox.keep_event(
        channel_id=channel.pk, envelope=story.envelope(1), road=Event.Road.WEBHOOK, now=factories.MONDAY_NOON
    )
    assert incoming.take(Event.objects.get().pk)
    assert Event.objects.get().state == Event.State.TAKEN


def test_the_desk_says_why_nothing_can_be_sent(shut: Channel) -> None:
    thread = factories.appeal(shut).thread
    assert "cannot be opened" in answering.refused(thread)
    assert "cannot be opened" in answering.photos_refused(thread)


def test_asking_looking_and_connecting_are_a_trouble_and_no_crash(
    shut: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def needs_a_secret(account: base.Account, *_words: object, **_more: object) -> None:
        assert account.secrets["token"]

    for name in ("poll", "profiles"):
        monkeypatch.setattr(memory.with_key, name, needs_a_secret)
    with pytest.raises(base.NeedsHuman):
        watching.poll(shut, wait=0)
    assert trouble(shut) == base.SEALED
    factories.appeal(shut)
    assert watching.ask_names(shut) == 0
    [told] = watching.check(shut)
    assert not told.ok
    assert "cannot be opened" in told.text
    backfilling.read_now(channel_id=shut.pk)
    watching.watch_hooks()
