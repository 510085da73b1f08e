"""Moderation in the in-memory network: comments are taken away and come back, residents are shut out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from nasvyazi.networks.base import Account, Place, PlaceKind

from .world import World


def is_public(place: Place) -> bool:
    """Whether what stands there can be moderated."""
    return place.kind is not PlaceKind.DIALOG


def remove(world: World, account: Account, place: Place, external_id: str) -> bool:
    """Take a message away, told as any deletion; False when it is not there. Raises what `fail_next` was given."""
    with _failing(world):
        return world.take_away(account.network_id, place, external_id)


def restore(world: World, account: Account, place: Place, external_id: str) -> bool:
    """Bring a message back, which is told; False when it was not away. Raises what `fail_next` was given."""
    with _failing(world):
        return world.bring_back(account.network_id, place, external_id)


def ban(world: World, account: Account, author_id: str, until: datetime | None) -> None:
    """Shut a resident out. Raises what `fail_next` was given."""
    with _failing(world):
        world.banned[account.network_id, author_id] = until


def unban(world: World, account: Account, author_id: str) -> None:
    """Let a resident in. Raises what `fail_next` was given."""
    with _failing(world):
        world.banned.pop((account.network_id, author_id), None)


@contextmanager
def _failing(world: World) -> Iterator[None]:
    """The fault that meets this call, before or after it is done."""
    fault = world.take_fault()
    if fault and fault[0] == "before":
        raise fault[1]
    yield
    if fault:
        raise fault[1]
