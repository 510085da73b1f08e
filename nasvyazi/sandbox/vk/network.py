"""The practice VK put together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.routing import Route

from nasvyazi.sandbox.vk import control, people, views
from nasvyazi.sandbox.vk.callback import CallbackRules
from nasvyazi.sandbox.vk.routes import Door
from nasvyazi.sandbox.vk.world import NETWORK, World
from nasvyazi.sandbox.world import Ground

_OF_COMMUNITY = (
    "vk_event", "vk_remark", "vk_thing", "vk_ban", "vk_carried", "vk_comment", "vk_post", "vk_message", "vk_consent",
)  # fmt: skip
_OF_EVERYTHING = ("vk_server", "vk_token", "vk_community", "vk_person", "vk_photo", "vk_upload")


class Vk:
    """One practice network, as the application sees any of them."""

    name = NETWORK

    def __init__(self, ground: Ground) -> None:
        self._world = world = World(**vars(ground))
        world.store.script((Path(__file__).parent / "schema.sql").read_text(encoding="utf-8"))
        world.deliveries.register(NETWORK, CallbackRules(world))

    def routes(self) -> list[Route]:
        """The network's protocol below /vk, its control API below /control/vk."""
        return [*Door(self._world).routes(), *control.routes(self._world)]

    def log(self, community: int, *, limit: int) -> list[dict[str, Any]]:
        """What was told of a community, newest first: delivered to a webhook, or polled."""
        return views.log(self._world, people.community(self._world, community), limit=limit)

    def reset(self, community: int | None) -> None:
        """Forget what was said (in one community or all), and its events and deliveries; counters go on."""
        store = self._world.store
        with store.transaction():
            numbers = [row["id"] for row in store.all("SELECT id FROM vk_community")]
            for number in numbers if community is None else [community]:
                for table in _OF_COMMUNITY:
                    store.run(f"DELETE FROM {table} WHERE community = ?", (number,))  # noqa: S608
                floor = store.last(f"vk:ts:{number}")
                store.run("UPDATE vk_community SET longpoll_floor = ? WHERE id = ?", (floor, number))
                self._world.deliveries.forget(network=NETWORK, community=number)

    def clear(self) -> None:
        """Forget everything: communities and residents too."""
        with self._world.store.transaction():
            self.reset(None)
            for table in _OF_EVERYTHING:
                self._world.store.run(f"DELETE FROM {table}")  # noqa: S608
