"""The door of the Bot API: which bot calls what with which parameters; the calls themselves lie in `methods/`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from nasvyazi.sandbox.max import chats, people
from nasvyazi.sandbox.max.errors import ApiError, bad
from nasvyazi.sandbox.max.limits import CALLS
from nasvyazi.sandbox.max.world import Bot, Chat, Json, World
from nasvyazi.sandbox.world import NotThere

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_TOKEN_IN_QUERY = "Query parameter access_token is deprecated, use Authorization header"  # noqa: S105 (a sentence)
"""In its words: github.com/max-messenger/max-bot-api-client-ts/issues/242."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call; `name` is its method and path as the OpenAPI file writes them, `place` what the path names."""

    world: World
    name: str
    bot: Bot
    place: Mapping[str, str]
    query: Mapping[str, str]
    body: Json

    def text(self, name: str) -> str:
        """A parameter that must be there."""
        value = self.query.get(name, "")
        if not value.strip():
            raise bad(f"{name}: must not be blank")
        return value

    def number(self, name: str, *, least: int = -(2**63), most: int = 2**63 - 1) -> int | None:
        """A whole number within bounds, or None when absent."""
        value = self.query.get(name, "")
        if not value:
            return None
        found = int(value) if _WHOLE.fullmatch(value) else None
        if found is None or not least <= found <= most:
            raise bad(f"{name}: must be a whole number between {least} and {most}")
        return found

    def listed(self, name: str) -> list[str]:
        """A list in one parameter, by commas."""
        return [one for one in self.query.get(name, "").split(",") if one]

    def chat(self) -> Chat:
        """The chat of the path: an id, or what stands in a public channel's address. Raises ApiError."""
        named = self.place["chatId"]
        try:
            if _WHOLE.fullmatch(named):
                return chats.chat(self.world, int(named))
            return chats.linked(self.world, named.removeprefix("@"))
        except NotThere:
            raise ApiError(404, f"Chat {named} not found") from None


Handler = Callable[[Call], Awaitable[Json]]
H = TypeVar("H", bound=Handler)
METHODS: dict[tuple[str, str], Handler] = {}
"""By HTTP method and path; `methods/` fills it."""


def method(verb: str, path: str) -> Callable[[H], H]:
    """Register a call of the API."""

    def register(handler: H) -> H:
        METHODS[verb, path] = handler
        return handler

    return register


def admit(world: World, token: str, query: Mapping[str, str]) -> Bot:
    """The bot whose token stands alone in the header Authorization. Raises ApiError."""
    if "access_token" in query:
        raise ApiError(403, _TOKEN_IN_QUERY, code="deprecated.token")
    bot = people.bot_by_token(world, token)
    if bot is None:
        raise ApiError(401)
    if world.settings.rate_limits and not world.limiter.allows(CALLS, bot.id):
        raise ApiError(429)
    return bot
