"""What must not be published without a second look, and what every answer may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding.personal import Found, Kind, find

OURS = ("Арсений Лучезаров", "Вера Зимородкова")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Перезвоните Марине: +7 (900) 123-45-67", Kind.PHONE, "+7 (900) 123-45-67"),
        ("её номер 89001234567.", Kind.PHONE, "89001234567"),
        ("по адресу Минская 49, кв. 12, были", Kind.FLAT, "кв. 12"),
        ("в квартире № 7 протечка", Kind.FLAT, "квартире № 7"),
        ("СНИЛС 112-233-445 95 не нужен", Kind.DOCUMENT, "112-233-445 95"),
        ("паспорт 97 05 123456", Kind.DOCUMENT, "97 05 123456"),
        ("Вы инвалид второй группы", Kind.HEALTH, "инвалид"),
        ("с учётом вашего диагноза", Kind.HEALTH, "диагноза"),
        ("собственник Петров И. С. отказался", Kind.SURNAME, "Петров И. С."),
        ("Иванова Мария Петровна просила", Kind.SURNAME, "Иванова Мария Петровна"),
        ("гражданка Сидорова писала", Kind.SURNAME, "гражданка Сидорова"),
    ],
)  # fmt: skip
def test_what_is_somebodys_own_is_found(text: str, kind: Kind, words: str) -> None:
    assert Found(kind, words) in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте, Марина! Диспетчерская: 8 (8352) 45-12-33, круглосуточно.",
        "Горячая линия 8-800-100-20-30 или 112.",
        "Ремонт поликлиники № 5 и больницы закончим 12.09.2026, смета 4 512 300 рублей.",
        "На улице Гагарина, 12 и Минской, 49 работы идут, акт № 45-12 от 01.10.2026.",
        "Спасибо! Глава района Арсений Лучезаров и депутат В. И. Зимородкова приедут в среду.",
        "Почта приёмной: priem@zarechny.example",
        "Двор дома 5 кв.м площадки не хватает",
        "",
    ],
)
def test_what_an_answer_usually_holds_is_no_secret(text: str) -> None:
    assert find(text, resident="Марина", ours=OURS) == []


@pytest.mark.parametrize("text", ["Уважаемая Озёрова!", "Ответ для Озёровой готов", "Озёрову просим подойти"])
def test_a_residents_surname_is_found_in_every_case_and_their_first_name_is_not(text: str) -> None:
    assert [one.kind for one in find(text, resident="Марина Озёрова")] == [Kind.SURNAME]
    assert find("Марина, едем", resident="Марина Озёрова") == []


def test_another_resident_of_the_conversation_is_not_named_either() -> None:
    assert [one.words for one in find("Как мы ответили Ветродуеву", others=["Пётр Ветродуев"])] == [
        "Ветродуеву"
    ]


def test_a_colleague_who_shares_a_residents_surname_may_be_named() -> None:
    assert find("К вам выйдет Зимородкова", resident="Анна Зимородкова", ours=OURS) == []


def test_what_was_said_in_private_stays_there_whatever_its_form() -> None:
    private = "мой телефон 45-12-33, почта oz@mail.example"
    found = find("Позвоним на 45-12-33 и напишем на OZ@mail.example", private=private)
    assert found == [Found(Kind.PHONE, "45-12-33"), Found(Kind.MAIL, "OZ@mail.example")]


def test_each_thing_is_told_once_and_in_order() -> None:
    found = find("кв. 12, потом +79001234567, снова кв. 12")
    assert [one.words for one in found] == ["кв. 12", "+79001234567"]


@given(st.text(), st.text(max_size=30))
def test_any_text_and_any_name_is_survived(text: str, name: str) -> None:
    for one in find(text, resident=name, others=[name], ours=[name], private=text):
        assert one.words in text
