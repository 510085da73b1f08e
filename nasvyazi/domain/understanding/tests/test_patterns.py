"""The language of patterns."""

from __future__ import annotations

import pytest

from nasvyazi.domain.understanding import words
from nasvyazi.domain.understanding.patterns import WINDOW, Patterns


def said(pattern: str, text: str) -> list[list[str]]:
    return [[word.text for word in match.words] for match in Patterns([pattern]).find(words.read(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("запах газ", "Сильный запах газа", ["запах", "газа"]),
        ("запах газ", "газа чувствуется запах", ["газа", "запах"]),
        ("запах|вонь газ", "вонь от газа", ["вонь", "газа"]),
        ("до_сих_пор", "и до сих пор темно", ["до", "сих", "пор"]),
        ("провод*", "много проводов", ["проводов"]),
        ("^когда", "Дом. Когда же?", ["Когда"]),
        ("<?>", "Когда?", ["?"]),
        ("^<infinitive>", "Построить сквер", ["Построить"]),
        ("14", "градусов 14", ["14"]),
    ],
)
def test_a_pattern_finds_its_words(pattern: str, text: str, found: list[str]) -> None:
    assert said(pattern, text) == [found]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("запах газ", "запах"),
        ("запах газ", "запах " + "и " * WINDOW + "газ"),
        ("до_сих_пор", "до этих пор и сих"),
        ("до_сих_пор", "до сих. Пор"),
        ("^когда", "не знаю когда"),
        ("газ", "газон и газета"),
        ("провод* лежать", "проводили лето"),
        ("провал|яма яма|асфальт", "яма"),
    ],
)
def test_a_pattern_finds_nothing_where_its_words_are_not_together(pattern: str, text: str) -> None:
    assert said(pattern, text) == []


def test_each_pattern_speaks_for_itself() -> None:
    matches = Patterns(["люк открыть", "люк"]).find(words.read("люк открыли, второй люк закрыт"))
    assert [match.pattern for match in matches].count(1) == 2
    assert [match.pattern for match in matches].count(0) == 1


def test_an_empty_pattern_is_an_error_of_its_author() -> None:
    with pytest.raises(ValueError, match="without words"):
        Patterns(["люк", " "])
