"""The practice MAX put together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.routing import Route

from nasvyazi.sandbox.max import control, people, views
from nasvyazi.sandbox.max.routes import Door
from nasvyazi.sandbox.max.updates import WebhookRules
from nasvyazi.sandbox.max.world import NETWORK, World
from nasvyazi.sandbox.world import Ground

_OF_EVERYTHING = (
    "max_update", "max_callback", "max_message", "max_member", "max_chat", "max_subscription", "max_bot",
    "max_person", "max_upload", "max_file",
)  # fmt: skip


class Max:
    """One practice network, as the application sees any of them."""

    name = NETWORK

    def __init__(self, ground: Ground) -> None:
        self._world = world = World(**vars(ground))
        world.store.script((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
        world.deliveries.register(NETWORK, WebhookRules(world))

    def routes(self) -> list[Route]:
        """The network's protocol below /max, its control API below /control/max."""
        return [*Door(self._world).routes(), *control.routes(self._world)]

    def log(self, community: int, *, limit: int) -> list[dict[str, Any]]:
        """What was told of a bot, newest first: delivered to a webhook, or polled."""
        return views.log(self._world, people.bot(self._world, community), limit=limit)

    def reset(self, community: int | None) -> None:
        """Forget what was said to and by a bot or all, and its updates and deliveries; counters go on."""
        store = self._world.store
        with store.transaction():
            numbers = [row["id"] for row in store.all("SELECT id FROM max_bot")]
            for number in numbers if community is None else [community]:
                store.run("DELETE FROM max_callback WHERE bot = ?", (number,))
                store.run(
                    "DELETE FROM max_message WHERE chat IN (SELECT id FROM max_chat WHERE bot = ?)", (number,)
                )
                store.run("DELETE FROM max_chat WHERE bot = ? AND type = 'dialog'", (number,))
                store.run("DELETE FROM max_update WHERE bot = ?", (number,))
                self._world.deliveries.forget(network=NETWORK, community=number)

    def clear(self) -> None:
        """Forget everything: bots, channels, group chats and residents too."""
        with self._world.store.transaction():
            self.reset(None)
            for table in _OF_EVERYTHING:
                self._world.store.run(f"DELETE FROM {table}")  # noqa: S608
