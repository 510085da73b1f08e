"""A table is read batch by batch, each row once, whatever dies meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.external import matching, services
from nasvyazi.domain.external.models import ExternalCase, ExternalImport, ExternalSystem
from nasvyazi.domain.external.tests.books import TITLES, xlsx
from nasvyazi.flows import importing
from nasvyazi.flows.importing import Importer
from nasvyazi.toolbox import clock
from nasvyazi.toolbox.clock import now

from .conftest import Bring, said_by

pytestmark = pytest.mark.django_db
State = ExternalImport.State


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)


@pytest.fixture
def waiting(system: ExternalSystem, operator: User) -> ExternalImport:
    """A table of eight rows whose columns are confirmed."""
    return confirmed(system, operator, *([str(number)] for number in range(8)))


def confirmed(system: ExternalSystem, by: User, *rows: Sequence[Any]) -> ExternalImport:
    table = services.bring(system=system, body=xlsx(TITLES, *rows), name="т.xlsx", by=by, now=now())
    Importer()()
    table.refresh_from_db()
    return services.choose(table_id=table.pk, said=said_by(table))


def finish(importer: Importer) -> None:
    while importer():
        continue


def counted(table: ExternalImport) -> tuple[str, int, int]:
    table.refresh_from_db()
    return table.state, table.taken, table.created


def test_a_table_is_read_in_batches_and_says_how_far_it_is(waiting: ExternalImport) -> None:
    importer = Importer()
    assert importer()
    assert counted(waiting) == (State.READING, 3, 3)
    finish(importer)
    assert counted(waiting) == (State.DONE, 8, 8)
    assert waiting.finished_at is not None
    assert ExternalCase.objects.count() == 8


def test_a_batch_that_breaks_leaves_nothing_and_is_taken_again(
    waiting: ExternalImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    importer = Importer()
    importer()
    with monkeypatch.context() as broken:
        broken.setattr(matching, "find", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            importer()
    assert counted(waiting) == (State.READING, 3, 3)
    finish(importer)
    assert counted(waiting) == (State.DONE, 8, 8)


def test_another_worker_goes_on_where_a_dead_one_stopped_when_its_lease_is_over(
    waiting: ExternalImport,
) -> None:
    Importer()()  # and is never heard of again
    other = Importer()
    assert not other(), "the first may be alive"
    with clock.travelling(now() + timedelta(minutes=10)):
        finish(other)
    assert counted(waiting) == (State.DONE, 8, 8)


def test_a_worker_that_was_given_up_takes_nothing_twice(waiting: ExternalImport) -> None:
    slow, quick = Importer(), Importer()
    slow()
    with clock.travelling(now() + timedelta(minutes=10)):
        quick()
        assert counted(waiting)[1:] == (6, 6)
        assert not services.take(
            table_id=waiting.pk, holder=slow._holder, start=3, rows=[], is_last=False, now=now()
        )
        finish(quick)
    assert counted(waiting) == (State.DONE, 8, 8)


def test_tables_of_one_system_are_read_in_the_order_in_which_they_came(
    waiting: ExternalImport, system: ExternalSystem, operator: User
) -> None:
    later = confirmed(system, operator, ["0", None, "Новее"])
    ours, theirs = Importer(), Importer()
    ours()
    assert not theirs()
    finish(ours)
    assert counted(waiting)[0] == counted(later)[0] == State.DONE
    assert ExternalCase.objects.get(number="0").text == "Новее"


def test_the_same_table_again_changes_nothing_and_says_so(bring: Bring) -> None:
    rows = [["7", None, "Снег", "А", "20.11.2026", "01.12.2026", "В работе"], ["8", None, "Лёд"]]
    bring(TITLES, *rows)
    written = list(ExternalCase.objects.values_list("number", "changed_at"))
    table = bring(TITLES, *rows)
    assert (table.created, table.updated, table.unchanged) == (0, 0, 2)
    assert list(ExternalCase.objects.values_list("number", "changed_at")) == written
    table = bring(TITLES, rows[0], ["8", None, "Лёд", None, None, "02.12.2026"], ["9"])
    assert (table.created, table.updated, table.unchanged) == (1, 1, 1)


def test_a_file_that_breaks_in_its_middle_keeps_what_was_read(bring: Bring) -> None:
    body = (
        "Номер;Текст\n".encode()
        + b"".join(f"{n};x\n".encode() for n in range(30))
        + b'30;"'
        + b"x\n" * 70_000
    )
    table = bring(body=body)
    assert (table.state, table.error, table.error_at) == (State.FAILED, "quote_open", "32")
    assert table.created == ExternalCase.objects.count() == 30


def test_columns_are_confirmed_once_and_say_one_thing_each(
    bring: Bring, system: ExternalSystem, operator: User
) -> None:
    table = services.bring(system=system, body=xlsx(TITLES, ["7"]), name="т.xlsx", by=operator, now=now())
    Importer()()
    with pytest.raises(services.NumberColumnMissing):
        services.choose(table_id=table.pk, said=["", "url"])
    with pytest.raises(services.ColumnTwice) as twice:
        services.choose(table_id=table.pk, said=["number", "text", "text"])
    assert twice.value.field == "text"
    services.choose(table_id=table.pk, said=["number", "junk"], closed_words=["готов"])
    with pytest.raises(services.NotWaiting):
        services.choose(table_id=table.pk, said=["number"])
    system.refresh_from_db()
    assert (system.columns, system.closed_words) == ({"number": "Номер"}, ["готов"])


def test_a_batch_costs_as_many_queries_with_thirty_rows_as_with_three(
    system: ExternalSystem, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 50)
    costs = []
    for amount in (3, 30):
        text = "Во дворе третий день не чистят снег, коляску не провезти"
        rows = [[f"{amount}-{n}", f"https://x.ru/{amount}/{n}", f"{text} {n}", "А Б"] for n in range(amount)]
        confirmed(system, operator, *rows)
        with CaptureQueriesContext(connection) as queries:
            finish(Importer())
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20
