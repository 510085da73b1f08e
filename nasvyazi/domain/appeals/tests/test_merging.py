"""Two appeals that are one matter, one that is two, and both undone: nothing is lost, every clock stays right."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import selectors, services
from nasvyazi.domain.appeals.models import Appeal, Decision, Draft, Note, Transition
from nasvyazi.domain.appeals.states import State
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


def wrote(channel: Channel, text: str, at: datetime = NOON, **more: object) -> Decision:
    return factories.wrote(channel, factories.seen(text, at=at, **more))  # type: ignore[arg-type]


def fresh(appeal: Appeal) -> Appeal:
    return Appeal.objects.get(pk=appeal.pk)


def texts(appeal: Appeal) -> list[str]:
    return [message.text for message in selectors.messages_of(appeal_id=appeal.pk)]


def arrived(letter: Letter, *, at: datetime) -> None:
    letter.parts.update(state="sent", sent_at=at)
    services.answer_delivered(part=letter.parts.get(), now=at)


def said_in_the_network(channel: Channel, at: datetime, **more: object) -> Message:
    seen = factories.seen("Уже едем", author="501", at=at, outgoing=True, **more)  # type: ignore[arg-type]
    message = factories.record(channel, seen)
    services.answered_elsewhere(message=message, now=at)
    return message


@pytest.fixture
def two(channel: Channel, operator: User) -> tuple[Appeal, Appeal]:
    """An appeal that was dismissed by mistake, and the one that the resident's next words opened."""
    first = wrote(channel, "Люк открыт").appeal
    assert first is not None
    services.dismiss(appeal_id=first.pk, reason="ошибка", by=operator, now=NOON)
    second = wrote(channel, "Вы уснули?", NOON + HOUR).appeal
    assert second is not None
    return first, second


@pytest.fixture
def talk(channel: Channel) -> tuple[Appeal, list[Message]]:
    """One appeal of three messages, a quarter of an hour apart."""
    said = [
        wrote(channel, text, NOON + number * 15 * MINUTE)
        for number, text in enumerate(("Снег", "Яма", "Лифт"))
    ]
    assert said[0].appeal is not None
    return said[0].appeal, [decision.message for decision in said]


def merge(one: Appeal, other: Appeal, by: User) -> Appeal:
    return services.merge(appeal_id=one.pk, other_id=other.pk, by=by, now=NOON + 2 * HOUR)


def split(appeal: Appeal, messages: list[Message], by: User) -> Appeal:
    numbers = [message.pk for message in messages]
    return services.split(appeal_id=appeal.pk, message_ids=numbers, by=by, now=NOON + 2 * HOUR)


# ---------------------------------------------------------------- merging


def test_the_older_goes_on_with_everything_and_the_younger_says_where_it_went(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    letter = factories.answer(younger, operator, now=NOON + HOUR)
    services.add_note(appeal_id=younger.pk, text="Звонила", by=operator, now=NOON + HOUR)
    services.save_draft(appeal_id=younger.pk, text="Пишу", author=operator, now=NOON + HOUR)
    assert merge(younger, older, operator) == older
    older, younger = fresh(older), fresh(younger)
    assert texts(older) == ["Люк открыт", "Вы уснули?"]
    assert (older.message_count, older.excerpt, older.state) == (2, "Люк открыт", State.IN_WORK)
    assert Letter.objects.get(reply__appeal=older) == letter
    assert [note.text for note in selectors.notes(appeal_id=older.pk)] == ["Звонила"]
    assert Draft.objects.get().appeal == older
    assert (younger.state, younger.merged_into, younger.next_due_at) == (State.DISMISSED, older, None)
    for appeal in (older, younger):
        row = Transition.objects.get(appeal=appeal, field=Transition.Field.MERGE)
        assert (row.old, row.new, row.by) == (str(younger.pk), str(older.pk), operator)


def test_an_appeal_that_was_over_goes_on_with_the_clocks_of_the_words_that_wait(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    due = younger.resolution_due_at
    older = merge(older, younger, operator)
    assert older.state == State.REOPENED
    assert (older.opened_at, older.last_message_at) == (NOON, NOON + HOUR)
    assert older.answer_due_at == NOON + 4 * HOUR, "nobody has answered the very first words"
    assert older.resolution_due_at == due


def test_what_was_answered_waits_no_more_when_it_is_merged(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    arrived(factories.answer(younger, operator, now=NOON + HOUR + MINUTE), at=NOON + HOUR + 2 * MINUTE)
    older = merge(older, younger, operator)
    assert older.answer_due_at is None
    assert older.first_answered_at == NOON + HOUR + 2 * MINUTE
    assert older.state == State.IN_WORK


def test_merging_again_changes_nothing(two: tuple[Appeal, Appeal], operator: User) -> None:
    assert merge(*two, operator) == merge(*two, operator) == merge(two[1], two[0], operator) == two[0]
    assert Transition.objects.filter(field=Transition.Field.MERGE).count() == 2


def test_further_words_join_the_appeal_that_goes_on(
    two: tuple[Appeal, Appeal], operator: User, channel: Channel
) -> None:
    older = merge(*two, operator)
    assert wrote(channel, "Ну?", NOON + 3 * HOUR).appeal == older


def test_only_one_residents_appeals_of_one_thread_become_one(channel: Channel, operator: User) -> None:
    dialogue = factories.appeal(channel, author="501")
    comment = wrote(channel, "И тут", author="501", place=factories.under_post()).appeal
    neighbour = wrote(channel, "И у нас", author="502", place=factories.under_post()).appeal
    assert comment is not None
    assert neighbour is not None
    for one, other in ((dialogue, comment), (comment, neighbour), (comment, comment)):
        with pytest.raises(services.NotOneConversation):
            merge(one, other, operator)


def test_a_merged_appeal_is_not_reopened_joined_or_merged_elsewhere(
    two: tuple[Appeal, Appeal], operator: User, channel: Channel
) -> None:
    older, younger = two
    merge(older, younger, operator)
    third = factories.appeal(channel)
    attempts: list[Callable[[], object]] = [
        partial(services.reopen, appeal_id=younger.pk, reason="?", by=operator, now=NOON),
        partial(services.join_problem, appeal_id=third.pk, other_id=younger.pk, by=operator, now=NOON),
        partial(services.split, appeal_id=younger.pk, message_ids=[1], by=operator, now=NOON),
    ]
    for attempt in attempts:
        with pytest.raises(services.MergedAway) as refused, transaction.atomic():
            attempt()
        assert refused.value.appeal == older


def test_an_answer_written_to_the_younger_meanwhile_is_the_olders(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    on_its_way = factories.answer(younger, operator, now=NOON + HOUR + MINUTE)
    merge(older, younger, operator)
    late = factories.answer(younger, operator, now=NOON + 3 * HOUR)
    assert {letter.reply.appeal for letter in Letter.objects.select_related("reply__appeal")} == {older}
    arrived(on_its_way, at=NOON + 3 * HOUR)
    arrived(late, at=NOON + 3 * HOUR)
    assert fresh(older).answer_due_at is None
    assert fresh(younger).first_answered_at is None


def test_two_unfinished_answers_of_one_author_are_both_kept(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    for appeal, text in ((older, "Начало"), (younger, "Продолжение")):
        services.save_draft(appeal_id=appeal.pk, text=text, author=operator, now=NOON)
    merge(older, younger, operator)
    assert Draft.objects.get().text == "Начало\n\nПродолжение"


def test_a_merge_is_undone_and_both_are_as_they_were(two: tuple[Appeal, Appeal], operator: User) -> None:
    older, younger = two
    letter = factories.answer(younger, operator, now=NOON + HOUR)
    merge(older, younger, operator)
    for _twice in range(2):
        services.take_apart(appeal_id=younger.pk, by=operator, now=NOON + 3 * HOUR)
    older, younger = fresh(older), fresh(younger)
    assert (texts(older), texts(younger)) == (["Люк открыт"], ["Вы уснули?"])
    assert (younger.merged_into, younger.state) == (None, State.REOPENED)
    assert younger.answer_due_at == NOON + 5 * HOUR
    assert Letter.objects.get(reply__appeal=younger) == letter
    assert not Decision.objects.exclude(origin=None).exists()


def test_what_was_over_before_it_was_merged_stays_over_when_that_is_undone(
    two: tuple[Appeal, Appeal], operator: User
) -> None:
    older, younger = two
    services.dismiss(appeal_id=younger.pk, reason="спам", by=operator, now=NOON + HOUR)
    older = merge(older, younger, operator)
    assert older.state == State.DISMISSED, "nothing of it was open"
    younger = services.take_apart(appeal_id=younger.pk, by=operator, now=NOON + 3 * HOUR)
    assert (younger.state, younger.answer_due_at, texts(younger)) == (State.DISMISSED, None, ["Вы уснули?"])


def test_what_was_merged_twice_is_found_from_the_one_that_goes_on(channel: Channel, operator: User) -> None:
    rows = []
    for number in range(3):
        appeal = wrote(channel, f"Слово {number}", NOON + number * MINUTE).appeal
        assert appeal is not None
        services.dismiss(appeal_id=appeal.pk, reason="ошибка", by=operator, now=NOON)
        rows.append(appeal)
    merge(rows[1], rows[2], operator)
    merge(rows[0], rows[1], operator)
    assert {fresh(row).merged_into_id for row in rows[1:]} == {rows[0].pk}
    services.take_apart(appeal_id=rows[2].pk, by=operator, now=NOON)
    assert [texts(row) for row in rows] == [["Слово 0", "Слово 1"], [], ["Слово 2"]]


# ---------------------------------------------------------------- splitting


def test_another_matter_becomes_an_appeal_beside_the_first(
    talk: tuple[Appeal, list[Message]], operator: User
) -> None:
    appeal, said = talk
    services.take(appeal_id=appeal.pk, by=operator, now=NOON)
    other = split(appeal, [said[1], said[2]], operator)
    appeal = fresh(appeal)
    assert (texts(appeal), texts(other)) == (["Снег"], ["Яма", "Лифт"])
    assert (other.state, other.is_split, other.person, other.excerpt) == (State.NEW, True, operator, "Яма")
    assert (other.message_count, appeal.message_count) == (2, 1)
    assert appeal.is_open, "both are open at once"
    for row in (appeal, other):
        line = Transition.objects.get(appeal=row, field=Transition.Field.SPLIT)
        assert (line.old, line.new) == (str(appeal.pk), str(other.pk))


def test_each_has_the_clocks_of_its_own_words(talk: tuple[Appeal, list[Message]], operator: User) -> None:
    appeal, said = talk
    other = split(appeal, [said[0]], operator)
    assert (other.opened_at, other.answer_due_at) == (NOON, NOON + 4 * HOUR)
    appeal = fresh(appeal)
    assert (appeal.opened_at, appeal.answer_due_at) == (NOON + 15 * MINUTE, NOON + 4 * HOUR + 15 * MINUTE)
    assert other.next_due_at == other.answer_due_at


def test_what_the_answer_did_not_concern_waits_again(
    talk: tuple[Appeal, list[Message]], operator: User
) -> None:
    appeal, said = talk
    arrived(factories.answer(appeal, operator, now=NOON + HOUR), at=NOON + HOUR)
    other = split(appeal, [said[1]], operator)
    assert fresh(appeal).answer_due_at is None, "the answer is the first appeal's"
    assert other.answer_due_at is not None
    assert other.first_answered_at is None


def test_an_answer_that_names_a_message_goes_with_it(channel: Channel, operator: User) -> None:
    place = factories.under_post()
    said = [
        wrote(channel, text, place=place, author="501", external_id=f"c{text}") for text in ("Снег", "Яма")
    ]
    appeal = said[0].appeal
    assert appeal is not None
    reply = said_in_the_network(channel, NOON + MINUTE, place=place, reply_to="cЯма")
    other = split(appeal, [said[1].message], operator)
    assert Note.objects.get(detail=str(reply.pk)).appeal == other
    assert other.first_answered_at == NOON + MINUTE
    assert (other.answer_due_at, fresh(appeal).first_answered_at) == (None, None)
    assert fresh(appeal).answer_due_at is None, "a clock that stood is not set going for what remains"


def test_something_stays_and_something_goes(talk: tuple[Appeal, list[Message]], operator: User) -> None:
    appeal, said = talk
    with pytest.raises(services.NothingLeft):
        split(appeal, said, operator)
    with pytest.raises(services.NothingChosen):
        split(appeal, [], operator)
    stranger = factories.appeal(text="Чужое").decisions.get().message
    with pytest.raises(services.NothingChosen):
        split(appeal, [stranger], operator)
    assert Appeal.objects.filter(resident=appeal.resident).count() == 1


def test_the_same_split_twice_is_one_appeal(talk: tuple[Appeal, list[Message]], operator: User) -> None:
    appeal, said = talk
    assert split(appeal, said[1:], operator) == split(appeal, said[1:], operator)
    assert Appeal.objects.count() == 2


def test_a_split_is_undone_by_a_merge(talk: tuple[Appeal, list[Message]], operator: User) -> None:
    appeal, said = talk
    other = split(appeal, said[1:], operator)
    assert merge(appeal, other, operator) == appeal
    assert texts(appeal) == ["Снег", "Яма", "Лифт"]
    assert fresh(appeal).is_split is False, "it is the one that further words join"


def test_a_message_is_moved_to_the_matter_it_belongs_to(
    talk: tuple[Appeal, list[Message]], operator: User
) -> None:
    appeal, said = talk
    other = split(appeal, [said[1]], operator)
    for _twice in range(2):
        services.move_messages(
            appeal_id=appeal.pk,
            target_id=other.pk,
            message_ids=[said[2].pk],
            by=operator,
            now=NOON + 3 * HOUR,
        )
    assert (texts(appeal), texts(other)) == (["Снег"], ["Яма", "Лифт"])
    assert Transition.objects.filter(field=Transition.Field.MOVE).count() == 2


def test_unanswered_words_that_come_to_a_resolved_matter_reopen_it(
    talk: tuple[Appeal, list[Message]], operator: User
) -> None:
    appeal, said = talk
    other = split(appeal, [said[1]], operator)
    services.resolve(appeal_id=other.pk, by=operator, now=NOON + 2 * HOUR)
    moved = services.move_messages(
        appeal_id=appeal.pk, target_id=other.pk, message_ids=[said[2].pk], by=operator, now=NOON + 3 * HOUR
    )
    assert moved.state == State.REOPENED
    services.dismiss(appeal_id=other.pk, reason="спам", by=operator, now=NOON + 3 * HOUR)
    with pytest.raises(services.IsOver):
        services.move_messages(
            appeal_id=appeal.pk,
            target_id=other.pk,
            message_ids=[said[0].pk],
            by=operator,
            now=NOON + 3 * HOUR,
        )


# ---------------------------------------------------------------- two matters of one resident are open


def test_further_words_join_the_first_matter_unless_they_answer_the_other(
    talk: tuple[Appeal, list[Message]], operator: User, channel: Channel
) -> None:
    appeal, said = talk
    other = split(appeal, [said[1]], operator)
    assert wrote(channel, "И ещё", NOON + 3 * HOUR).appeal == appeal
    assert wrote(channel, "Вот фото", NOON + 3 * HOUR, reply_to=said[1].external_id).appeal == other
    letter = factories.answer(other, operator, now=NOON + 3 * HOUR)
    letter.parts.update(state="sent", sent_at=NOON, external_id="l1")
    assert wrote(channel, "Спасибо", NOON + 3 * HOUR, reply_to="l1").appeal == other
    services.dismiss(appeal_id=appeal.pk, reason="убрали", by=operator, now=NOON + 3 * HOUR)
    assert wrote(channel, "А яма?", NOON + 4 * HOUR).appeal == other, "nothing else is open"


def test_the_first_matter_is_reopened_beside_the_other(
    talk: tuple[Appeal, list[Message]], operator: User, channel: Channel
) -> None:
    appeal, said = talk
    other = split(appeal, [said[1]], operator)
    for row in (appeal, other):
        services.dismiss(appeal_id=row.pk, reason="?", by=operator, now=NOON + 3 * HOUR)
    for row in (appeal, other):
        services.reopen(appeal_id=row.pk, reason="!", by=operator, now=NOON + 3 * HOUR)
    changed = factories.record(
        channel,
        factories.seen(
            "Яма!", external_id=said[1].external_id, version_at=NOON + 4 * HOUR, change=base.Change.EDITED
        ),
    )
    services.message_changed(message=changed, now=NOON + 4 * HOUR)
    assert fresh(other).excerpt == "Яма!"
    assert fresh(appeal).excerpt == "Снег"


def test_an_answer_in_the_network_is_of_the_matter_they_spoke_of_last(
    talk: tuple[Appeal, list[Message]], operator: User, channel: Channel
) -> None:
    appeal, said = talk
    other = split(appeal, [said[2]], operator)
    said_in_the_network(channel, NOON + 3 * HOUR)
    assert (fresh(other).answer_due_at, fresh(other).first_answered_at) == (None, NOON + 3 * HOUR)
    assert fresh(appeal).answer_due_at is not None, "the first matter has no answer yet"
    said_in_the_network(channel, NOON + 4 * HOUR, reply_to=said[0].external_id)
    assert fresh(appeal).first_answered_at == NOON + 4 * HOUR


def test_whoever_answers_one_matter_is_told_of_any_answer_in_the_network(
    talk: tuple[Appeal, list[Message]], operator: User, channel: Channel
) -> None:
    appeal, said = talk
    split(appeal, [said[2]], operator)
    said_in_the_network(channel, NOON + 3 * HOUR)
    with pytest.raises(services.AnsweredMeanwhile) as refused:
        services.reply(
            appeal_id=appeal.pk,
            author=operator,
            thread=appeal.thread,
            parts=factories.parts("Здравствуйте"),
            request_key=uuid4(),
            now=NOON + 3 * HOUR,
            seen_at=NOON + 2 * HOUR,
        )
    assert selectors.answer_at(appeal, at=refused.value.at) == "Уже едем"


def test_the_database_knows_one_open_appeal_that_is_not_split_off(
    talk: tuple[Appeal, list[Message]], operator: User
) -> None:
    appeal, said = talk
    other = split(appeal, [said[1]], operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=other.pk).update(is_split=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=other.pk).update(merged_into=appeal)
    services.dismiss(appeal_id=other.pk, reason="?", by=operator, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=other.pk).update(merged_into=other.pk)
