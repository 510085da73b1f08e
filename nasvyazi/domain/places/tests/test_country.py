"""Coordinates of the country, of others, and with their numbers in the wrong order."""

from __future__ import annotations

import pytest

from nasvyazi.domain.places import country

TOWNS = {
    "Cheboksary": (56.13, 47.25),
    "Kaliningrad": (54.71, 20.51),
    "Pskov": (57.82, 28.33),
    "Bryansk": (53.24, 34.36),
    "Sevastopol": (44.6, 33.53),
    "Sochi": (43.59, 39.73),
    "Derbent": (42.06, 48.29),
    "Astrakhan": (46.35, 48.04),
    "Orenburg": (51.77, 55.1),
    "Orsk": (51.23, 58.47),
    "Omsk": (54.99, 73.37),
    "Rubtsovsk": (51.5, 81.21),
    "Kosh-Agach": (49.99, 88.67),
    "Kyakhta": (50.35, 106.45),
    "Zabaikalsk": (49.65, 117.33),
    "Blagoveshchensk": (50.29, 127.53),
    "Birobidzhan": (48.79, 132.93),
    "Khasan": (42.43, 130.65),
    "Vladivostok": (43.12, 131.89),
    "Yuzhno-Kurilsk": (44.03, 145.86),
    "Petropavlovsk": (53.02, 158.64),
    "Provideniya": (64.42, -173.23),
    "Dikson": (73.51, 80.53),
}
ABROAD = {
    "Helsinki": (60.17, 24.94),
    "Kyiv": (50.45, 30.52),
    "Astana": (51.13, 71.43),
    "Beijing": (39.9, 116.4),
    "nowhere": (0.0, 0.0),
    "Nome": (64.5, -165.4),
}


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_at_any_end_of_the_country_lies_in_it(town: str) -> None:
    assert country.holds(*TOWNS[town])


@pytest.mark.parametrize("town", ABROAD)
def test_a_town_abroad_does_not(town: str) -> None:
    assert not country.holds(*ABROAD[town])


@pytest.mark.parametrize("town", ["Cheboksary", "Bryansk", "Kaliningrad", "Omsk", "Vladivostok"])
def test_numbers_that_have_changed_places_are_seen(town: str) -> None:
    latitude, longitude = TOWNS[town]
    assert country.are_swapped(longitude, latitude)
    assert not country.are_swapped(latitude, longitude)
