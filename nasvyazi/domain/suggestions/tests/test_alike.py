"""Answers to appeals much like the opened one: found by their words, shown to whom they may be shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.channels.models import Channel
from nasvyazi.domain.outbox.models import LetterPart
from nasvyazi.domain.suggestions import alike, telling
from nasvyazi.domain.suggestions.alike import Alike
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKED = "Во дворе не чистят снег, дворник не приходит"


@pytest.fixture
def operator() -> User:
    return factories.user(username="olga")


@pytest.fixture
def channel() -> Channel:
    return factories.channel()


@pytest.fixture
def opened(channel: Channel) -> Appeal:
    decision = factories.wrote(channel, factories.seen(ASKED, author="900", name="Ольга Белова"))
    assert decision.appeal is not None
    return decision.appeal


def answered(
    operator: User,
    channel: Channel,
    asked: str = "Двор не чистят от снега",
    told: str = "Снег уберут, дворника предупредили.",
    *,
    name: str = "Марина Кузнецова",
    public: bool = False,
) -> Appeal:
    """An appeal whose answer has arrived."""
    author = str(factories.next_number() + 7000)
    place = factories.under_post() if public else None
    appeal = factories.wrote(channel, factories.seen(asked, author=author, name=name, place=place)).appeal
    assert appeal is not None
    letter = factories.answer(appeal, operator, told)
    LetterPart.objects.filter(letter=letter).update(state="sent", sent_at=NOON + HOUR)
    appeals.answer_delivered(part=letter.parts.get(), now=NOON + HOUR)
    return appeal


def found(opened: Appeal, *, desks: tuple[int, ...] = (Desk.MAIN_ID,)) -> list[Alike]:
    return alike.answers(
        opened,
        weights=telling.weights(opened),
        among=Appeal.objects.all(),
        desks=desks,
        limit=5,
        now=NOON + HOUR,
    )


def test_the_answer_to_an_appeal_with_the_same_words_is_found_for_the_new_resident(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    told = "Марина, здравствуйте! Снег уберут до 25 ноября."
    near = answered(operator, channel, told=told)
    answered(operator, channel, "Лифт стоит вторую неделю", "Лифт запустили, извините за ожидание.")
    (one,) = found(opened)
    assert one.appeal == near
    assert one.adapted.text == "Ольга, здравствуйте! Снег уберут до [дата]."
    assert (one.adapted.blanks, one.at, one.came_back) == (("дата",), NOON, False)


def test_more_words_in_common_go_first_then_the_same_channel(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    elsewhere = answered(operator, factories.channel(), told="Ответ из другой группы района.")
    same = answered(operator, channel, told="Ответ из той же группы района.")
    more = answered(operator, channel, f"{ASKED}!", "Ответ на те же самые слова жителя.")
    assert [one.appeal for one in found(opened)] == [more, same, elsewhere]


def test_what_is_not_answered_or_not_delivered_is_no_suggestion(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    factories.appeal(channel, text=ASKED)
    waiting = factories.appeal(channel, text=ASKED)
    factories.answer(waiting, operator, "Снег уберут, дворника предупредили.")
    assert found(opened) == []


def test_an_answer_given_in_the_network_itself_counts(channel: Channel, opened: Appeal) -> None:
    other = factories.appeal(channel, text=ASKED, author="901")
    said = factories.seen("Снег убрали утром, спасибо.", author="901", outgoing=True, at=NOON + HOUR)
    appeals.answered_elsewhere(message=factories.record(channel, said), now=NOON + HOUR)
    assert [one.appeal for one in found(opened)] == [other]


def test_what_only_the_resident_read_is_for_their_desk_alone(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    answered(operator, channel, told="Сказано лично: снег уберут.")
    public = answered(operator, channel, told="Сказано при всех: снег уберут.", public=True)
    assert len(found(opened)) == 2
    assert [one.appeal for one in found(opened, desks=())] == [public]
    hidden = alike.answer(opened, of=Appeal.objects.exclude(pk__in=(public.pk, opened.pk)).get(), desks=())
    assert hidden is None


def test_the_resident_who_wrote_again_is_told(operator: User, channel: Channel, opened: Appeal) -> None:
    other = answered(operator, channel)
    again = factories.seen("Ничего не убрали!", author=other.resident.network_id, at=NOON + HOUR)
    factories.wrote(channel, again)
    assert [one.came_back for one in found(opened)] == [True]


def test_the_same_words_to_many_are_one_suggestion_and_scraps_are_none(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    for _ in range(3):
        answered(operator, channel)
    answered(operator, channel, told="15 ноября.")
    assert len(found(opened)) == 1


def test_a_telephone_that_was_told_to_several_residents_is_a_services(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    told = "Позвоните диспетчеру: 8 (8352) 23-50-12."
    answered(operator, channel, told=told)
    assert "[телефон]" in found(opened)[0].adapted.text
    for _ in range(2):
        answered(operator, channel, told=told)
    assert found(opened)[0].adapted.text == told


def test_an_appeal_without_words_finds_nothing(operator: User, channel: Channel, opened: Appeal) -> None:
    answered(operator, channel)
    for words in ("", "49", "и не в", "🙂", "'", "\\"):
        opened.excerpt = words
        assert found(opened) == []


@pytest.mark.parametrize("words", ["снег' | 'x", "C:\\снег\\двор чистят", "a&b:* двор снег !чистят"])
def test_words_with_signs_of_the_search_are_words(
    words: str, operator: User, channel: Channel, opened: Appeal
) -> None:
    near = answered(operator, channel, words)
    opened.excerpt = words
    assert [one.appeal for one in found(opened)] == [near]


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    operator: User, channel: Channel, opened: Appeal
) -> None:
    counts = []
    for number in range(1, 8):
        answered(operator, channel, told=f"Позвоните: 8 (8352) 23-50-1{number}. {'Очень ' * number}ждём.")
        if number in (1, 7):
            with CaptureQueriesContext(connection) as queries:
                assert len(found(opened)) == min(number, 5)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_messages_are_found_by_an_index_and_at_most_so_many(opened: Appeal) -> None:
    query = alike.newest_with(telling.weights(opened))
    with connection.cursor() as cursor:
        # A table of three rows is read whole, unless the database is told not to.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = query.values("pk").explain()
    assert "Limit" in plan
    assert "message_words" in plan or "inbox_message_pkey" in plan
    assert "Seq Scan" not in plan


def test_a_word_that_stands_everywhere_tells_less_than_a_rare_one(channel: Channel, opened: Appeal) -> None:
    for number in range(30):
        factories.wrote(channel, factories.seen(f"Снег {'двор ' * (number % 7 == 0)}", author=str(number)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_message")
    weights = telling.weights(opened)
    assert "снег" not in weights, "it stands in nearly every message"
    assert weights["двор"] < weights["дворник"]
