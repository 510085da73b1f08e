"""Registers of houses on their way: from a file to streets, houses and who manages them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.organisations import selectors as organisations
from nasvyazi.domain.places import finding, register, selectors, services
from nasvyazi.domain.places.importers import Choice, NotReadable
from nasvyazi.domain.places.models import House, Municipality, RegisterImport, Street
from nasvyazi.domain.places.tests.registers import csv, gar, kept
from nasvyazi.flows import describing, territory, understanding
from nasvyazi.toolbox.clock import now
from tests import factories
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = pytest.mark.django_db
State = RegisterImport.State
TOWN = csv(
    "Улица;Дом;Широта;Долгота;УК",
    "Минская, ул.;49;56,1;47,2;УК Центр",
    "Минская, ул.;поз5;;;",
    "ул. Мира;1;;;",
)


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def administrator() -> User:
    return factories.user()


def bring(by: User, body: bytes = TOWN) -> RegisterImport:
    return work(services.bring(body=body, name="дома.csv", by=by, now=now()))


def work(register: RegisterImport) -> RegisterImport:
    """As a worker does, until there is nothing to do."""
    while territory.work_on_next():
        continue
    register.refresh_from_db()
    return register


def test_a_house_right_in_a_village_of_the_state_register_is_found_and_shown_with_it(tmp_path: Path) -> None:
    territory.import_register(path=gar(tmp_path), choice=Choice())
    (found,) = finding.find("деревня Заречье 5, нет света", register.current())
    place = appeals.place_of(understanding.named_place(found, register.current()))
    assert (str(place), place.house_id) == ("д. Заречье, 5", found.house_id)
    assert str(describing.locate("д. Заречье, 5")) == "д. Заречье, 5"


def test_a_street_of_the_state_register_is_found_by_the_name_that_it_had(tmp_path: Path) -> None:
    for _time in range(2):
        report = territory.import_register(path=gar(tmp_path), choice=Choice())
    assert (report.streets.new, report.streets.changed) == (0, 0)
    for words in ("ул. Колхозная 49, не горит фонарь", "ул. Колхозная (ныне Минская), дом 49"):
        assert [(one.name, one.house) for one in finding.find(words, register.current())] == [
            ("Минская", "49")
        ]


def test_houses_come_with_who_manages_them(tmp_path: Path) -> None:
    report = territory.import_register(path=kept(tmp_path, TOWN), choice=Choice())
    assert (report.houses.new, report.managers.new, report.not_taken) == (2, 1, 1)
    house = House.objects.get(number="49")
    manager = organisations.manager_of(house_id=house.pk, on=localdate())
    assert (house.latitude, str(manager)) == (56.1, "УК Центр")


def test_a_dry_run_reports_the_same_and_changes_nothing(tmp_path: Path) -> None:
    path = kept(tmp_path, TOWN)
    tried = territory.import_register(path=path, choice=Choice(), dry_run=True)
    assert not (
        Street.objects.exists() or Municipality.objects.exists() or organisations.organisations().exists()
    )
    assert selectors.register_version() == 0
    done = territory.import_register(path=path, choice=Choice())
    assert tried.as_dict() == done.as_dict()
    assert tried.remarks == done.remarks


def test_a_file_that_breaks_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    body = (
        csv("Улица;Дом", *(f"ул. Мира;{number}" for number in range(1, 1200)), '"open;1') + b"\nword" * 40_000
    )
    with pytest.raises(NotReadable):
        territory.import_register(path=kept(tmp_path, body), choice=Choice())
    assert not House.objects.exists()


def test_a_region_of_the_state_register_is_taken_in(tmp_path: Path) -> None:
    report = territory.import_register(path=gar(tmp_path, zipped=True), choice=Choice())
    assert {one.name for one in Municipality.objects.all()} == {"город Речной г.о.", "Лесной м.о."}
    assert (report.houses.new, report.streets.new, report.not_taken) == (8, 8, 2)
    again = territory.import_register(path=tmp_path / "gar", choice=Choice())
    assert not again.is_changed


def test_a_register_is_tried_confirmed_and_taken_in(administrator: User) -> None:
    register = bring(administrator)
    assert (register.state, register.columns["street"], register.report["houses"]["new"]) == (
        State.LOOKED,
        "Улица",
        2,
    )
    assert not House.objects.exists()
    services.confirm(register_id=register.pk)
    register = work(register)
    assert (register.state, House.objects.count()) == (State.DONE, 2)
    assert [(one.line, one.code, one.detail) for one in register.remarks.all()] == [
        (3, "number_unclear", "поз5")
    ]
    with pytest.raises(services.NotWaiting):
        services.confirm(register_id=register.pk)


def test_columns_may_be_said_otherwise_and_are_tried_anew(administrator: User) -> None:
    register = bring(administrator, csv("Где;Что;Прочее", "Минская, ул.;49;—"))
    assert (register.state, register.headers, register.report) == (State.LOOKED, ["A", "B", "C"], {})
    with pytest.raises(services.NotWaiting):
        services.confirm(register_id=register.pk)
    said, told = ["street", "house", ""], {"settlement": "г. Речной", "municipality": ""}
    register = work(services.change(register_id=register.pk, said=said, told=told))
    assert (register.report["houses"]["new"], register.report["settlement"]) == (1, "г. Речной")


def test_whose_register_it_is_can_be_said_where_it_is_not_clear(administrator: User) -> None:
    for name in ("Лесной", "Речной"):
        Municipality.objects.create(name=name)
    register = bring(administrator)
    assert (register.state, register.error_details) == (State.LOOKED, {"names": "Лесной, Речной"})
    register = work(
        services.change(register_id=register.pk, said=["street", "house"], told={"municipality": "Лесной"})
    )
    assert (register.error, register.report["municipality"]) == ("", "Лесной")


def test_what_cannot_be_read_says_why(administrator: User) -> None:
    register = bring(administrator, b"\x89PNG\0")
    assert register.state == State.FAILED
    assert "none of the files" in register.error


def test_what_kills_its_worker_three_times_is_given_up(administrator: User) -> None:
    register = services.bring(body=TOWN, name="дома.csv", by=administrator, now=now())
    for _attempt in range(3):
        assert services.begin(now=now()) == register.pk
    assert services.begin(now=now()) is None
    register.refresh_from_db()
    assert register.state == State.FAILED
    assert "broke off" in register.error


def test_the_same_file_can_be_read_once_more(administrator: User) -> None:
    first = bring(administrator)
    second = work(services.again(register=first, by=administrator, now=now()))
    assert (second.file_id, second.state, second.columns) == (first.file_id, State.LOOKED, first.columns)


@pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)
def test_a_towns_own_register_comes_whole_and_a_second_time_changes_nothing() -> None:
    assert SHARED is not None
    path = SHARED / "data" / "cheboksary" / "streets_houses.csv"
    if not path.exists():
        pytest.skip(WHY_SKIPPED)
    choice = Choice(columns={"street": "street", "house": "house"})
    report = territory.import_register(path=path, choice=choice)
    assert (report.rows, report.streets.new) == (10_856, 455)
    assert report.houses.new + report.repeated + report.not_taken == report.rows
    assert report.not_taken < report.rows * 0.005
    assert {remark.code for remark in report.remarks} == {"number_unclear"}
    assert not territory.import_register(path=path, choice=choice).is_changed
