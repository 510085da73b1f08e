"""One street under every spelling; two streets stay two."""

from __future__ import annotations

import pytest

from nasvyazi.domain.places.kinds import StreetKind
from nasvyazi.domain.places.naming import StreetTitle, is_same_name, is_same_settlement, street_key


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("ул. К.Маркса", StreetKind.STREET, "К.Маркса"),
        ("улица Карла Маркса", StreetKind.STREET, "Карла Маркса"),
        ("Анисимова, ул.", StreetKind.STREET, "Анисимова"),
        ("Набережная реки Сугутки, ул.", StreetKind.STREET, "Набережная реки Сугутки"),
        ("Московский проспект", StreetKind.AVENUE, "Московский"),
        ("пр-т 9-й Пятилетки", StreetKind.AVENUE, "9-й Пятилетки"),
        ("40 лет Октября 2-я, ул.", StreetKind.STREET, "40 лет Октября 2-я"),
        ("мкр. Юбилейный", StreetKind.ESTATE, "Юбилейный"),
        ("квартал 10", StreetKind.QUARTER, "10"),
        ("Мира", None, "Мира"),
        ("Площадь", None, "Площадь"),
    ],
)
def test_a_title_is_read(text: str, kind: StreetKind | None, name: str) -> None:
    assert StreetTitle.read(text) == StreetTitle(kind, name)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("К.Маркса", "Карла Маркса"),
        ("Маркса", "Карла  Маркса"),
        ("Ф. Энгельса", "Фридриха Энгельса"),
        ("22-го Партсъезда", "22 партсъезда"),
        ("40 Лет Победы", "40 лет победы"),
        ("Берёзовая", "березовая"),
        ("1-я Южная", "Южная 1-я"),
        ("Б.С. Маркова", "Маркова"),
        ("В.Вельяминова", "Вельяминова"),
    ],
)
def test_one_street(first: str, second: str) -> None:
    assert is_same_name(street_key(first), street_key(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Маркса", "Маркова"),
        ("К. Маркса", "Фридриха Маркса"),
        ("1-я Южная", "2-я Южная"),
        ("Южная", "1-я Южная"),
        ("40 лет Октября", "50 лет Октября"),
        ("Богдана Хмельницкого", "З. Хмельницкого"),
        ("9", "10"),
        ("", "Мира"),
    ],
)
def test_two_streets(first: str, second: str) -> None:
    assert not is_same_name(street_key(first), street_key(second))


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("Н. Армязь", "Нижняя Армязь", True),
        ("Пески", "Пески", True),
        ("Пески", "Малые Пески", False),
        ("Б. Пески", "М. Пески", False),
    ],
)
def test_a_village_is_not_another_one_of_a_longer_name(first: str, second: str, is_same: bool) -> None:
    assert is_same_settlement(street_key(first), street_key(second)) is is_same
