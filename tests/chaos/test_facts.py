"""Counting what was lost, doubled, stuck and told wrongly, from given facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.facts import Books, Heard, Part, Said, judge, number_of, words_of

ONE = Said(1, "вопрос 1", photos=1)
HEARD = Heard("вопрос 1", photos=1)
PART = Part("ответ 1", "sent", 1)
CLEAN = Books([ONE], [HEARD], [PART], appeals={"Марина": 1}, letters={"ответ 1": 1})


def test_books_that_agree_are_clean() -> None:
    verdict = judge(CLEAN)
    assert verdict.is_clean
    assert verdict.states == {"sent": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"heard": []},
        {"heard": [replace(HEARD, is_decided=False)]},
        {"heard": [replace(HEARD, photos=0)]},
        {"heard": [replace(HEARD, is_deleted=True)]},
        {"said": [replace(ONE, text="вопрос 1, исправлено")]},
        {"said": [replace(ONE, is_deleted=True)]},
        {"letters": {"ответ 1": 0}},
        {"appeals": {"Марина": 0}},
        {"untold": ["vk message_new abc: given_up"]},
    ],
)
def test_each_of_these_is_one_lost(change: dict[str, Any]) -> None:
    verdict = judge(replace(CLEAN, **change))
    assert len(verdict.lost) == 1
    assert not verdict.is_clean


@pytest.mark.parametrize(
    "change",
    [
        {"heard": [HEARD, HEARD]},
        {"heard": [replace(HEARD, photos=2)]},
        {"appeals": {"Марина": 2}},
        {"letters": {"ответ 1": 2}},
        {"parts": [replace(PART, times=2)]},
        {"parts": [replace(PART, times=3, state="unconfirmed")]},
    ],
)
def test_each_of_these_is_one_doubled(change: dict[str, Any]) -> None:
    verdict = judge(replace(CLEAN, **change))
    assert len(verdict.doubled) == 1
    assert not verdict.lost
    assert not verdict.is_clean


@pytest.mark.parametrize(
    "change",
    [
        {"parts": [replace(PART, state="queued", times=0)]},
        {"parts": [replace(PART, state="claimed", times=0)]},
        {"parts": [replace(PART, state="sending")]},
        {"waiting": ["event 5 is new"]},
    ],
)
def test_each_of_these_is_one_stuck(change: dict[str, Any]) -> None:
    verdict = judge(replace(CLEAN, **change))
    assert len(verdict.stuck) == 1
    assert not verdict.is_clean


@pytest.mark.parametrize(
    "part",
    [
        replace(PART, times=0),
        replace(PART, state="failed"),
        replace(PART, state="unconfirmed", times=0, had_left=False),
        replace(PART, state="queued", is_held=True),
    ],
)
def test_each_of_these_is_told_wrongly(part: Part) -> None:
    verdict = judge(replace(CLEAN, parts=[part]))
    assert len(verdict.wrong) == 1
    assert not verdict.is_clean


@pytest.mark.parametrize(
    "part",
    [
        replace(PART, state="unconfirmed", times=0),
        replace(PART, state="unconfirmed", times=1),
        replace(PART, state="failed", times=0),
        replace(PART, state="queued", times=0, is_held=True),
    ],
)
def test_what_a_person_decides_about_is_no_mistake(part: Part) -> None:
    assert judge(replace(CLEAN, parts=[part])).is_clean


def test_a_message_that_nobody_wrote_is_wrong() -> None:
    assert judge(replace(CLEAN, heard=[HEARD, Heard("привет")])).wrong == [
        "a message that nobody wrote: 'привет'"
    ]


def test_the_last_words_of_what_was_deleted_are_not_compared() -> None:
    said = replace(ONE, text="вопрос 1, исправлено", is_deleted=True)
    assert judge(replace(CLEAN, said=[said], heard=[replace(HEARD, is_deleted=True)])).is_clean


def test_words_are_known_by_their_number_however_they_were_changed() -> None:
    assert number_of(words_of(17)) == 17
    assert number_of(f"{words_of(170)}, исправлено") == 170
    assert number_of("спасибо") is None
