"""What comes in: every message finds its appeal, once, in whatever order it comes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from nasvyazi.domain.accounts.models import Desk
from nasvyazi.domain.appeals import services
from nasvyazi.domain.appeals.models import Appeal, Decision, Transition
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.inbox import services as inbox
from nasvyazi.domain.inbox.models import Message, Version
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


def test_a_first_message_opens_an_appeal_with_a_desk_and_both_clocks() -> None:
    appeal = factories.wrote(factories.channel()).appeal
    assert appeal is not None
    assert (appeal.state, appeal.desk_id) == (State.NEW, Desk.MAIN_ID)
    assert appeal.answer_due_at == NOON + timedelta(hours=4), "four working hours after a Monday noon"
    assert appeal.resolution_due_at > appeal.answer_due_at
    assert appeal.next_due_at == appeal.answer_due_at


def test_the_next_message_of_the_same_resident_joins_the_open_appeal() -> None:
    channel = factories.channel()
    first = factories.wrote(channel, factories.seen("Первое"))
    second = factories.wrote(channel, factories.seen("Второе", at=NOON + timedelta(minutes=5)))
    assert first.appeal == second.appeal
    assert Appeal.objects.get().message_count == 2


def test_two_residents_under_one_post_have_two_appeals() -> None:
    channel = factories.channel()
    for author in ("1", "2"):
        factories.wrote(channel, factories.seen(author=author, place=factories.under_post()))
    assert Appeal.objects.count() == 2


def test_after_an_appeal_is_closed_a_new_message_opens_a_new_one() -> None:
    channel, operator = factories.channel(), factories.user()
    first = factories.wrote(channel).appeal
    assert first is not None
    services.dismiss(appeal_id=first.pk, reason="спам", by=operator, now=NOON)
    second = factories.wrote(channel, factories.seen("Ещё раз", at=NOON + timedelta(hours=1))).appeal
    assert second != first


def test_a_resident_who_writes_after_the_solution_reopens_it() -> None:
    channel, operator = factories.channel(), factories.user()
    appeal = factories.wrote(channel).appeal
    assert appeal is not None
    services.resolve(appeal_id=appeal.pk, by=operator, now=NOON)
    factories.wrote(channel, factories.seen("Ничего не сделано!", at=NOON + timedelta(hours=1)))
    appeal.refresh_from_db()
    assert appeal.state == State.REOPENED
    assert appeal.answer_due_at is not None


def test_the_same_message_again_changes_nothing() -> None:
    channel, message = factories.channel(), factories.seen()
    assert factories.wrote(channel, message) == factories.wrote(channel, message)
    assert (Message.objects.count(), Version.objects.count(), Decision.objects.count()) == (1, 1, 1)


def test_a_message_without_words_and_attachments_is_set_aside_by_a_rule_and_can_be_taken_back() -> None:
    decision = factories.wrote(factories.channel(), factories.seen(""))
    assert (decision.appeal, decision.rule) == (None, "empty_message")
    back = services.take_back(message=decision.message, by=factories.user(), now=NOON)
    assert back.appeal is not None
    assert back.set_aside_reason == ""


def test_a_message_of_photos_alone_is_an_appeal() -> None:
    decision = factories.wrote(factories.channel(), factories.seen("", attachments=[factories.photo()]))
    assert decision.appeal is not None
    assert decision.appeal.photo_count == 1


def test_an_edit_that_comes_before_its_message_loses_neither_wording() -> None:
    channel = factories.channel()
    later = NOON + timedelta(minutes=3)
    edit = factories.seen("Стало", external_id="7", version_at=later, change=base.Change.EDITED)
    factories.wrote(channel, edit)
    factories.wrote(channel, factories.seen("Было", external_id="7"))
    message = Message.objects.get()
    assert message.text == "Стало"
    assert [version.text for version in message.versions.order_by("at")] == ["Было", "Стало"]


def test_words_changed_after_our_answer_wait_for_an_answer_again() -> None:
    channel, operator = factories.channel(), factories.user()
    appeal = factories.wrote(channel, factories.seen("Спасибо", external_id="7")).appeal
    assert appeal is not None
    letter = factories.answer(appeal, operator, now=NOON + timedelta(minutes=1))
    letter.parts.update(state="sent", sent_at=NOON)
    services.answer_delivered(part=letter.parts.get(), now=NOON + timedelta(minutes=2))
    appeal.refresh_from_db()
    assert appeal.answer_due_at is None
    row = factories.record(
        channel,
        factories.seen(
            "Спасибо, но люк открыт!",
            external_id="7",
            version_at=NOON + timedelta(minutes=9),
            change=base.Change.EDITED,
        ),
    )
    services.message_changed(message=row, now=NOON + timedelta(minutes=9))
    appeal.refresh_from_db()
    assert appeal.answer_due_at is not None
    assert appeal.excerpt == "Спасибо, но люк открыт!"


def test_a_deletion_that_outran_its_message_marks_it_when_it_comes() -> None:
    channel, message = factories.channel(), factories.seen(external_id="7")
    thread = factories.wrote(channel, factories.seen(external_id="6")).message.thread
    gone = base.MessageGone(place=message.place, external_id="7", at=NOON)
    assert inbox.mark_deleted(thread=thread, gone=gone) is None
    row = factories.wrote(channel, message).message
    row.refresh_from_db()
    assert row.deleted_at == NOON
    assert row.text, "the words stay"


def test_a_photo_taken_away_by_an_edit_stays_marked() -> None:
    channel = factories.channel()
    factories.wrote(
        channel, factories.seen(external_id="7", attachments=[factories.photo(1), factories.photo(2)])
    )
    edit = factories.seen(
        external_id="7",
        version_at=NOON + timedelta(minutes=1),
        change=base.Change.EDITED,
        attachments=[factories.photo(2)],
    )
    factories.record(channel, edit)
    removed = Message.objects.get().attachments.order_by("identity")
    assert [attachment.removed for attachment in removed] == [True, False]


def test_evidence_cannot_be_changed_even_by_sql() -> None:
    factories.wrote(factories.channel())
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.update(text="иначе")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.update(reason="иначе")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transition.objects.all().delete()


@pytest.mark.parametrize(
    "change",
    [
        {"next_due_at": None},
        {"state": State.PLANNED, "planned_for": None},
        {"snoozed_until": F("next_due_at") + timedelta(seconds=1)},
        {"state": "unheard-of"},
        {"state": State.CLOSED, "closed_at": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_an_open_appeal_that_nobody_would_look_at(change: dict[str, object]) -> None:
    factories.appeal()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(**change)


def test_an_infinite_due_time_is_no_due_time() -> None:
    appeal = factories.appeal()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE appeals_appeal SET next_due_at = 'infinity' WHERE id = %s", [appeal.pk])


def test_the_main_desk_cannot_be_deleted() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.filter(pk=Desk.MAIN_ID).delete()


def test_a_resolved_appeal_closes_by_itself_when_its_day_comes_and_not_before() -> None:
    operator, appeal = factories.user(), factories.appeal()
    services.resolve(appeal_id=appeal.pk, by=operator, now=NOON)
    assert services.close_due(now=NOON + timedelta(days=6)) == 0
    assert services.close_due(now=NOON + timedelta(days=8)) == 1
    appeal.refresh_from_db()
    assert appeal.state == State.CLOSED


def test_an_appeal_whose_answer_did_not_arrive_does_not_close_by_itself() -> None:
    operator, appeal = factories.user(), factories.appeal()
    letter = factories.answer(appeal, operator)
    letter.parts.update(state="failed", error_code="vk:901")
    services.resolve(appeal_id=appeal.pk, by=operator, now=NOON)
    assert services.close_due(now=NOON + timedelta(days=30)) == 0
