"""The map with a million appeals on ten thousand houses: marks, list and ground, of a town and of a corner of it."""

from __future__ import annotations

from urllib.parse import urlencode

from bench.asking import figures, get, operators_browser, queries, times
from bench.figures import Figures
from bench.installation import database

TOTAL, OPEN, MANY_OPEN = 1_000_000, 10_000, 200_000
HOUSES_OF_A_STREET, STREETS = 25, 400
_WINDOWS = {
    "town": {"box": "56.0,47.0,56.25,47.5", "zoom": 12},
    "corner": {"box": "56.1,47.2,56.11,47.22", "zoom": 16},
}
_PARTS = ("marks", "list", "ground")
_HOUSES = """INSERT INTO places_house (street_id, base, letter, building, structure, number, latitude, longitude)
    SELECT street, number, '', '', '', number::text, 56 + street %% 20 * 0.0125 + number * 0.0004,
        47 + street / 20 * 0.025 + number * 0.0003
    FROM unnest(%s::bigint[]) street, generate_series(1, %s) number"""
_PLACES = """INSERT INTO places_place (house_id, street_id, number, title, latitude, longitude)
    SELECT id, street_id, number, 'дом ' || number, latitude, longitude FROM places_house"""
_PLACED = """UPDATE appeals_appeal SET place_id = places[1 + id %% cardinality(places)]
    FROM (SELECT array_agg(id ORDER BY id) AS places FROM places_place) AS known WHERE id > %s"""


def run() -> Figures:
    """A town of 10,000 open appeals among a million, then 200,000 are open."""
    with database():
        from bench import town

        town.found()
        desk = operators_browser()
        _build()
        for open_ in (OPEN, MANY_OPEN):
            if open_ == OPEN:
                town.settle(1, TOTAL, open_=OPEN, newest=TOTAL)
                _place()
            else:
                town.open_more(MANY_OPEN, newest=TOTAL)
            for window, asked in _WINDOWS.items():
                for part in _PARTS:
                    look = get(desk, f"/map/{part}?{urlencode(asked)}")
                    beside = f"limit ≤ 200; {open_} open of {TOTAL}, {queries(look):.0f} queries"
                    yield from figures(f"map.{window}.{part}.{open_}", times(look), beside)


def _build() -> None:
    """Streets with houses that have coordinates."""
    from django.db import connection

    from nasvyazi.domain.places import services
    from nasvyazi.domain.places.kinds import SettlementKind, StreetKind
    from nasvyazi.domain.places.models import Municipality, Settlement, Street

    municipality = Municipality.objects.create(name="Bench")
    settlement = Settlement.objects.create(
        municipality=municipality, kind=SettlementKind.CITY, name="Bench", key="bench"
    )
    streets = Street.objects.bulk_create(
        Street(settlement=settlement, kind=StreetKind.STREET, name=f"Street {n}", key=f"street {n}")
        for n in range(STREETS)
    )
    with connection.cursor() as cursor:
        cursor.execute(_HOUSES, [[street.pk for street in streets], HOUSES_OF_A_STREET])
        cursor.execute(_PLACES)
    services.touched()


def _place() -> None:
    """Give every appeal its house."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_PLACED, [0])
        cursor.execute("VACUUM (ANALYZE)")
