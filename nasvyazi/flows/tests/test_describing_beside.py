"""A person moves a house on the map while a register is being taken in, which lasts minutes."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from nasvyazi.domain.accounts.models import Role, User
from nasvyazi.domain.appeals.models import Appeal
from nasvyazi.domain.places import services as places
from nasvyazi.domain.places.models import House
from nasvyazi.domain.places.services import register
from nasvyazi.domain.understanding.kinds import Kind
from nasvyazi.flows import describing
from nasvyazi.flows.describing import Pin
from tests import factories
from tests.locks import PATIENCE, wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@transaction.atomic
def there() -> tuple[Appeal, House]:
    """An appeal and a house."""
    return factories.appeal(), factories.house(point=(56.1, 47.2))


def moves(pool: ThreadPoolExecutor, appeal: Appeal, house: House, by: User) -> Future[Appeal]:
    """A house is moved on the card of an appeal, in a connection of its own."""

    def run() -> Appeal:
        try:
            pin = Pin(56.15, 47.2, moves=house.pk)
            return describing.describe(
                appeal_id=appeal.pk, kind=Kind.QUESTION, topic=None, place="", by=by, pin=pin
            )
        finally:
            connection.close()

    return pool.submit(run)


def test_whoever_moves_a_house_while_a_register_is_taken_in_is_refused_soon_and_holds_no_appeal() -> None:
    appeal, house = there()
    by = factories.user(Role.ADMINISTRATOR)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        register.lock()
        moving = moves(pool, appeal, house, by)
        wait_until_somebody_waits()
        Appeal.objects.select_for_update(nowait=True).get(pk=appeal.pk)
        with pytest.raises(places.RegisterBusy, match="move the house when that is done"):
            moving.result(timeout=PATIENCE)
    appeal.refresh_from_db()
    house.refresh_from_db()
    assert (appeal.decided, house.placed_at, house.latitude) == ([], None, 56.1)


def test_whoever_moves_another_house_at_the_same_moment_is_waited_for() -> None:
    appeal, house = there()
    by = factories.user(Role.ADMINISTRATOR)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            register.lock()
            moving = moves(pool, appeal, house, by)
            wait_until_somebody_waits()
        assert moving.result(timeout=PATIENCE).kind == Kind.QUESTION
    house.refresh_from_db()
    assert house.latitude == 56.15


@transaction.atomic
def test_who_has_got_the_register_waits_as_long_as_usual_afterwards() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        usual = cursor.fetchone()
        register.lock_soon()
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == usual
