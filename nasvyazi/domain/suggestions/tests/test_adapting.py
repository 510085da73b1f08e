"""What one resident was told is made fit for another: nothing of the first one's own is left."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nasvyazi.domain.suggestions.adapting import Ours, adapt, digits, telephones
from nasvyazi.domain.suggestions.names import WORD, plain

SERVICE = "8 (8352) 23-50-12"
OURS = Ours(names=("Сергей Петров", "Глава района"), phones=frozenset((digits(SERVICE),)))


def adapted(text: str, *, old: str = "Марина Кузнецова", new: str = "Ольга Белова", ours: Ours = OURS) -> str:
    return adapt(text, old_resident=old, new_resident=new, ours=ours).text


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Марина, здравствуйте!", "Ольга, здравствуйте!"),
        ("Здравствуйте, Марина!", "Здравствуйте, Ольга!"),
        ("Добрый день, Марина Петровна!", "Добрый день, Ольга!"),
        ("Уважаемая Марина Петровна!", "Уважаемая Ольга!"),
        ("Уважаемая Мариночка!", "Уважаемая Ольга!"),
        ("Здравствуйте! Спасибо, что написали.", "Здравствуйте! Спасибо, что написали."),
        ("Заявка Марины Кузнецовой выполнена.", "Заявка [имя] выполнена."),
        ("МАРИНА, Кузнецовой М. передали", "Ольга, [имя] передали"),
        ("Ма\u00adри\u0301на, марине ответили", "Ольга, [имя] ответили"),
    ],
)
def test_the_new_resident_is_spoken_to_in_the_place_of_the_old_one(told: str, expected: str) -> None:
    assert adapted(told) == expected


def test_a_greeting_that_does_not_fit_the_new_resident_is_left_to_a_person() -> None:
    assert adapted("Уважаемая Марина!", new="Иван Белов") == "Уважаемая [имя]!"
    assert adapted("Уважаемый Павел!", old="Павел Ким", new="Илья Ким") == "Уважаемый Илья!"
    assert adapted("Уважаемый Павел!", old="Павел Ким", new="Саша Ким") == "Уважаемый [имя]!"
    assert adapted("Уважаемый Павел!", old="Павел Ким", new="sun_shine 77") == "Уважаемый [имя]!"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Снег на ул. Минской, д. 49, кв. 5 уберут.", "Снег на [адрес] уберут."),
        ("Дома 49, 51 и 53 по улице Минской подключены.", "[адрес] подключены."),
        ("По Московскому проспекту, дом 19к2 тепло дано.", "По [адрес] тепло дано."),
        ("Яму на Минской 49 засыпали.", "Яму на [адрес] засыпали."),
        ("Яму на Филиппа Лукина, 6 засыпали.", "Яму на [адрес] засыпали."),
        ("На остановке «Бульвар Юности» чисто.", "На остановке «[адрес]» чисто."),
        ("С 5-го подъезда и до 9-го.", "С [номер] подъезда и до [номер]."),
        ("Уберём до 15 ноября 2026 года.", "Уберём до [дата]."),
        ("Уберём 15.11.2026, в понедельник.", "Уберём [дата], в [дата]."),
        ("Работы в октябре, в III квартале и до конца недели.", "Работы в [дата], в [дата] и до [дата]."),
        ("Бригада выезжала вчера, с 8 до 17 часов.", "Бригада выезжала [дата], с [время]."),
        ("Начнём в 14:00.", "Начнём в [время]."),
        ("Это стоит 12 500 руб. Срок — 3 рабочих дня.", "Это стоит [сумма]. Срок — [срок]."),
        ("Обращение № 123/45-к зарегистрировано.", "Обращение [номер] зарегистрировано."),
        ("Звоните 8-917-123-45-67.", "Звоните [телефон]."),
        ("Пишите на marina77@mail.ru, vk.com/marina_k", "Пишите на [почта], [ссылка]"),
        ("Вам, инвалиду, помогут.", "Вам, [сведения], помогут."),
        ("Директор — Сидоров И. П.", "Директор — [имя]"),
        ("Установлено 12 светильников.", "Установлено [число] светильников."),
        ("1. Яма засыпана.\n2) Бордюр стоит.", "– Яма засыпана.\n– Бордюр стоит."),
    ],
)
def test_what_was_true_for_the_old_resident_only_becomes_a_blank(told: str, expected: str) -> None:
    assert adapted(told) == expected


@pytest.mark.parametrize(
    "told",
    [
        f"Звоните диспетчеру: {SERVICE}.",
        "Если пахнет газом, звоните 104 или 112.",
        "С уважением, Сергей Петров",
        "Приняли, разбираемся. О решении напишем.",
    ],
)
def test_what_may_stand_in_any_answer_stays(told: str) -> None:
    assert adapted(told) == told


def test_blanks_are_told_in_their_order() -> None:
    told = adapt("До 15 ноября на ул. Мира, 5", old_resident="", new_resident="", ours=Ours())
    assert (told.text, told.blanks) == ("До [дата] на [адрес]", ("дата", "адрес"))


# ---------------------------------------------------------------- laws

_WORDS = (
    "снег", "ул. Минская", "дом", "кв.", "до", "в", "№", "тел.", "руб.", "часов", "октября", "Марина", "и", ",",
    ".", "-", "/", "к", "112", "104", "звоните", SERVICE, "+7 917 123-45-67", "12.10.2026", "14:30", "1️⃣",
    "https://x.ru/1", "[id5|Марина К.]",
)  # fmt: skip
_TEXTS = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.integers(0, 10**11).map(str), st.text(max_size=6)),
    max_size=25,
).flatmap(lambda parts: st.sampled_from(("", " ", "\n")).map(lambda gap: gap.join(parts)))
_NAMES = {
    "Марина Кузнецова": ("Марина", "Марины", "мариной", "МАРИНЕ", "Кузнецовой", "кузнецову"),
    "Павел Воробей": ("Павла", "павлом", "Воробья", "ВОРОБЬЁМ"),
    "Лев Достоевский": ("Льва", "льву", "Достоевского", "достоевским"),
    "Сергей Иванов": ("Сергея", "сергеем", "Иванову", "Ивановым", "Ивановых"),
    "Любовь Ким": ("Любви", "любовью", "Киму", "Кимом"),
    "Пётр Соловьёв": ("Петра", "Пётру", "Соловьеву", "соловьёвым"),
    "Мария Заславская": ("Марии", "Марией", "Заславской", "заславскую"),
}  # fmt: skip
_BLANKS = re.compile(r"\[[а-яё ]+\]")


@given(_TEXTS)
@example("5" * 300)
@example("٣٤ и ５６")
def test_no_digit_is_left_outside_of_blanks_but_telephones_of_services(text: str) -> None:
    rest = _BLANKS.sub(" ", adapted(text))
    for phone in re.findall(r"[\d(+][\d\s()\u2010-\u2015-]*\d", rest):
        told = digits(phone)
        allowed = {*OURS.phones, "112", "101", "102", "103", "104", "01", "02", "03", "04"}
        assert re.fullmatch("|".join(f"(?:{one})" for one in allowed), told) or _is_made_of(told, allowed)


def _is_made_of(told: str, allowed: set[str]) -> bool:
    """Whether nothing but allowed numbers stand side by side."""
    return re.fullmatch(f"(?:{'|'.join(sorted(allowed, key=len, reverse=True))})+", told) is not None


@given(st.sampled_from(sorted(_NAMES)), st.data())
def test_nothing_of_the_old_name_is_left_in_whatever_case(name: str, data: st.DataObject) -> None:
    forms = st.sampled_from((*_NAMES[name], *name.split()))
    parts = data.draw(
        st.lists(st.one_of(forms, _TEXTS, st.sampled_from((" ", ", ", "5", "_", "!"))), max_size=12)
    )
    told = adapt("".join(parts), old_resident=name, new_resident="", ours=OURS).text
    left = {plain(word) for word in WORD.findall(_BLANKS.sub(" ", told))}
    assert not left & {plain(word) for word in (*_NAMES[name], *name.split())}


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1-", "1 ", "д. 1, ", "А", "№1/", "до 1 ", "Минская 1 и ", "a@", "[id1|", "5 руб"]
)
def test_a_long_text_comes_to_an_end(piece: str) -> None:
    told = adapted(piece * (20_000 // len(piece)))
    assert not re.search(r"\d", told)


def test_telephones_are_the_same_however_they_are_written() -> None:
    assert telephones("8 (8352) 23-50-12, +7 8352 23 50 12") == {"8352235012"}
