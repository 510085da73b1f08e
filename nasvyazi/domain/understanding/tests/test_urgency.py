"""Danger to life is told, and figures of speech are not taken for it."""

from __future__ import annotations

import pytest

from nasvyazi.domain.understanding import urgency, words
from nasvyazi.domain.understanding.tests import invented


def dangers(text: str) -> list[str]:
    return [danger.rule.code for danger in urgency.find(words.read(words.clean(text)))]


def test_messages_about_danger_are_found() -> None:
    texts = invented.lines("urgent.txt")
    missed = [text for text in texts if not dangers(text)]
    assert len(missed) <= 0.05 * len(texts), missed


def test_messages_without_danger_do_not_cry_wolf() -> None:
    texts = invented.lines("calm.txt")
    wrong = [(text, found) for text in texts if (found := dangers(text))]
    assert len(wrong) <= 0.03 * len(texts), wrong


def test_messages_that_nobody_had_in_mind_are_mostly_found_and_do_not_cry_wolf() -> None:
    """These tell how the rules do in life; to widen the rules, write new messages and move these to the others."""
    held = invented.by_label("held.txt")
    assert sum(bool(dangers(text)) for text in held["urgent"]) >= 0.6 * len(held["urgent"])
    assert sum(bool(dangers(text)) for text in held["calm"]) <= 0.05 * len(held["calm"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Сильно пахнет газом", "gas"),
        ("Открытый люк у школы", "manhole"),
        ("Провод лежит на земле и искрит", "wires"),
        ("Нет отопления, мороз, ребёнок мёрзнет", "cold"),
        ("Лёд падает с крыши на прохожих", "ice"),
        ("Обрушился балкон", "collapse"),
        ("Пожар на Лесной", "fire"),
        ("Прорвало трубу с кипятком", "hot_water"),
        ("Вода льётся с потолка по всему подъезду", "flood"),
        ("Застряли в лифте с ребёнком", "trapped"),
        ("Стая собак напала на школьника", "dogs"),
        ("Дерево упало на провода", "tree"),
        ("Не хочу больше жить", "self_harm"),
        ("Сбили пешехода, есть пострадавшие", "injured"),
    ],
)
def test_each_danger_is_known_by_its_name(text: str, code: str) -> None:
    assert code in dangers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Горит срок сдачи отчёта",
        "Газон и газета",
        "Люк в авто не закрывается, продаю",
        "Провода интернета провисли",
        "Фонарь не горит",
        "Газом у нас больше не пахнет",
    ],
)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert dangers(text) == []


def test_the_words_that_spoke_are_told() -> None:
    (danger,) = urgency.find(words.read("У нас пахнет газом"))
    assert danger.reasons == ("пахнет", "газом")


def test_words_about_dying_come_with_advice_in_both_languages() -> None:
    danger = urgency.find(words.read("Не хочу жить"))[0]
    assert "112" in danger.rule.note("ru")
    assert "112" in danger.rule.note("en-gb")


def test_every_danger_has_a_title_in_both_languages_and_a_share_for_its_confidence() -> None:
    for rule in urgency.rules():
        assert rule.title("ru") != rule.title("en") != ""
        assert 0 < rule.confidence < 1
