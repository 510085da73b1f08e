"""What people decide, and what counts as an answer."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal, Draft, Note, Transition
from nasvyazi.domain.appeals.states import FINAL, NotAllowed, State, following
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def operator() -> User:
    return factories.user()


def arrived(letter: Letter, *, now: datetime = NOON) -> None:
    letter.parts.update(state="sent", sent_at=now)
    services.answer_delivered(part=letter.parts.get(), now=now)


def test_every_open_state_leads_somewhere_and_every_final_one_back() -> None:
    for state in State:
        assert following(state)
    assert all(following(state) == [State.REOPENED] for state in FINAL)


def test_taking_an_appeal_puts_it_in_work_and_says_who(operator: User) -> None:
    appeal = services.take(appeal_id=factories.appeal().pk, by=operator, now=NOON)
    assert (appeal.state, appeal.person) == (State.IN_WORK, operator)
    assert {(row.field, row.by) for row in Transition.objects.exclude(by=None)} == {
        ("person", operator),
        ("state", operator),
    }


def test_what_the_table_does_not_allow_is_refused(operator: User) -> None:
    appeal = factories.appeal()
    with pytest.raises(NotAllowed):
        services.close(appeal_id=appeal.pk, by=operator, now=NOON)


def test_nothing_is_dismissed_without_a_reason(operator: User) -> None:
    with pytest.raises(services.ReasonMissing):
        services.dismiss(appeal_id=factories.appeal().pk, reason="  ", by=operator, now=NOON)


def test_a_planned_appeal_is_due_at_the_end_of_its_day(operator: User) -> None:
    appeal = services.plan(appeal_id=factories.appeal().pk, day=date(2026, 12, 1), by=operator, now=NOON)
    assert appeal.state == State.PLANNED
    assert appeal.resolution_due_at.date() == date(2026, 12, 1)
    assert appeal.answer_due_at is not None, "a plan is not an answer"


def test_a_snooze_cannot_outlast_the_nearest_clock(operator: User) -> None:
    appeal = factories.appeal()
    with pytest.raises(services.SnoozePastDue):
        services.snooze(appeal_id=appeal.pk, until=NOON + timedelta(days=3), by=operator, now=NOON)
    appeal = services.snooze(appeal_id=appeal.pk, until=NOON + HOUR, by=operator, now=NOON)
    assert appeal.next_due_at == NOON + 4 * HOUR, "snoozing clears no clock"


def test_a_snoozed_appeal_wakes_when_the_resident_writes(operator: User) -> None:
    channel = factories.channel()
    appeal = factories.wrote(channel).appeal
    assert appeal is not None
    services.snooze(appeal_id=appeal.pk, until=NOON + HOUR, by=operator, now=NOON)
    factories.wrote(channel, factories.seen("Ау!", at=NOON + timedelta(minutes=5)))
    appeal.refresh_from_db()
    assert appeal.snoozed_until is None


def test_reopening_points_to_the_newer_open_appeal_when_there_is_one(operator: User) -> None:
    channel = factories.channel()
    old = factories.wrote(channel).appeal
    assert old is not None
    services.dismiss(appeal_id=old.pk, reason="спам", by=operator, now=NOON)
    new = factories.wrote(channel, factories.seen("Снова", at=NOON + HOUR)).appeal
    with pytest.raises(services.OpenAppealExists) as refused:
        services.reopen(appeal_id=old.pk, reason="надо", by=operator, now=NOON)
    assert refused.value.appeal == new


def test_an_answer_stops_the_first_clock_only_when_it_has_arrived(operator: User) -> None:
    appeal = factories.appeal()
    letter = factories.answer(appeal, operator, now=NOON + HOUR)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.first_answered_at) == (State.IN_WORK, None)
    assert appeal.answer_due_at is not None
    arrived(letter, now=NOON + 2 * HOUR)
    appeal.refresh_from_db()
    assert appeal.first_answered_at == NOON + 2 * HOUR
    assert appeal.answer_due_at is None
    assert appeal.is_open, "an answer is not a solution"
    assert appeal.next_due_at == appeal.resolution_due_at


def test_words_that_came_after_the_answer_was_written_go_on_waiting(operator: User) -> None:
    channel = factories.channel()
    appeal = factories.wrote(channel).appeal
    assert appeal is not None
    letter = factories.answer(appeal, operator, now=NOON + HOUR)
    factories.wrote(channel, factories.seen("И ещё: фонарь не горит", at=NOON + HOUR + timedelta(minutes=1)))
    arrived(letter, now=NOON + 2 * HOUR)
    appeal.refresh_from_db()
    assert appeal.first_answered_at is not None
    assert appeal.answer_due_at is not None


def test_a_second_operator_cannot_answer_what_was_answered_meanwhile_unless_they_insist(
    operator: User,
) -> None:
    appeal, colleague = factories.appeal(), factories.user()
    factories.answer(appeal, operator, now=NOON + HOUR)
    reply = partial(
        services.reply,
        appeal_id=appeal.pk,
        author=colleague,
        thread=appeal.thread,
        parts=factories.parts("И я отвечу"),
        request_key=uuid4(),
        now=NOON + 2 * HOUR,
    )
    with pytest.raises(services.AnsweredMeanwhile):
        reply(seen_at=NOON)
    assert Letter.objects.count() == 1
    reply(seen_at=None)
    assert Letter.objects.count() == 2


def test_a_reply_takes_the_draft_away_and_a_draft_survives_until_then(operator: User) -> None:
    appeal = factories.appeal()
    services.save_draft(appeal_id=appeal.pk, text="Начал пис", author=operator, now=NOON)
    services.save_draft(appeal_id=appeal.pk, text="Начал писать", author=operator, now=NOON)
    assert Draft.objects.get().text == "Начал писать"
    factories.answer(appeal, operator)
    assert not Draft.objects.exists()


def test_a_failed_answer_leaves_a_note_and_the_clock_running(operator: User) -> None:
    appeal = factories.appeal()
    letter = factories.answer(appeal, operator)
    letter.parts.update(state="failed", error_code="vk:901")
    services.delivery_failed(part=letter.parts.get(), now=NOON)
    appeal.refresh_from_db()
    assert Note.objects.get().text == "vk:901"
    assert appeal.answer_due_at is not None


def test_an_answer_given_in_the_network_itself_stops_the_clock(operator: User) -> None:
    channel = factories.channel()
    appeal = factories.wrote(channel).appeal
    assert appeal is not None
    ours = factories.record(
        channel, factories.seen("Уже чистим", outgoing=True, at=NOON + HOUR, place=factories.seen().place)
    )
    services.answered_elsewhere(message=ours, now=NOON + HOUR)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.answer_due_at) == (State.IN_WORK, None)
    assert Transition.objects.filter(rule="answered_elsewhere").exists()


def test_under_a_post_an_answer_in_the_network_counts_for_the_one_it_replies_to() -> None:
    channel, place = factories.channel(), factories.under_post()
    first = factories.wrote(channel, factories.seen(author="1", place=place, external_id="11")).appeal
    second = factories.wrote(channel, factories.seen(author="2", place=place, external_id="12")).appeal
    ours = factories.record(
        channel, factories.seen("Ответ", outgoing=True, place=place, reply_to="12", at=NOON + HOUR)
    )
    services.answered_elsewhere(message=ours, now=NOON + HOUR)
    waiting = {appeal.pk: appeal.answer_due_at is not None for appeal in Appeal.objects.all()}
    assert first is not None and second is not None
    assert waiting == {first.pk: True, second.pk: False}


def test_resending_makes_a_new_letter_of_what_was_not_delivered(operator: User) -> None:
    appeal = factories.appeal()
    letter = factories.answer(appeal, operator, "Первая. ", "Вторая. ", "Третья.")
    letter.parts.filter(ordinal=0).update(state="sent", sent_at=NOON)
    letter.parts.filter(ordinal__gt=0).update(state="failed", error_code="vk:901")
    fresh = services.resend(
        letter=letter,
        author=operator,
        parts=factories.parts("Первая. ", "Вторая. ", "Третья."),
        request_key=uuid4(),
        now=NOON,
    )
    assert [part.text for part in fresh.parts.order_by("ordinal")] == ["Вторая. ", "Третья."]
    assert fresh.reply.appeal == appeal
    assert not set(fresh.parts.values_list("key")) & set(letter.parts.values_list("key"))


def test_the_late_news_of_an_older_answer_does_not_set_a_running_clock_back(operator: User) -> None:
    channel = factories.channel()
    appeal = factories.wrote(channel).appeal
    assert appeal is not None
    first = factories.answer(appeal, operator, now=NOON)
    arrived(first)
    factories.wrote(channel, factories.seen("А когда?", at=NOON + HOUR))
    arrived(factories.answer(appeal, operator, now=NOON + 2 * HOUR), now=NOON + 2 * HOUR)
    factories.wrote(channel, factories.seen("А точнее?", at=NOON + 3 * HOUR))
    running = Appeal.objects.get().answer_due_at
    arrived(first, now=NOON + 3 * HOUR)
    assert Appeal.objects.get().answer_due_at == running


def test_a_post_of_a_resident_is_answered_by_a_comment_under_it() -> None:
    channel = factories.channel()
    post = base.Place(kind=base.PlaceKind.POST, id="-1_7")
    message = factories.record(channel, factories.seen("Яма на дороге", place=post))
    comments = channels.ensure_thread(channel=channel, place=factories.under_post("-1_7"))
    Message.objects.filter(pk=message.pk).update(answer_thread=comments)
    appeal = services.attach_or_open(message=message, now=NOON).appeal
    ours = factories.record(
        channel,
        factories.seen(
            "Заделаем в среду", author="-1", place=factories.under_post("-1_7"), outgoing=True, at=NOON + HOUR
        ),
    )
    services.answered_elsewhere(message=ours, now=NOON + HOUR)
    assert appeal is not None
    appeal.refresh_from_db()
    assert appeal.first_answered_at == NOON + HOUR
    assert appeal.answer_due_at is None


def test_a_message_that_has_an_appeal_is_not_taken_away_from_it(operator: User) -> None:
    channel = factories.channel()
    decision = factories.wrote(channel)
    assert decision.appeal is not None
    services.dismiss(appeal_id=decision.appeal.pk, reason="спам", by=operator, now=NOON)
    again = services.take_back(message=decision.message, by=operator, now=NOON + HOUR)
    assert again.appeal == decision.appeal
    assert Appeal.objects.count() == 1
