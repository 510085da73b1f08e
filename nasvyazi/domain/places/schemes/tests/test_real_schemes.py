"""Schemes as councils published them, and addresses looked up in them by hand."""

from __future__ import annotations

import json

import pytest

from nasvyazi.domain.places.schemes.addresses import Address
from nasvyazi.domain.places.schemes.answering import Scheme, Told
from nasvyazi.domain.places.schemes.judging import judge
from nasvyazi.domain.places.schemes.parsing import read_scheme
from nasvyazi.domain.places.schemes.tests.test_laws import assert_everything_is_told
from tests.shared import SHARED, WHY_SKIPPED

pytestmark = pytest.mark.skipif(SHARED is None, reason=WHY_SKIPPED)
FOLDER = SHARED / "data" / "districts" if SHARED else None
LOOKUPS = json.loads((FOLDER / "lookups.json").read_text()) if FOLDER else {}


def scheme(name: str) -> Scheme:
    assert FOLDER is not None
    reading = read_scheme((FOLDER / name).read_text())
    return Scheme(Told.of(district.number, rule) for district in reading.districts for rule in district.rules)


@pytest.mark.parametrize("name", LOOKUPS)
def test_every_address_is_in_the_district_that_was_read_by_hand(name: str) -> None:
    ready = scheme(name)
    assert [(said, ready.district_of(Address.read(said)).district) for said, _ in LOOKUPS[name]] == [
        (said, district) for said, district in LOOKUPS[name]
    ]


@pytest.mark.parametrize("name", LOOKUPS)
def test_the_published_schemes_have_no_overlaps(name: str) -> None:
    assert not judge(scheme(name)).overlaps


@pytest.mark.parametrize("name", LOOKUPS)
def test_every_word_of_them_is_a_rule_a_remark_or_a_heading(name: str) -> None:
    assert FOLDER is not None
    assert_everything_is_told((FOLDER / name).read_text())
