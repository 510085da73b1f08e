"""Dates as people say them, counted from a Friday in November."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.understanding import dates

TODAY = date(2026, 11, 27)


def spans(text: str) -> list[tuple[str | None, str | None]]:
    found = dates.find(text, today=TODAY)
    return [(str(one.start) if one.start else None, str(one.end) if one.end else None) for one in found]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("до 15 сентября", None, "2027-09-15"),
        ("15 сентября было темно", "2026-09-15", "2026-09-15"),
        ("к 1 декабря", None, "2026-12-01"),
        ("12.09", "2026-09-12", "2026-09-12"),
        ("12.09.2025", "2025-09-12", "2025-09-12"),
        ("12.09.25 г.", "2025-09-12", "2025-09-12"),
        ("2026-11-20", "2026-11-20", "2026-11-20"),
        ("13 февраля 2015 года", "2015-02-13", "2015-02-13"),
        ("с 12 по 15 сентября", "2026-09-12", "2026-09-15"),
        ("вчера", "2026-11-26", "2026-11-26"),
        ("послезавтра", "2026-11-29", "2026-11-29"),
        ("с понедельника", "2026-11-23", None),
        ("до пятницы", None, "2026-11-27"),
        ("в среду", "2026-11-25", "2026-11-25"),
        ("в прошлый понедельник", "2026-11-23", "2026-11-23"),
        ("неделю назад", "2026-11-20", "2026-11-20"),
        ("два дня назад", "2026-11-25", "2026-11-25"),
        ("через неделю", "2026-12-04", "2026-12-04"),
        ("третий день", "2026-11-25", "2026-11-27"),
        ("уже месяц", "2026-10-28", "2026-11-27"),
        ("более двух недель", "2026-11-13", "2026-11-27"),
        ("на прошлой неделе", "2026-11-16", "2026-11-22"),
        ("в сентябре", "2026-09-01", "2026-09-30"),
        ("с мая", "2026-05-01", None),
        ("летом прошлого года", "2025-06-01", "2025-08-31"),
        ("прошлой зимой", "2025-12-01", "2026-02-28"),
        ("к лету", None, "2027-06-01"),
        ("в прошлом году", "2025-01-01", "2025-12-31"),
        ("с 2019 года", "2019-01-01", None),
    ],
)
def test_what_is_said_of_time_is_understood(text: str, start: str | None, end: str | None) -> None:
    assert spans(text) == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2026", "31 июня", "в 10.30 утра", "с 9.00 до 18.00", "дом 12.09", "окружающая среда", "ул. 9 мая",
        "улица 50 лет Октября", "по воскресеньям", "12.09.20.26", "9000 лет назад", "маршрутка", "",
    ],
)  # fmt: skip
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert spans(text) == []


def test_the_words_are_told_with_what_makes_them_an_end() -> None:
    (found,) = dates.find("обещали до 15 сентября", today=TODAY)
    assert found.words == "до 15 сентября"


def test_what_is_said_roughly_says_so() -> None:
    assert [one.is_rough for one in dates.find("летом, 12.09.2026", today=TODAY)] == [True, False]


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_whole_date_is_itself_whenever_it_is_said(day: date, today: date) -> None:
    (found,) = dates.find(f"было {day:%d.%m.%Y}", today=today)
    assert (found.start, found.end) == (day, day)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_day_without_a_year_is_within_half_a_year(today: date) -> None:
    (found,) = dates.find("было 15 июля", today=today)
    assert found.start is not None
    assert abs(found.start - today) <= timedelta(days=183)


@given(st.text(alphabet="0123456789.-/ сдовгянлетмйпзи", max_size=80), st.dates())
def test_any_text_on_any_day_is_survived(text: str, today: date) -> None:
    for one in dates.find(text, today=today):
        assert one.start is None or one.end is None or one.start <= one.end
