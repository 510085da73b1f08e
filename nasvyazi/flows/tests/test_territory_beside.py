"""A person presses a button about a register while a worker reads it, which lasts minutes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from nasvyazi.domain.accounts.models import Role
from nasvyazi.domain.places import services
from nasvyazi.domain.places.models import RegisterImport
from nasvyazi.toolbox.clock import now
from tests import factories
from tests.locks import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.parametrize(
    "press",
    [
        lambda number: services.confirm(register_id=number),
        lambda number: services.change(register_id=number, said=[], told={}),
    ],
    ids=["confirm", "change"],
)
def test_whoever_presses_a_button_while_a_worker_reads_the_register_is_refused_at_once(
    tmp_path: Any, settings: Any, press: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    by = factories.user(Role.ADMINISTRATOR)
    register = services.bring(body=b"a;b", name="a.csv", by=by, now=now())

    def beside() -> None:
        try:
            press(register.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert services.attempt(register_id=register.pk) == register
        pressing = pool.submit(beside)
        with pytest.raises(services.NotWaiting, match="is being read at this moment"):
            pressing.result(timeout=PATIENCE)
    register.refresh_from_db()
    assert register.state == RegisterImport.State.NEW
    with pytest.raises(services.NotWaiting, match="does not wait for you any more"):
        press(register.pk)
