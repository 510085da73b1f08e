"""Where nothing may be sent nothing leaves, by no road, and nobody is told that it had."""

from __future__ import annotations

from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.flows import answering, notices, sending
from nasvyazi.networks import memory
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def appeal() -> Appeal:
    return factories.appeal(factories.channel())


def switch(channel: Channel, by: User, *, allowed: bool) -> None:
    channels.decide_sending(channel=channel, allowed=allowed, basis="Приказ № 1", by=by, now=now())


def test_an_answer_is_refused_with_a_sentence(appeal: Appeal, operator: User) -> None:
    switch(appeal.thread.channel, operator, allowed=False)
    with pytest.raises(answering.PlaceRefused) as caught:
        answering.answer(
            appeal=appeal, text="Приняли", author=operator, request_key=uuid4(), is_looked_at=True
        )
    assert caught.value.why == answering.SENDING_OFF
    assert not Letter.objects.exists()


def test_a_letter_that_waits_when_sending_is_switched_off_does_not_leave(
    appeal: Appeal, operator: User
) -> None:
    letter = answering.answer(
        appeal=appeal, text="Приняли", author=operator, request_key=uuid4(), is_looked_at=True
    )
    switch(appeal.thread.channel, operator, allowed=False)
    assert sending.deliver_next()
    part = letter.parts.get()
    assert (part.state, part.error_code) == (LetterPart.State.FAILED, "sending_off")
    assert memory.with_key.world.arrived(answering.place_of(letter.thread)) == []
    with pytest.raises(answering.PlaceRefused):
        answering.resend(letter=letter, author=operator, request_key=uuid4())


def test_when_a_basis_is_recorded_the_letter_can_be_sent_again(appeal: Appeal, operator: User) -> None:
    channel = appeal.thread.channel
    letter = answering.answer(
        appeal=appeal, text="Приняли", author=operator, request_key=uuid4(), is_looked_at=True
    )
    switch(channel, operator, allowed=False)
    sending.deliver_next()
    switch(channel, operator, allowed=True)
    letter = Letter.objects.select_related("thread__channel").get(pk=letter.pk)
    fresh = answering.resend(letter=letter, author=operator, request_key=uuid4())
    assert sending.deliver_next()
    assert fresh.parts.get().state == LetterPart.State.SENT


def test_the_ready_text_names_the_pages_where_we_do_answer(operator: User, settings: object) -> None:
    settings.NASVYAZI_PORTAL_URL = "https://pos.example.ru"  # type: ignore[attr-defined]
    silent, vk = factories.channel("telegram"), factories.channel("vk", title="Глава в VK")
    text = notices.pointing_elsewhere()
    assert f"Глава в VK: https://vk.com/club{vk.network_id}" in text
    assert "https://pos.example.ru" in text
    assert silent.network_id not in text
