"""What random play has broken once, each in its shortest form."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors, services
from nasvyazi.domain.appeals.models import Appeal, Note
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox import services as outbox
from nasvyazi.domain.outbox.models import Letter, LetterPart
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEASE = timedelta(seconds=120)


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


@pytest.fixture
def operator() -> User:
    return factories.user()


def opened(channel: Channel, text: str = "Яма", *, at: datetime = NOON, external_id: str = "") -> Appeal:
    appeal = factories.wrote(channel, factories.seen(text, at=at, external_id=external_id)).appeal
    assert appeal is not None
    return appeal


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def in_the_network(channel: Channel, text: str, *, at: datetime) -> Message:
    return factories.record(channel, factories.seen(text, outgoing=True, at=at))


def fails(letter: Letter, *, at: datetime) -> None:
    claim = outbox.claim(lease=LEASE, now=at)
    assert claim is not None
    assert outbox.mark_sending(claim=claim, lease=LEASE, now=at)
    part = outbox.record_failed(claim=claim, error=base.Refused("vk:901"), now=at)
    assert part is not None
    assert part.letter == letter
    services.delivery_failed(part=part, now=at)


def arrives(letter: Letter, *, at: datetime) -> None:
    letter.parts.update(state="sent", sent_at=at)
    for part in letter.parts.all():
        services.answer_delivered(part=part, now=at)


def troubled(state: LetterPart.State) -> list[int]:
    return [part.letter_id for part in selectors.troubled_parts(among=Appeal.objects.all(), state=state)]


def test_the_news_of_an_older_answer_does_not_make_a_resident_wait_again(
    channel: Channel, operator: User
) -> None:
    appeal = opened(channel)
    letter = factories.answer(appeal, operator, now=NOON + HOUR)
    factories.wrote(channel, factories.seen("Ещё", at=NOON + 2 * HOUR))
    ours = in_the_network(channel, "И об этом знаем", at=NOON + 3 * HOUR)
    services.answered_elsewhere(message=ours, now=NOON + 3 * HOUR)
    assert fresh(appeal).answer_due_at is None
    arrives(letter, at=NOON + 4 * HOUR)
    assert fresh(appeal).answer_due_at is None


def test_an_answer_that_was_taken_before_its_question_is_still_its_answer(channel: Channel) -> None:
    in_the_network(channel, "Чиним", at=NOON + HOUR)
    appeal = opened(channel, at=NOON)
    assert (fresh(appeal).state, fresh(appeal).answer_due_at) == (State.IN_WORK, None)
    assert Note.objects.get(appeal=appeal).rule == Note.ELSEWHERE


def test_what_was_said_before_the_question_is_no_answer_to_it(channel: Channel) -> None:
    appeal = opened(channel, at=NOON)
    ours = in_the_network(channel, "С праздником!", at=NOON - HOUR)
    services.answered_elsewhere(message=ours, now=NOON + HOUR)
    assert fresh(appeal).answer_due_at is not None
    assert fresh(appeal).first_answered_at is None


def test_the_clocks_begin_with_what_was_said_first_whatever_came_first(channel: Channel) -> None:
    appeal = opened(channel, at=NOON + 2 * HOUR)
    factories.wrote(channel, factories.seen("Раньше", at=NOON))
    assert (fresh(appeal).opened_at, fresh(appeal).answer_due_at) == (NOON, NOON + 4 * HOUR)
    assert fresh(appeal).first_answer_due_at == NOON + 4 * HOUR


def test_an_empty_message_that_gets_words_needs_attention(channel: Channel) -> None:
    assert factories.wrote(channel, factories.seen("", external_id="7")).appeal is None
    edit = factories.seen("Горим!", external_id="7", version_at=NOON + MINUTE, change=base.Change.EDITED)
    assert factories.wrote(channel, edit).appeal is not None


def test_words_changed_in_a_closed_appeal_are_told_to_whoever_works_for_the_resident_now(
    channel: Channel, operator: User
) -> None:
    old = opened(channel, external_id="7")
    services.dismiss(appeal_id=old.pk, reason="повтор", by=operator, now=NOON)
    new = opened(channel, "Другое", at=NOON + HOUR)
    row = Message.objects.get(external_id="7")
    services.message_changed(message=row, now=NOON + 2 * HOUR)
    assert Note.objects.get(text="message_changed").appeal == new


def test_an_appeal_reopened_by_a_changed_message_has_a_new_day_to_be_resolved_by(
    channel: Channel, operator: User
) -> None:
    appeal = opened(channel, external_id="7")
    services.dismiss(appeal_id=appeal.pk, reason="повтор", by=operator, now=NOON)
    later = NOON + timedelta(days=90)
    services.message_changed(message=Message.objects.get(external_id="7"), now=later)
    assert fresh(appeal).state == State.REOPENED
    assert fresh(appeal).resolution_due_at > later


def test_what_was_dismissed_unanswered_waits_for_an_answer_when_it_is_reopened(
    channel: Channel, operator: User
) -> None:
    appeal = opened(channel)
    services.dismiss(appeal_id=appeal.pk, reason="спам", by=operator, now=NOON)
    services.reopen(appeal_id=appeal.pk, reason="не спам", by=operator, now=NOON + HOUR)
    assert fresh(appeal).answer_due_at is not None


def test_trouble_that_came_after_the_appeal_was_closed_is_seen_and_settled_by_closing_it_again(
    channel: Channel, operator: User
) -> None:
    appeal = opened(channel)
    letter = factories.answer(appeal, operator)
    services.resolve(appeal_id=appeal.pk, by=operator, now=NOON)
    services.close(appeal_id=appeal.pk, by=operator, now=NOON + MINUTE)
    fails(letter, at=NOON + 2 * MINUTE)
    assert troubled(LetterPart.State.FAILED) == [letter.pk]
    services.reopen(appeal_id=appeal.pk, reason="не дошло", by=operator, now=NOON + 3 * MINUTE)
    services.dismiss(appeal_id=appeal.pk, reason="сказано по телефону", by=operator, now=NOON + 4 * MINUTE)
    assert troubled(LetterPart.State.FAILED) == []


def test_a_failure_settled_by_a_later_letter_does_not_keep_an_appeal_from_closing(
    channel: Channel, operator: User
) -> None:
    appeal = opened(channel)
    fails(factories.answer(appeal, operator), at=NOON)
    services.resolve(appeal_id=appeal.pk, by=operator, now=NOON)
    assert services.close_due(now=NOON + timedelta(days=30)) == 0
    arrives(factories.answer(appeal, operator, now=NOON + HOUR), at=NOON + HOUR)
    assert services.close_due(now=NOON + timedelta(days=30)) == 1


def sent_again(letter: Letter, author: User, *, at: datetime) -> Letter:
    return services.resend(
        letter=letter, author=author, parts=factories.parts(letter.text), request_key=uuid4(), now=at
    )


def test_words_sent_again_settle_what_was_written_before_them_and_no_later_failure(
    channel: Channel, operator: User
) -> None:
    appeal = opened(channel)
    first = factories.answer(appeal, operator, "Чиним завтра", now=NOON)
    fails(first, at=NOON)
    second = factories.answer(appeal, operator, "Починили", now=NOON + HOUR)
    fails(second, at=NOON + HOUR)
    again = sent_again(first, operator, at=NOON + 2 * HOUR)
    fails(again, at=NOON + 2 * HOUR)
    arrives(sent_again(again, operator, at=NOON + 3 * HOUR), at=NOON + 3 * HOUR)
    assert troubled(LetterPart.State.FAILED) == [second.pk]
    third = factories.answer(appeal, operator, "Проверьте", now=NOON + 4 * HOUR)
    fails(third, at=NOON + 4 * HOUR)
    arrives(sent_again(third, operator, at=NOON + 5 * HOUR), at=NOON + 5 * HOUR)
    assert troubled(LetterPart.State.FAILED) == []


def test_a_refusal_after_a_doubtful_attempt_leaves_the_doubt(channel: Channel, operator: User) -> None:
    letter = factories.answer(opened(channel), operator)
    claim = outbox.claim(lease=LEASE, now=NOON)
    assert claim is not None
    assert outbox.mark_sending(claim=claim, lease=LEASE, now=NOON)
    outbox.record_unclear(claim=claim, error=base.Unclear("timeout"), now=NOON)
    fails(letter, at=NOON + HOUR / 4)
    part = letter.parts.get()
    assert (part.state, part.error_code) == (LetterPart.State.UNCONFIRMED, "vk:901")


def test_one_press_of_the_button_is_one_letter_also_when_it_is_pressed_after_the_delivery(
    channel: Channel, operator: User
) -> None:
    appeal, key = opened(channel), uuid4()
    letters = {
        services.reply(
            appeal_id=appeal.pk, author=operator, thread=appeal.thread, parts=factories.parts("Да"),
            request_key=key, now=NOON + hours * HOUR, seen_at=NOON,
        ).pk
        for hours in (1, 2)
    }  # fmt: skip
    assert len(letters) == 1
