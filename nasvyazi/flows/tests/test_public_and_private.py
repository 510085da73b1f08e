"""What everybody reads is looked at twice, and a matter can go on where two talk alone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal, Transition
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.flows import answering, notices
from nasvyazi.networks import base
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def public(channel: Channel) -> Appeal:
    """A comment of Marina Ozyorova under a post."""
    said = factories.seen(author="7", name="Марина Озёрова", place=factories.under_post(), external_id="q1")
    appeal = factories.wrote(channel, said).appeal
    assert appeal is not None
    return appeal


def answer(appeal: Appeal, text: str, by: User, *, is_looked_at: bool = False) -> Letter:
    return answering.answer(
        appeal=appeal, text=text, author=by, request_key=uuid4(), is_looked_at=is_looked_at
    )


def wrote_in_private(channel: Channel, text: str = "Мой телефон 45-12-33") -> Appeal:
    decision = factories.wrote(channel, factories.seen(text, author="7", name="Марина Озёрова"))
    assert decision.appeal is not None
    return decision.appeal


@pytest.mark.parametrize("text", ["Звонили на +79001234567", "Озёрова, едем", "к вам в кв. 12 приедут"])
def test_a_public_answer_with_somebodys_own_stops_until_a_person_has_looked(
    public: Appeal, operator: User, text: str
) -> None:
    with pytest.raises(answering.NeedsSecondLook) as caught:
        answer(public, text, operator)
    assert caught.value.cautions.personal
    assert not Letter.objects.exists()
    assert answer(public, text, operator, is_looked_at=True).text == text


def test_in_private_nothing_stops(channel: Channel, operator: User) -> None:
    appeal = wrote_in_private(channel)
    assert answer(appeal, "Перезвоним на +79001234567, кв. 12", operator)


def test_what_a_resident_said_in_private_does_not_slip_into_public(
    channel: Channel, public: Appeal, operator: User
) -> None:
    wrote_in_private(channel)
    with pytest.raises(answering.NeedsSecondLook):
        answer(public, "Позвоним на 45-12-33", operator)


def test_a_third_public_answer_asks_whether_it_is_needed(public: Appeal, operator: User) -> None:
    answer(public, "Приняли", operator)
    answer(public, "Сделано", operator)
    with pytest.raises(answering.NeedsSecondLook) as caught:
        answer(public, "И ещё", operator)
    assert (caught.value.cautions.personal, caught.value.cautions.answers) == ([], 2)


def test_a_quarrel_goes_on_in_private_and_everybody_is_told_so(
    channel: Channel, public: Appeal, operator: User
) -> None:
    known = wrote_in_private(channel)
    appeals.dismiss(appeal_id=known.pk, reason="это о другом", by=operator, now=now())
    notices.go_on_in_private(appeal_id=public.pk, by=operator)
    [note] = Letter.objects.all()
    assert (note.thread, note.reply_to, note.reply.is_notice) == (public.thread, "q1", True)
    assert "личных сообщениях" in note.text
    assert "Озёров" not in note.text
    public.refresh_from_db()
    letter = answer(public, "Позвоним на 45-12-33", operator)
    assert (letter.thread.kind, letter.thread.external_id) == (base.PlaceKind.DIALOG, "7")
    assert Transition.objects.get(field="private").by == operator


def test_until_the_resident_writes_in_private_they_are_invited_and_answered_in_public(
    channel: Channel, public: Appeal, operator: User
) -> None:
    notices.go_on_in_private(appeal_id=public.pk, by=operator)
    assert "Напишите нам" in Letter.objects.get().text
    public.refresh_from_db()
    assert answer(public, "Приняли", operator).thread == public.thread
    # What they write there is the same matter.
    assert wrote_in_private(channel, "Адрес: Лодочная 2") == public
    public.refresh_from_db()
    assert answer(public, "Спасибо, едем", operator).thread.kind == base.PlaceKind.DIALOG


def test_whoever_forbade_messages_is_answered_in_public(
    channel: Channel, public: Appeal, operator: User
) -> None:
    known = wrote_in_private(channel)
    appeals.dismiss(appeal_id=known.pk, reason="о другом", by=operator, now=now())
    author = base.Author(network_id="7")
    channels.record_consent(channel=channel, author=author, allowed=False, at=now())
    notices.go_on_in_private(appeal_id=public.pk, by=operator)
    public.refresh_from_db()
    assert answer(public, "Приняли", operator).thread == public.thread


def test_it_can_go_back_and_is_told_once_for_each_time(public: Appeal, operator: User) -> None:
    for _press in range(2):
        notices.go_on_in_private(appeal_id=public.pk, by=operator)
    assert Letter.objects.count() == 1
    appeals.go_on_in_public(appeal_id=public.pk, by=operator, now=now())
    public.refresh_from_db()
    assert public.private_thread is None


def test_what_is_private_already_cannot_go_there(channel: Channel, operator: User) -> None:
    with pytest.raises(appeals.NotPublic):
        notices.go_on_in_private(appeal_id=wrote_in_private(channel).pk, by=operator)
