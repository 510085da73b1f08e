"""Stems join the forms of a name; forms tell an adjective's gender."""

from __future__ import annotations

import pytest

from nasvyazi.domain.places.stems import gender, is_adjective, is_form, stem


@pytest.mark.parametrize(
    "forms",
    [
        ("минская", "минской", "минскую"),
        ("московский", "московского", "московскому", "московским", "московском"),
        ("ленина", "ленину", "ленин"),
        ("терешковой", "терешкова"),
        ("лесной", "лесная", "лесному"),
    ],
)
def test_forms_of_one_name_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_a_short_word_keeps_three_letters() -> None:
    assert stem("мира") == "мир"
    assert stem("оя") == "оя"


@pytest.mark.parametrize(
    ("word", "head", "kind", "fits"),
    [
        ("московскому", "московский", "avenue", True),
        ("московской", "московский", "avenue", False),
        ("московской", "московская", "embankment", True),
        ("лесной", "лесной", "lane", True),
        ("крупской", "крупской", "street", True),
        ("крупская", "крупской", "street", False),
        ("мир", "мира", "avenue", False),
    ],
)
def test_a_form_is_the_names_own_or_not(word: str, head: str, kind: str, *, fits: bool) -> None:
    assert is_form(word, head, gender(head, kind)) is fits


def test_first_names_are_no_adjectives() -> None:
    assert not any(map(is_adjective, ("карла", "мате", "николая", "зои")))
    assert all(map(is_adjective, ("парижской", "красный", "правая")))
