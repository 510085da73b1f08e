import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasvyazi.networks import limits
from nasvyazi.networks.base import Throttled
from nasvyazi.networks.limits import Limiter, limiter


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def test_calls_are_spaced_evenly() -> None:
    time = Time()
    pace = Limiter(20, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(4):
        pace.wait(1)
    assert time.slept == [0, 0.05, 0.05, 0.05]


def test_a_turn_that_comes_too_late_is_not_taken() -> None:
    time = Time()
    pace = Limiter(0.5, clock=lambda: time.now, sleep=time.sleep)
    pace.wait(0)
    for _ in range(3):
        with pytest.raises(Throttled) as caught:
            pace.wait(1)
        assert caught.value.retry_after == timedelta(seconds=2)


def test_a_rest_is_not_saved_up() -> None:
    time = Time()
    pace = Limiter(20, clock=lambda: time.now, sleep=time.sleep)
    pace.wait(1)
    time.now += 60
    pace.wait(1)
    pace.wait(1)
    assert time.slept == [0, 0, 0.05]


def test_after_a_rest_a_burst_comes_at_once_and_the_rest_evenly() -> None:
    time = Time()
    pace = Limiter(2, burst=3, clock=lambda: time.now, sleep=time.sleep)
    for _ in range(2):
        time.slept.clear()
        for _ in range(5):
            pace.wait(1)
        assert time.slept == [0, 0, 0, 0.5, 0.5]
        time.now += 60


def test_a_hold_lets_nobody_through_and_is_never_shortened() -> None:
    time = Time()
    pace = Limiter(20, burst=5, clock=lambda: time.now, sleep=time.sleep)
    assert not pace.is_held
    pace.hold(30)
    pace.hold(5)
    assert pace.is_held
    with pytest.raises(Throttled) as caught:
        pace.wait(4)
    assert caught.value.retry_after == timedelta(seconds=30)
    time.now += 27
    pace.wait(4)
    assert (time.slept, pace.is_held) == ([3], False)


@given(
    per_second=st.sampled_from([1 / 6, 1.0, 25.0]),
    burst=st.integers(1, 10),
    rests=st.lists(st.floats(0, 30), min_size=1, max_size=40),
)
def test_no_stretch_of_time_sees_more_than_a_burst_and_the_pace(
    per_second: float, burst: int, rests: list[float]
) -> None:
    time, turns = Time(), []
    pace = Limiter(per_second, burst=burst, clock=lambda: time.now, sleep=time.sleep)
    for rest in rests:
        time.now += rest
        pace.wait(1000)
        turns.append(time.now)
    for first, began in enumerate(turns):
        for last in range(first, len(turns)):
            assert last - first + 1 <= burst + (turns[last] - began) * per_second + 0.001


def test_threads_never_share_a_turn() -> None:
    turns: list[float] = []
    pace = Limiter(20, clock=lambda: 0.0, sleep=turns.append)
    threads = [threading.Thread(target=pace.wait, args=(60,)) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(round(turn, 6) for turn in turns) == [round(n * 0.05, 6) for n in range(30)]


def test_each_token_has_one_limiter() -> None:
    assert limiter("a", 20) is limiter("a", 20)
    assert limiter("a", 20) is not limiter("b", 20)


def test_limiters_that_hold_nobody_back_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_limiters", {})
    busy = limiter("busy", 0.01)
    busy.wait(0)
    for number in range(limits._MANY + 10):
        limiter(str(number), 20)
    assert len(limits._limiters) < limits._MANY
    assert limiter("busy", 0.01) is busy
