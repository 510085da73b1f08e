"""Who is the deputy of a district, and since when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange

from nasvyazi.domain.organisations import selectors, services
from nasvyazi.domain.organisations.models import Mandate, Official

pytestmark = pytest.mark.django_db
BODY = "Собрание депутатов города"
DAY = date(2026, 9, 20)
LATER = DAY + timedelta(days=365)


def elected(name: str, since: date = DAY, *, body: str = BODY) -> Mandate | None:
    return services.elect(body=body, number="12", name=name, since=since)


def deputy(on: date, *, body: str = BODY) -> str:
    found = selectors.deputy_of(body=body, number="12", on=on)
    return found.name if found is not None else ""


def test_a_deputy_is_known_from_the_day_of_the_election_on() -> None:
    elected("Вера Зимородкова")
    assert deputy(DAY - timedelta(days=1)) == ""
    assert deputy(DAY) == deputy(LATER) == "Вера Зимородкова"


def test_the_next_one_ends_the_former_on_their_first_day() -> None:
    elected("Вера Зимородкова")
    elected("Пётр Ветродуев", LATER)
    assert deputy(LATER - timedelta(days=1)) == "Вера Зимородкова"
    assert deputy(LATER) == "Пётр Ветродуев"
    assert selectors.deputies(body=BODY, on=LATER)["12"].name == "Пётр Ветродуев"


def test_said_twice_it_is_once_and_a_mistake_of_the_same_day_is_corrected() -> None:
    assert elected("Вера Зимородкова") == elected("  Вера   Зимородкова ")
    elected("Пётр Ветродуев")
    assert Mandate.objects.get().official.name == "Пётр Ветродуев"


def test_a_district_may_have_nobody() -> None:
    elected("Вера Зимородкова")
    assert elected("", LATER) is None
    assert deputy(LATER) == ""


def test_bodies_are_told_apart_whatever_their_capitals() -> None:
    elected("Вера Зимородкова", body=BODY.upper())
    assert deputy(DAY) == "Вера Зимородкова"
    assert deputy(DAY, body="Районный совет") == ""


def test_a_known_deputy_is_not_made_twice() -> None:
    services.add_official(name="Вера Зимородкова", position="депутат", kind=Official.Kind.DEPUTY)
    elected("Вера Зимородкова")
    assert Official.objects.count() == 1


def test_the_database_knows_one_deputy_a_district_and_day() -> None:
    mandate = elected("Вера Зимородкова")
    assert mandate is not None
    with pytest.raises(IntegrityError):
        Mandate.objects.create(
            official=mandate.official, body=BODY.upper(), number="12", days=DateRange(LATER, None)
        )
