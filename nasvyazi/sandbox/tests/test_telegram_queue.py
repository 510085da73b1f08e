"""The queue of the practice Telegram without a server around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.deliveries import Deliveries
from nasvyazi.sandbox.faults import Faults
from nasvyazi.sandbox.settings import Settings
from nasvyazi.sandbox.store import Store
from nasvyazi.sandbox.telegram import people, updates
from nasvyazi.sandbox.telegram.errors import ApiError
from nasvyazi.sandbox.telegram.limits import Limiter
from nasvyazi.sandbox.telegram.methods import webhook
from nasvyazi.sandbox.telegram.network import Telegram
from nasvyazi.sandbox.telegram.world import World
from nasvyazi.sandbox.world import Ground


@pytest.fixture
def world(tmp_path: Path) -> World:
    store, settings = (
        Store(tmp_path / "world.sqlite3"),
        Settings(home=tmp_path, base_url="http://127.0.0.1:1"),
    )
    ground = Ground(
        store=store, deliveries=Deliveries(store, settings), faults=Faults(store), settings=settings
    )
    Telegram(ground)
    return World(**vars(ground))


def test_an_update_that_nobody_took_for_a_day_is_gone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = people.create_bot(world, title="Глава")
    updates.emit(world, bot, "message", {"text": "вчера"})
    later = real() + updates.KEPT_SECONDS
    monkeypatch.setattr(updates, "real", lambda: later)
    assert len(updates.waiting(world, bot.id)) == 1
    monkeypatch.setattr(updates, "real", lambda: later + 1)
    updates.emit(world, bot, "message", {"text": "сегодня"})
    (left,) = updates.waiting(world, bot.id)
    assert "сегодня" in left["body"]


def test_nothing_waits_where_nobody_has_ever_written(world: World) -> None:
    bot = people.create_bot(world, title="Глава")
    updates.forget_old(world, bot)
    assert updates.waiting(world, bot.id) == []


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://desk.example.ru/hook", True),
        ("http://127.0.0.1:8000/hook", True),
        ("http://192.168.1.5:8000/hook", True),
        ("http://web:8000/hook", True),
        ("http://desk.example.ru/hook", False),
        ("http://93.184.216.34/hook", False),
    ],
)
def test_only_within_the_house_a_webhook_does_without_tls(url: str, taken: bool) -> None:
    if taken:
        webhook.check(url, "")
    else:
        with pytest.raises(ApiError):
            webhook.check(url, "")


def test_a_bot_that_says_too_much_is_told_how_long_to_wait() -> None:
    moment = [1000.0]
    limiter = Limiter(clock=lambda: moment[0])
    assert [limiter.wait(bot=1, chat=5, count=1) for _ in range(4)] == [0, 0, 0, 1]
    assert [limiter.wait(bot=2, chat=-5, count=10) for _ in range(3)] == [0, 0, 60]
    moment[0] += 10
    assert limiter.wait(bot=2, chat=-5, count=1) == 50
    assert [limiter.wait(bot=2, chat=chat, count=1) for chat in range(1, 33)] == [0] * 30 + [1] * 2
