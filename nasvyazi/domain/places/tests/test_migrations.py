"""What migrations do to settlements that are there already."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.domain.places import services
from nasvyazi.domain.places.importers import Row
from nasvyazi.domain.places.kinds import SETTLEMENT_WORDS, SettlementKind
from nasvyazi.domain.places.models import Municipality, Settlement, Street
from nasvyazi.domain.places.naming import street_key
from nasvyazi.domain.places.settlements import SettlementTitle

migration = import_module("nasvyazi.domain.places.migrations.0007_stanitsas_that_were_kept_as_cities")


def kept(name: str, kind: str = "city", municipality: str = "Каневской район") -> Settlement:
    """A settlement as it was kept when its kind was not known."""
    municipality_, _made = Municipality.objects.get_or_create(name=municipality)
    return Settlement.objects.create(municipality=municipality_, kind=kind, name=name, key=street_key(name))


def migrate() -> set[tuple[str, str, str]]:
    migration.call_by_kind(apps, connection.schema_editor())
    return set(Settlement.objects.values_list("kind", "name", "key"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("ст-ца Каневская", ("stanitsa", "Каневская", "каневская")),
        ("Каневская станица", ("stanitsa", "Каневская", "каневская")),
        ("аул Эркен-Шахар", ("aul", "Эркен-Шахар", "эркен-шахар")),
        ("сл. Берёзовая", ("sloboda", "Берёзовая", "березовая")),
        ("выселки 1-е Красные", ("outlying", "1-е Красные", "1 красные")),
        ("рзд 2-й Южный", ("siding", "2-й Южный", "южный 2")),
        ("ж/д_рзд Кубань", ("siding", "Кубань", "кубань")),
        ("нп 40 лет Октября", ("place", "40 лет Октября", "40 лет октября")),
        ("Каневская", ("city", "Каневская", "каневская")),
        ("Слобода", ("city", "Слобода", "слобода")),
        ("Станичный Луг", ("city", "Станичный Луг", "станичный луг")),
    ],
)
def test_what_was_kept_as_a_city_is_called_by_its_kind(name: str, becomes: tuple[str, str, str]) -> None:
    kept(name)
    assert migrate() == {becomes}
    assert migrate() == {becomes}


@pytest.mark.django_db
def test_the_next_register_finds_it_and_makes_no_second_one() -> None:
    row = Row(line=2, verbatim="", settlement="ст-ца Каневская", street="ул. Мира", house="1")
    services.take_in(rows=[row], municipality="Район")
    Settlement.objects.update(kind="city", name="ст-ца Каневская", key="ст-ца каневская")
    migrate()
    services.take_in(rows=[row], municipality="Район")
    assert (Settlement.objects.count(), Street.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_where_a_register_has_made_it_anew_both_stay_as_they_are() -> None:
    kept("ст-ца Каневская")
    kept("Каневская", "stanitsa")
    kept("ст-ца Каневская", municipality="Другой район")
    kept("станица Каневская", municipality="Другой район")
    assert migrate() == {
        ("city", "ст-ца Каневская", "ст-ца каневская"),
        ("city", "станица Каневская", "станица каневская"),
        ("stanitsa", "Каневская", "каневская"),
    }
    assert Settlement.objects.filter(kind="city").count() == 2


@pytest.mark.django_db
def test_villages_keep_their_names() -> None:
    kept("Красная Слобода", "village")
    assert migrate() == {("village", "Красная Слобода", "красная слобода")}


NEW = {word: kind for word, kind in SETTLEMENT_WORDS.items() if word in migration.KINDS}


@given(st.sampled_from(sorted(NEW)), st.text(alphabet="абвёЁЯ 129-йя.,", min_size=1, max_size=20))
def test_the_migration_reads_titles_as_registers_are_read(word: str, name: str) -> None:
    title = SettlementTitle.read(f"{word} {name}")
    kind, called = migration.read(f"{word} {name}")
    if kind:
        assert (SettlementKind(kind), called, migration.key_of(called)) == (title.kind, title.name, title.key)
