"""Tables as people bring them, and a worker that reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.external import services
from nasvyazi.domain.external.models import ExternalImport, ExternalSystem
from nasvyazi.domain.external.tests.books import xlsx
from nasvyazi.flows.importing import Importer
from nasvyazi.toolbox.clock import now
from tests import factories

Bring = Callable[..., ExternalImport]


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def system(db: None) -> ExternalSystem:
    return ExternalSystem.objects.create(name="Инцидент")


@pytest.fixture
def operator(db: None) -> User:
    return factories.user()


def read_all() -> None:
    """As a worker does, until there is nothing to do."""
    importer = Importer()
    while importer():
        continue


@pytest.fixture
def bring(system: ExternalSystem, operator: User) -> Bring:
    """Bring a table (rows, or a file's bytes), confirm its columns as guessed, have it read."""

    def bring_(*rows: Sequence[Any], body: bytes = b"", said: Sequence[str] = ()) -> ExternalImport:
        table = services.bring(
            system=system, body=body or xlsx(*rows), name="таблица.xlsx", by=operator, now=now()
        )
        read_all()
        table.refresh_from_db()
        if table.state == ExternalImport.State.LOOKED:
            services.choose(table_id=table.pk, said=said or said_by(table))
            read_all()
            table.refresh_from_db()
        return table

    return bring_


def said_by(table: ExternalImport) -> list[str]:
    """The columns as they were guessed."""
    places = {place: name for name, place in table.columns.items()}
    return [places.get(place, "") for place in range(len(table.headers))]
