"""The one clock."""

import threading
from datetime import UTC, datetime, timedelta

from nasvyazi.toolbox import clock

PAST = datetime(2020, 2, 29, 12, 0, tzinfo=UTC)
A_MOMENT = timedelta(seconds=5)


def test_it_is_now_unless_somebody_travels() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT
    with clock.travelling(PAST):
        assert timedelta(0) <= clock.now() - PAST < A_MOMENT
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT


def test_a_journey_inside_a_journey_comes_back_to_the_outer_one() -> None:
    with clock.travelling(PAST):
        with clock.travelling(PAST + timedelta(days=1)):
            assert clock.now() >= PAST + timedelta(days=1)
        assert clock.now() < PAST + timedelta(hours=1)


def test_a_traveller_does_not_take_other_threads_along() -> None:
    seen: list[datetime] = []
    with clock.travelling(PAST):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert abs(seen[0] - datetime.now(UTC)) < A_MOMENT
