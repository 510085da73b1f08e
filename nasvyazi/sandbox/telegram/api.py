"""The door of the Bot API: which bot calls what with which parameters; the methods themselves lie in `methods/`."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from nasvyazi.sandbox.telegram import chats, people
from nasvyazi.sandbox.telegram.errors import CHAT_NOT_FOUND, ApiError, bad
from nasvyazi.sandbox.telegram.world import Bot, Chat, World
from nasvyazi.sandbox.world import NotThere

_WHOLE = re.compile(r"-?[0-9]{1,19}")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of a method. Parameters are texts, or from a JSON body whatever they are there."""

    world: World
    method: str
    params: Mapping[str, Any]
    files: Mapping[str, Upload]
    bot: Bot

    def text(self, name: str) -> str:
        """A parameter as text; "" when absent."""
        value = self.params.get(name)
        return "" if value is None else readable(str(value))

    def number(self, name: str) -> int | None:
        """A whole number, or None when absent or senseless, as the real server takes them."""
        return whole(self.params.get(name))

    def flag(self, name: str, *, otherwise: bool = False) -> bool:
        """A yes or no."""
        value = self.text(name).lower()
        return value in {"true", "1", "yes", "t", "y"} if value else otherwise

    def parsed(self, name: str, kind: type[Any]) -> Any:
        """A JSON object (`dict`) or array (`list`), also when it came as text; None when absent."""
        value = self.params.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise bad(f"can't parse {name} JSON object") from None
        if not isinstance(value, kind):
            raise bad(f"can't parse {name}: unexpected JSON type")
        return value

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat of a parameter: an id or the @name of a channel or supergroup."""
        value = self.text(name).strip()
        if not value:
            raise bad("chat_id is empty")
        try:
            if value.startswith("@"):
                return chats.named(self.world, value)
            return chats.chat(self.world, whole(value) or 0)
        except NotThere:
            raise bad(CHAT_NOT_FOUND) from None

    def allowed_updates(self) -> tuple[str, ...] | None:
        """The kinds asked for; None = as before. An empty list means the usual ones."""
        asked = self.parsed("allowed_updates", list)
        if asked is None:
            return None
        return tuple(kind for kind in people.UPDATES if kind in asked) or people.USUAL_UPDATES


def readable(text: str) -> str:
    """The text, unless it has half of a surrogate pair. Raises ApiError."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    return text


def whole(value: object) -> int | None:
    """A whole number of 64 bits, also as text; None for all else."""
    text = str(value).strip()
    number = int(text) if _WHOLE.fullmatch(text) else None
    return number if number is not None and abs(number) < 2**63 else None


Handler = Callable[[Call], Awaitable[Any]]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A result with a sentence beside it, as a few methods answer."""

    result: Any
    description: str


METHODS: dict[str, tuple[str, Handler]] = {}
"""By name in small letters, for the Bot API does not look at their case; `methods/` fills it."""


def method(name: str) -> Callable[[H], H]:
    """Register a method of the API."""

    def register(handler: H) -> H:
        METHODS[name.lower()] = (name, handler)
        return handler

    return register


def admit(world: World, token: str, name: str) -> tuple[Bot, str]:
    """The bot of a token and the method's right name. Raises ApiError."""
    if people.TOKEN.fullmatch(token) is None:
        raise ApiError(404)
    bot = people.bot_by_token(world, token)
    if bot is None:
        raise ApiError(401)
    if name.lower() not in METHODS:
        raise ApiError(404, "method not found")
    return bot, METHODS[name.lower()][0]
