"""Whom a text names, and in which language it is written."""

from __future__ import annotations

import pytest

from nasvyazi.domain.understanding import addressees, languages, words
from nasvyazi.domain.understanding.addressees import Role


def named(text: str) -> list[tuple[Role, str, bool]]:
    found = addressees.find(text, words.read(text))
    return [(one.role, one.name, one.is_spoken_to) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Уважаемый глава города Лучезаров!", [(Role.HEAD, "Лучезаров", True)]),
        ("Депутат Зимородкова обещала", [(Role.DEPUTY, "Зимородкова", False)]),
        ("Спасибо депутату Калининского района Озёровой", [(Role.DEPUTY, "Озёровой", False)]),
        ("Прошу администрацию навести порядок", [(Role.ADMINISTRATION, "", True)]),
        ("Глава республики приезжал", [(Role.GOVERNOR, "", False)]),
        ("УК «Город» молчит", [(Role.MANAGER, "Город", False)]),
        ("Прошу УК Гарант починить", [(Role.MANAGER, "Гарант", True)]),
        ("управляющая компания \"Наш дом\" молчит", [(Role.MANAGER, "Наш дом", False)]),
        ("Водоканал раскопал", [(Role.COMPANY, "Водоканал", False)]),
        ("МУП «Теплосеть» раскопало", [(Role.COMPANY, "Теплосеть", False)]),
        ("Минздрав ответил", [(Role.MINISTRY, "", False)]),
        ("Администрация молчит", [(Role.ADMINISTRATION, "", False)]),
        ("Яма у дома", []),
    ],
)  # fmt: skip
def test_who_is_named_is_found_and_whether_they_are_spoken_to(
    text: str, expected: list[tuple[Role, str, bool]]
) -> None:
    assert named(text) == expected


def test_who_is_spoken_to_comes_first() -> None:
    assert [role for role, _name, _asked in named("Депутат обещал. Прошу администрацию помочь")] == [
        Role.ADMINISTRATION,
        Role.DEPUTY,
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Когда сделают дорогу?", "ru"),
        ("Яма", "ru"),
        ("Закрыт бар", "ru"),
        ("Ҫулпа утма йывӑр, тархасшан пулӑшӑр", "cv"),
        ("Эпир урамра пурăнатпăр, çул çук", "cv"),
        ("Безнең урамда юл юк, ярдәм итегез", "tt"),
        ("Беҙҙең урамда юл насар, ярҙам итегеҙ", "ba"),
        ("Коли зроблять дорогу на нашій вулиці?", "uk"),
        ("When will the road be fixed?", "en"),
        ("你好", "other"),
        ("Жол қашан жөнделеді, қайда жүреміз", "other"),
        ("👍👍", ""),
        ("", ""),
    ],
)
def test_a_language_is_known_by_its_letters_and_common_words(text: str, code: str) -> None:
    assert languages.of(words.read(text)).code == code


def test_a_second_language_beside_the_first_is_named() -> None:
    found = languages.of(words.read("Здравствуйте, когда сделают дорогу? Ҫул начар, тархасшан тӳрлетӗр"))
    assert {found.code, found.also} == {"ru", "cv"}


def test_a_foreign_street_name_does_not_make_a_russian_text_foreign() -> None:
    found = languages.of(words.read("Дорога на Ярославль урамӗ разбита, прошу отремонтировать"))
    assert not found.is_foreign
