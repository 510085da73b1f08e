"""Who is shut out of a group: a person until a moment (0 = for good), or somebody under the name of a channel."""

from __future__ import annotations

from nasvyazi.sandbox.clock import now
from nasvyazi.sandbox.telegram.world import World

_LONGEST, _SHORTEST = 366 * 86_400, 30
"""A ban that ends outside of these from now on is for good (banChatMember of the Bot API)."""


def ban(world: World, *, chat: int, sender: int, until: int = 0) -> None:
    """Shut somebody out. Nobody is told: bots hear of it as `chat_member` only, which they have to ask for."""
    term = until if _SHORTEST <= until - now() <= _LONGEST else 0
    with world.store.transaction():
        sql = (
            "INSERT INTO tg_ban (chat, sender, until) VALUES (?, ?, ?) "
            "ON CONFLICT (chat, sender) DO UPDATE SET until = excluded.until"
        )
        world.store.run(sql, (chat, sender, term))


def unban(world: World, *, chat: int, sender: int) -> None:
    """Let somebody in again; whoever is in stays so."""
    with world.store.transaction():
        world.store.run("DELETE FROM tg_ban WHERE chat = ? AND sender = ?", (chat, sender))


def is_banned(world: World, *, chat: int, sender: int) -> bool:
    """Whether somebody is shut out at the moment."""
    until = world.store.value("SELECT until FROM tg_ban WHERE chat = ? AND sender = ?", (chat, sender))
    return until is not None and (until == 0 or until > now())
