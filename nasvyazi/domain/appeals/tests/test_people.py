"""One person in several networks: who may be one, what they wrote, how they are counted and cautioned about."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import Desk, User
from nasvyazi.domain.appeals import people, services
from nasvyazi.domain.appeals.cautions import cautions
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.recipients import meant, recipients
from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel, Resident
from nasvyazi.domain.inbox.models import Message
from nasvyazi.domain.problems.models import Problem
from nasvyazi.networks import base
from tests import factories
from tests.factories import MONDAY_NOON as NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return factories.user()


@pytest.fixture
def vk() -> Channel:
    return factories.channel("vk")


@pytest.fixture
def telegram() -> Channel:
    return factories.channel("telegram")


def wrote(
    channel: Channel,
    text: str = "Яма",
    *,
    author: str = "",
    name: str = "",
    place: base.Place | None = None,
) -> Appeal:
    author = author or str(factories.next_number())
    appeal = factories.wrote(channel, factories.seen(text, author=author, name=name, place=place)).appeal
    assert appeal is not None
    return appeal


def joined(operator: User, *rows: Appeal) -> Problem:
    for row in rows[1:]:
        problem = services.join_problem(appeal_id=rows[0].pk, other_id=row.pk, by=operator, now=NOON)
    return problem


def same(operator: User, one: Appeal, other: Appeal) -> None:
    channels.join_residents(resident_id=one.resident_id, other_id=other.resident_id, by=operator, now=NOON)
    for row in (one, other):
        row.refresh_from_db()


def everybody() -> list[Resident]:
    return list(Resident.objects.order_by("pk"))


# ---------------------------------------------------------------- who may be the same person


@pytest.mark.parametrize(
    ("name", "is_same"),
    [
        ("Петров Иван", True),
        ("ИВАН  ПЕТРОВ", True),
        ("Иван Петров", True),
        ("Иван Семёнов-Петров", False),
        ("Иван", False),
        ("Марина Петрова", False),
        ("", False),
    ],
)
def test_the_same_words_of_a_name_suggest_the_same_person(
    name: str, is_same: bool, vk: Channel, telegram: Channel
) -> None:
    ivan, other = wrote(vk, name="Иван Петров"), wrote(telegram, name=name)
    found = people.namesakes(ivan.resident, among=Resident.objects.all())
    assert found == ([other.resident] if is_same else [])


def test_a_name_of_one_word_suggests_nobody_and_yo_is_e(vk: Channel, telegram: Channel) -> None:
    marina = wrote(vk, name="Марина К.")
    wrote(telegram, name="Марина К.")
    assert people.namesakes(marina.resident, among=Resident.objects.all()) == []
    pyotr, petr = wrote(vk, name="Пётр Семёнов"), wrote(telegram, name="Семенов Петр")
    assert people.namesakes(pyotr.resident, among=Resident.objects.all()) == [petr.resident]
    assert people.namesakes(petr.resident, among=Resident.objects.all()) == [pyotr.resident]


@pytest.mark.parametrize(
    "written",
    [
        "89001234567",
        "+79001234567",
        "8 900 123 45 67",
        "+7 900 123-45-67",
        "8-900-123-45-67",
        "8 (900) 123-45-67",
        "+7(900)123-45-67",
        "8(900)1234567",
        "900 123 45 67",
        "8-900-1234567",
    ],
)
def test_the_same_telephone_in_private_suggests_the_same_person_however_it_is_written(
    written: str, vk: Channel, telegram: Channel
) -> None:
    one = wrote(vk, "Позвоните мне: +7 (900) 123-45-67, жду")
    other = wrote(telegram, f"Мой номер {written}. Лифт стоит")
    wrote(telegram, "А мой 89001234568")
    assert people.same_phone(one.resident, among=Appeal.objects.all()) == [other.resident]
    assert people.same_phone(other.resident, among=Appeal.objects.all()) == [one.resident]


def test_a_telephone_that_was_written_down_is_found_and_one_said_in_public_is_not(vk: Channel) -> None:
    one = wrote(vk, "Мой номер 89001234567")
    wrote(vk, "Аварийная: 89001234567", place=factories.under_post())
    desk = channels.ensure_by_hand(desk=Desk.objects.get(pk=Desk.MAIN_ID))
    entered = channels.ensure_entered_resident(
        identity=channels.telephone_identity("79001234567"), name="Иван", contact="+7 900 123 45 67"
    )
    call = factories.seen("Звонил про лифт", author=entered.network_id)
    assert factories.wrote(desk, call).message.resident == entered
    assert people.same_phone(one.resident, among=Appeal.objects.all()) == [entered]
    assert people.same_phone(entered, among=Appeal.objects.all()) == [one.resident]


def test_what_the_reader_does_not_see_suggests_nobody(vk: Channel) -> None:
    one = wrote(vk, "Мой номер 89001234567")
    elsewhere = factories.channel("telegram", desk=Desk.objects.create(name="Другой участок"))
    hidden = wrote(elsewhere, "Мой номер 89001234567")
    mine = Appeal.objects.exclude(pk=hidden.pk)
    assert people.same_phone(one.resident, among=mine) == []
    not_ones_own = Appeal.objects.exclude(pk=one.pk)
    assert people.same_phone(one.resident, among=not_ones_own) == [], "nor do the resident's own unseen words"


def test_residents_are_found_by_name_and_by_what_the_network_calls_them(vk: Channel) -> None:
    ivan = wrote(vk, author="7700123", name="Иван Петров").resident
    for words in ("петров", "7700123", "https://vk.com/id7700123", "@7700123"):
        assert list(people.found(words, among=Resident.objects.all())) == [ivan], words
    assert not people.found("жираф", among=Resident.objects.all())


def test_names_telephones_and_identities_are_found_by_their_indexes(vk: Channel) -> None:
    one = wrote(vk, "Мой номер 89001234567", name="Иван Петров")
    mine = Appeal.objects.all()
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        people.namesakes(one.resident, among=Resident.objects.all())
        people.same_phone(one.resident, among=mine)
        list(people.with_elsewhere(mine.filter(pk=one.pk), among=mine))
        asked = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")]
        plan = ""
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            plan += "\n".join(row[0] for row in cursor.fetchall())
    for index in ("resident_by_name", "message_words", "resident_of_person"):
        assert index in plan


# ---------------------------------------------------------------- what one person wrote


def test_an_appeal_knows_what_the_same_person_wrote_in_other_networks(
    vk: Channel, telegram: Channel, operator: User
) -> None:
    one, other = wrote(vk, name="Иван"), wrote(telegram, author="77")
    wrote(telegram)
    mine = Appeal.objects.all()

    def elsewhere(appeal: Appeal, among: QuerySet[Appeal] = mine) -> list[dict[str, object]]:
        row = people.with_elsewhere(mine, among=among).get(pk=appeal.pk)
        told: list[dict[str, object]] = vars(row)["elsewhere"]
        return told

    assert elsewhere(one) == []
    same(operator, one, other)
    told = {"number": other.pk, "id": other.resident_id, "network": "telegram", "name": "77"}
    assert elsewhere(one) == [told]
    assert elsewhere(one, Appeal.objects.exclude(pk=other.pk)) == [], "not to everybody"
    channels.part_resident(resident_id=other.resident_id, reason="другой", by=operator, now=NOON)
    assert elsewhere(one) == []


def test_a_persons_name_and_telephone_from_another_network_are_cautioned_about_in_public(
    vk: Channel, telegram: Channel, operator: User
) -> None:
    public = wrote(vk, name="Ваня", place=factories.under_post())
    private = wrote(telegram, "Мой домашний 55-44-33", name="Иван Зимородков")
    text = "Иван Зимородков, звонили вам на 55-44-33"
    assert not cautions(public, public.thread, text).personal
    same(operator, public, private)
    found = {one.words for one in cautions(public, public.thread, text).personal}
    assert found == {"Зимородков", "55-44-33"}
    assert not cautions(private, private.thread, text), "in private it is theirs"


# ---------------------------------------------------------------- to whom an answer to a problem goes


def test_everybody_is_meant_once_by_their_newest_open_appeal(
    vk: Channel, telegram: Channel, operator: User
) -> None:
    first, second, alone, over = wrote(vk), wrote(telegram), wrote(vk), wrote(vk)
    problem = joined(operator, first, second, alone, over)
    same(operator, first, second)
    services.dismiss(appeal_id=over.pk, reason="ошибка", by=operator, now=NOON)
    found = recipients(problem, among=Appeal.objects.all(), limit=10)
    assert [one.appeal for one in found] == [over, alone, second, first], "one person's together"
    everywhere = {one.appeal.pk for one in found}
    assert meant(found, reachable=everywhere) == {alone.pk, second.pk}
    assert meant(found, reachable=everywhere - {second.pk}) == {alone.pk, first.pk}, (
        "where they can be reached"
    )
    assert meant(found, reachable={over.pk}) == set()


def test_the_latest_standing_message_is_answered_and_the_cost_does_not_grow(
    vk: Channel, operator: User
) -> None:
    costs = []
    for count in (2, 6):
        rows = [wrote(vk, author=str(factories.next_number())) for _ in range(count)]
        last = factories.wrote(vk, factories.seen("Ещё", author=rows[0].resident.network_id)).message
        gone = factories.wrote(vk, factories.seen("Удалю", author=rows[0].resident.network_id)).message
        Message.objects.filter(pk=gone.pk).update(deleted_at=NOON)
        problem = joined(operator, *rows)
        with CaptureQueriesContext(connection) as queries:
            found = recipients(problem, among=Appeal.objects.all(), limit=10)
        costs.append(len(queries))
        assert {one.appeal: one.message for one in found}[rows[0]] == last
    assert costs == [2, 2]
