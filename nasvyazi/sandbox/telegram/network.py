"""The practice Telegram put together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.routing import Route

from nasvyazi.sandbox.telegram import control, people, views
from nasvyazi.sandbox.telegram.routes import Door
from nasvyazi.sandbox.telegram.updates import WebhookRules
from nasvyazi.sandbox.telegram.world import NETWORK, World
from nasvyazi.sandbox.world import Ground

_OF_EVERYTHING = ("tg_update", "tg_message", "tg_member", "tg_ban", "tg_chat", "tg_bot", "tg_person",
                  "tg_file")  # fmt: skip


class Telegram:
    """One practice network, as the application sees any of them."""

    name = NETWORK

    def __init__(self, ground: Ground) -> None:
        self._world = world = World(**vars(ground))
        world.store.script((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
        world.deliveries.register(NETWORK, WebhookRules(world))

    def routes(self) -> list[Route]:
        """The network's protocol below /telegram, its control API below /control/telegram."""
        return [*Door(self._world).routes(), *control.routes(self._world)]

    def log(self, community: int, *, limit: int) -> list[dict[str, Any]]:
        """What was told of a bot, newest first: delivered to a webhook, or polled."""
        return views.log(self._world, people.bot(self._world, community), limit=limit)

    def reset(self, community: int | None) -> None:
        """Forget what was said to and by a bot or all, and its updates and deliveries; counters go on."""
        store = self._world.store
        with store.transaction():
            numbers = [row["id"] for row in store.all("SELECT id FROM tg_bot")]
            for number in numbers if community is None else [community]:
                mine = "SELECT id FROM tg_chat WHERE bot = ?"
                store.run(f"DELETE FROM tg_message WHERE box = ? OR chat IN ({mine})", (number, number))  # noqa: S608
                store.run("DELETE FROM tg_member WHERE bot = ? AND chat > 0", (number,))
                store.run("DELETE FROM tg_update WHERE bot = ?", (number,))
                self._world.deliveries.forget(network=NETWORK, community=number)

    def clear(self) -> None:
        """Forget everything: bots, channels, groups and residents too."""
        with self._world.store.transaction():
            self.reset(None)
            for table in _OF_EVERYTHING:
                self._world.store.run(f"DELETE FROM {table}")  # noqa: S608
