"""Callback servers of a community: the confirmation handshake, and when VK repeats, pauses or gives up."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

from nasvyazi.sandbox.clock import real
from nasvyazi.sandbox.deliveries import Answer, Parcel
from nasvyazi.sandbox.settings import VK_RETRY_SECONDS
from nasvyazi.sandbox.vk.people import ALL_OFF
from nasvyazi.sandbox.vk.world import API_VERSION, NETWORK, World

MOST_SERVERS = 10
CONFIRMATION = "confirmation"
_CONFIRM_PAUSES = (0.2, 0.5, 1.0, 2.0)
_LATER = frozenset({410, 429, 503})
_LONGEST_RETRY_AFTER = 3 * 3600.0
_GIVEN_UP_IN_A_ROW = 10
_STOPPED_SECONDS = 3600.0


def add_server(world: World, *, community: int, url: str, title: str = "", secret: str = "",
               events: Mapping[str, int] | None = None) -> int:  # fmt: skip
    """A new callback server. VK asks it for the confirmation string at once; until it is right nothing comes."""
    with world.store.transaction():
        server = world.store.insert("vk_server", {
            "id": world.store.next("vk:server"), "community": community, "title": title or "sandbox", "url": url,
            "secret": secret, "status": "wait", "events": json.dumps({**ALL_OFF, **(events or {})}),
        })  # fmt: skip
        confirm(world, server)
    return server


def change_server(world: World, server: int, *, url: str, secret: str) -> None:
    """Another address or secret; the handshake starts over."""
    with world.store.transaction():
        withdrawn = "DELETE FROM delivery WHERE receiver = ? AND kind = ? AND state = 'pending'"
        world.store.run(withdrawn, (server, CONFIRMATION))
        sql = "UPDATE vk_server SET url = ?, secret = ?, failures = 0, paused_until = 0 WHERE id = ?"
        world.store.run(sql, (url, secret, server))
        confirm(world, server)


def set_events(world: World, server: int, events: Mapping[str, int]) -> None:
    """Switch events on and off; those not named stay as they are."""
    with world.store.transaction():
        known = json.loads(world.store.value("SELECT events FROM vk_server WHERE id = ?", (server,)))
        world.store.run(
            "UPDATE vk_server SET events = ? WHERE id = ?", (json.dumps({**known, **events}), server)
        )


def remove_server(world: World, server: int) -> None:
    """Delete a server with what is still queued for it."""
    with world.store.transaction():
        world.store.run("DELETE FROM delivery WHERE network = ? AND receiver = ?", (NETWORK, server))
        world.store.run("DELETE FROM vk_server WHERE id = ?", (server,))


def confirm(world: World, server: int) -> None:
    """Ask a server for the confirmation string now (in the background, like any delivery)."""
    with world.store.transaction():
        row = world.store.one("SELECT * FROM vk_server WHERE id = ?", (server,))
        if row is None:
            return
        world.store.run("UPDATE vk_server SET status = 'wait' WHERE id = ?", (server,))
        sooner = "UPDATE delivery SET next_at = ? WHERE receiver = ? AND kind = ? AND state = 'pending'"
        if world.store.run(sooner, (real(), server, CONFIRMATION)):
            return
        event_id = secrets.token_hex(20)
        body = {"type": CONFIRMATION, "group_id": row["community"], "event_id": event_id, "v": API_VERSION}
        if row["secret"]:
            body["secret"] = row["secret"]
        world.deliveries.add(network=NETWORK, community=row["community"], receiver=server, url=row["url"],
                             kind=CONFIRMATION, event_id=event_id, body=json.dumps(body))  # fmt: skip


class CallbackRules:
    """How VK delivers: `ok` exactly, five repeats, Retry-After with 410, 429 and 503 under three hours."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pauses = world.settings.pauses(VK_RETRY_SECONDS)

    def headers(self, parcel: Parcel) -> Mapping[str, str]:
        """X-Retry-Counter on repeats."""
        return {"X-Retry-Counter": str(parcel.attempts)} if parcel.attempts else {}

    def accepted(self, parcel: Parcel, answer: Answer) -> bool:
        """HTTP 200 and exactly `ok`; for the handshake, exactly the community's confirmation string."""
        wanted = "ok"
        if parcel.kind == CONFIRMATION:
            sql = "SELECT confirmation FROM vk_community WHERE id = ?"
            wanted = self._world.store.value(sql, (parcel.community,))
        return answer.status == 200 and answer.text == wanted

    def pause(self, parcel: Parcel, answer: Answer) -> float | None:
        """The schedule's next pause, or what Retry-After asked for."""
        pauses = _CONFIRM_PAUSES if parcel.kind == CONFIRMATION else self._pauses
        if parcel.attempts >= len(pauses) or answer.text == "remove":
            return None
        asked = _retry_after(answer)
        return pauses[parcel.attempts] if asked is None else asked * self._world.settings.time_scale

    def settled(self, parcel: Parcel, answer: Answer, *, delivered: bool) -> None:
        """Keep the server's status; `remove` as an answer really deletes the server, as VK does."""
        store = self._world.store
        if answer.status == 200 and answer.text == "remove":
            remove_server(self._world, parcel.receiver)
        elif delivered:
            sql = "UPDATE vk_server SET status = 'ok', failures = 0, paused_until = 0 WHERE id = ?"
            store.run(sql, (parcel.receiver,))
        elif parcel.kind == CONFIRMATION:
            store.run("UPDATE vk_server SET status = 'unconfigured' WHERE id = ?", (parcel.receiver,))
        else:
            self._count_failure(parcel.receiver)

    def _count_failure(self, server: int) -> None:
        store = self._world.store
        store.run("UPDATE vk_server SET failures = failures + 1 WHERE id = ?", (server,))
        until = real() + _STOPPED_SECONDS * self._world.settings.time_scale
        sql = "UPDATE vk_server SET status = 'failed', paused_until = ? WHERE id = ? AND failures % ? = 0"
        store.run(sql, (until, server, _GIVEN_UP_IN_A_ROW))


def _retry_after(answer: Answer) -> float | None:
    if answer.status not in _LATER:
        return None
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < _LONGEST_RETRY_AFTER else None
