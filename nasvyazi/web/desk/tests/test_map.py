"""The map at the desk: what it tells to whom, which part, with how many queries; and the pin of a card."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from pytest_django import Settings

from nasvyazi.domain.accounts.models import Desk, Role, User
from nasvyazi.domain.appeals import services as appeals
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.appeals.models_guess import Aspect
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import House, Place
from nasvyazi.domain.places.schemes import services as schemes
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db

TOWN = "56.0,47.0,56.3,47.5"
POINT = (56.1, 47.2)
TWELVE_METRES = 12 / 111_195


@pytest.fixture(autouse=True)
def in_english(desk: Client) -> None:
    desk.cookies["django_language"] = "en"


@pytest.fixture
def house() -> House:
    return factories.house(number="49", point=POINT)


def at(point: tuple[float, float] = POINT, *, desk: Desk | None = None) -> Appeal:
    """An appeal of a desk at a point of the map."""
    appeal = factories.appeal(factories.channel(desk=desk))
    appeal.place = places.place_at_point(latitude=point[0], longitude=point[1], title="у пруда")
    appeal.save()
    return appeal


def told(browser: Client, what: str, **query: Any) -> Any:
    answer = browser.get(f"/map/{what}?{urlencode({'box': TOWN, 'zoom': 12, **query})}")
    assert answer.status_code == 200
    return answer.json()


def in_force(text: str, polygons: dict[str, dict[str, Any]] | None = None) -> None:
    scheme = schemes.bring(body="Собрание", source=text, first_day=localdate(), polygons=polygons, now=now())
    schemes.put_in_force(scheme_id=scheme.pk, by=factories.user(Role.ADMINISTRATOR), now=now())


def test_everybody_sees_on_the_map_what_they_see_at_the_desk(enter: Callable[[User], Client]) -> None:
    elsewhere = Desk.objects.create(name="Округ 7")
    own = at()
    cast = {
        factories.user(): 1,
        factories.user(Role.HEAD): 1,
        factories.user(Role.ADMINISTRATOR): 1,
        factories.user(desk=elsewhere): 0,
    }
    for user, seen in cast.items():
        browser = enter(user)
        assert len(told(browser, "marks")["marks"]) == seen
        for page in ("/map/", f"/map/list?box={TOWN}&zoom=12"):
            assert (f"map-row-{own.pk}" in browser.get(page).content.decode()) == bool(seen)


@pytest.mark.parametrize(
    "query", ["", "box=1,2,3&zoom=1", f"box={TOWN}&zoom=x", f"box={TOWN}&zoom=99", "zoom=3"]
)
@pytest.mark.parametrize("what", ["marks", "list", "ground"])
def test_what_is_no_part_of_the_map_is_answered_with_404(what: str, query: str, desk: Client) -> None:
    assert desk.get(f"/map/{what}?{query}").status_code == 404


def test_a_mark_says_in_words_what_it_is(desk: Client) -> None:
    first, second = at(), at()
    by = factories.user()
    appeals.join_problem(appeal_id=first.pk, other_id=second.pk, by=by, now=now())
    Appeal.objects.filter(pk=first.pk).update(danger="gas")
    (mark,) = told(desk, "marks")["marks"]
    assert mark["label"] == "2\N{NO-BREAK SPACE}appeals, one problem, danger"
    assert (mark["at"], mark["count"], mark["problem"], mark["danger"]) == ([*POINT], 2, True, True)


def test_the_list_beside_the_map_tells_the_same_and_leads_to_the_appeal_and_its_problem(desk: Client) -> None:
    first, second, far = at(), at(), at((56.25, 47.45))
    problem = appeals.join_problem(appeal_id=first.pk, other_id=second.pk, by=factories.user(), now=now())
    page = desk.get("/map/list?box=56.0,47.1,56.2,47.3&zoom=14").content.decode()
    assert f'href="/appeals/{first.pk}/"' in page
    assert f'href="/problems/{problem.pk}/"' in page
    assert 'data-at="56.1,47.2"' in page
    assert f"map-row-{far.pk}" not in page


def test_coordinates_are_numbers_in_every_language(desk: Client) -> None:
    at()
    desk.cookies["django_language"] = "ru"
    assert 'data-at="56.1,47.2"' in desk.get("/map/").content.decode()


def test_the_map_costs_the_same_queries_however_much_stands_on_it(desk: Client, house: House) -> None:
    in_force("Округ № 1\nул. Минская с N 1 по N 99")
    at()

    def asked() -> list[int]:
        counts = []
        for path in ("/map/", "/map/marks", "/map/list", "/map/ground", "/map/districts"):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(f"{path}?box={TOWN}&zoom=12&district=1").status_code == 200
            counts.append(len(queries))
        return counts

    asked()  # the register and the scheme are read once in a process
    few = asked()
    for index in range(5):
        at((56.1 + index / 100, 47.2))
    factories.house(house.street, "51", point=(56.11, 47.2))
    asked()
    assert asked() == few
    assert few == [10, 5, 5, 5, 4]


def test_houses_have_the_colour_of_their_district_and_streets_their_names(desk: Client, house: House) -> None:
    factories.house(house.street, "101", point=(56.12, 47.2))
    in_force("Округ № 4\nул. Ленина\nОкруг № 12\nул. Минская с N 1 по N 99")
    ground = told(desk, "ground", zoom=15)
    assert ground["houses"] == [[56.1, 47.2, "49", 1], [56.12, 47.2, "101", -1]]
    assert [street[2] for street in ground["streets"]] == ["ул. Минская"]
    assert [one["number"] for one in told(desk, "districts")["districts"]] == ["4", "12"]


def test_with_tiles_the_program_writes_no_names_of_streets(
    desk: Client, house: House, settings: Settings
) -> None:
    settings.NASVYAZI_MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    assert told(desk, "ground", zoom=15)["streets"] == []


def test_a_district_narrows_the_map_to_its_houses_and_to_what_lies_in_its_borders(
    desk: Client, house: House
) -> None:
    ring = [[47.3, 56.0], [47.5, 56.0], [47.5, 56.3], [47.3, 56.3], [47.3, 56.0]]
    in_force("Округ № 12\nул. Минская с N 1 по N 99", {"12": {"type": "Polygon", "coordinates": [ring]}})
    at_house, inside, outside = at(), at((56.2, 47.4)), at((56.2, 47.2))
    at_house.place = places.place_at_house(house_id=house.pk)
    at_house.save()
    page = desk.get(f"/map/list?box={TOWN}&zoom=12&district=12").content.decode()
    shown = {appeal.pk for appeal in (at_house, inside, outside) if f"map-row-{appeal.pk}" in page}
    assert shown == {at_house.pk, inside.pk}
    assert told(desk, "marks", district="nowhere")["marks"] == []


def test_without_houses_points_and_tiles_the_page_says_what_to_do(desk: Client, settings: Settings) -> None:
    page = desk.get("/map/").content.decode()
    assert "nasvyazi places import" in page
    assert 'id="map"' not in page
    settings.NASVYAZI_MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    assert 'id="map"' in desk.get("/map/").content.decode()


def test_filters_that_make_no_sense_are_as_if_they_were_not_there(desk: Client) -> None:
    at()
    assert desk.get("/map/?group=x&standing=y&scheme=-1&district=%00").status_code == 200
    assert desk.get("/map/?after=nonsense").status_code == 404


# ---------------------------------------------------------------- the pin of a card


def form(desk: Client, appeal: Appeal) -> str:
    return desk.get(f"/appeals/{appeal.pk}/what").content.decode()


def put(desk: Client, appeal: Appeal, **pin: Any) -> Appeal:
    """The form with a pin, written down."""
    answer = desk.post(f"/appeals/{appeal.pk}/matter", {"kind": "complaint", "place": "somewhere", **pin})
    assert answer.status_code == 302
    appeal.refresh_from_db()
    return appeal


def test_a_pin_near_a_house_is_proposed_and_saved_as_that_house(desk: Client, house: House) -> None:
    pin = {"latitude": str(POINT[0] + TWELVE_METRES), "longitude": str(POINT[1])}
    assert desk.get("/map/nearest", pin).json() == {"title": "ул. Минская, 49", "away": "12 м"}
    appeal = put(desk, factories.appeal(), **pin)
    assert appeal.place == places.place_at_house(house_id=house.pk)
    assert Aspect.PLACE in appeal.decided
    change = appeal.transitions.get(field="place")
    assert (change.new, str(change.by)) == ("ул. Минская, 49", "olga")


def test_a_pin_in_the_open_is_saved_as_a_point(desk: Client, house: House) -> None:
    pin = {"latitude": "56.150001", "longitude": "47.2"}
    assert desk.get("/map/nearest", pin).json() == {"title": "56.15000, 47.20000", "away": ""}
    appeal = put(desk, factories.appeal(), **pin)
    assert appeal.place is not None
    assert (appeal.place.house, appeal.place.latitude, appeal.place.longitude) == (None, 56.15, 47.2)


def test_whoever_means_the_very_point_gets_it_with_the_house_in_its_name(desk: Client, house: House) -> None:
    pin = {"latitude": str(POINT[0] + TWELVE_METRES), "longitude": str(POINT[1]), "exact": "1"}
    title = "56.10011, 47.20000 (ул. Минская, 49 — 12 м)"
    assert desk.get("/map/nearest", pin).json() == {"title": title, "away": ""}
    appeal = put(desk, factories.appeal(), **pin)
    assert appeal.place is not None
    assert (appeal.place.title, appeal.place.house, appeal.place.latitude) == (title, None, 56.10011)


def test_an_administrator_puts_the_house_itself_where_it_stands(desk: Client, house: House) -> None:
    appeal = at()
    appeal.place = places.place_at_house(house_id=house.pk)
    appeal.save()
    assert "data-pin-house" not in form(desk, appeal)
    moved = {"latitude": "56.150001", "longitude": "47.2", "moves": str(house.pk)}
    answer = desk.post(f"/appeals/{appeal.pk}/matter", moved)
    assert answer.status_code == 422
    assert "Only who brings registers of houses moves a house" in answer.content.decode()
    User.objects.filter(username="olga").update(role=Role.ADMINISTRATOR)
    assert "ул. Минская, 49 stands here" in form(desk, appeal)
    put(desk, appeal, **moved)
    house.refresh_from_db()
    assert (house.latitude, str(house.placed_by)) == (56.15, "olga")
    place = Place.objects.get(house=house)
    assert (appeal.place, place.latitude, place.title) == (place, 56.15, "ул. Минская, 49")


def config_of(page: str) -> Any:
    return json.loads(
        page.split('id="pin-config" type="application/json">')[1].split("</script>", maxsplit=1)[0]
    )


def test_while_a_register_is_taken_in_no_house_is_moved_and_the_form_comes_back_as_it_was(
    desk: Client, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise places.RegisterBusy(
            "A register of houses is being taken in at this moment: move the house when that is done."
        )

    User.objects.filter(username="olga").update(role=Role.ADMINISTRATOR)
    appeal = at()
    appeal.place = places.place_at_house(house_id=house.pk)
    appeal.save()
    monkeypatch.setattr("nasvyazi.domain.places.services.register.lock_soon", busy)
    pin = {"latitude": "56.150001", "longitude": "47.2", "moves": str(house.pk)}
    sent = {"kind": "question", "place": "ул. Минская, 49", **pin}
    answer = desk.post(f"/appeals/{appeal.pk}/matter?sort=newest", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("A register of houses is being taken in at this moment") == 1
    (address,) = set(re.findall(rf'"(/appeals/{appeal.pk}/what\?[^"]*)"', page))
    again = desk.get(html.unescape(address)).content.decode()
    assert 'name="kind" value="question" checked' in again
    assert config_of(again)["put"] == {"at": [56.15, 47.2], "exact": False, "moves": True}
    assert f"/appeals/{appeal.pk}/matter?sort=newest" in again
    appeal.refresh_from_db()
    assert appeal.kind != "question"


def test_words_that_name_no_street_are_typed_once(desk: Client, house: House) -> None:
    appeal = factories.appeal()
    answer = desk.post(f"/appeals/{appeal.pk}/matter", {"kind": "question", "place": "Неведомая 3"})
    (address,) = set(re.findall(rf'"(/appeals/{appeal.pk}/what\?[^"]*)"', answer.content.decode()))
    again = desk.get(html.unescape(address)).content.decode()
    assert 'value="Неведомая 3"' in again
    assert 'name="kind" value="question" checked' in again


@pytest.mark.parametrize(
    "query",
    [
        "place=%00&topic=x&kind=y",
        "place=x&latitude=nan&moves=-1",
        f"place=x&topic={'9' * 40}",
        "place=x&moves=x",
    ],
)
def test_a_form_is_filled_with_nothing_that_makes_no_sense(desk: Client, query: str) -> None:
    assert desk.get(f"/appeals/{factories.appeal().pk}/what?{query}").status_code == 200


@pytest.mark.parametrize(
    "pin",
    [
        {"latitude": "56.1"},
        {"longitude": "47.2"},
        {"latitude": "91", "longitude": "47.2"},
        {"latitude": "56.1", "longitude": "-181"},
        {"latitude": "nan", "longitude": "47.2"},
        {"latitude": "x", "longitude": "47.2"},
    ],
)
def test_a_pin_that_is_not_on_the_map_is_refused_in_a_sentence(desk: Client, pin: dict[str, str]) -> None:
    appeal = factories.appeal()
    answer = desk.post(f"/appeals/{appeal.pk}/matter", pin)
    assert answer.status_code == 422
    assert "The pin is not on the map." in answer.content.decode()
    assert desk.get("/map/nearest", pin).status_code == 404
    appeal.refresh_from_db()
    assert appeal.place is None


def test_without_a_pin_the_words_decide_as_ever(desk: Client, house: House) -> None:
    appeal = factories.appeal()
    desk.post(f"/appeals/{appeal.pk}/matter", {"place": "Минская 49", "latitude": "", "longitude": ""})
    appeal.refresh_from_db()
    assert appeal.place == places.place_at_house(house_id=house.pk)


def test_the_card_has_a_map_where_there_is_something_to_show(desk: Client, settings: Settings) -> None:
    bare, placed = factories.appeal(), at()
    assert "data-pin" not in form(desk, bare)
    shown = form(desk, placed)
    assert config_of(shown)["at"] == [*POINT]
    settings.NASVYAZI_MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    assert "data-pin" in form(desk, bare)
