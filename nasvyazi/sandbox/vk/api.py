"""The door of the VK API: who calls what with which token, how often; the methods themselves lie in `methods/`."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nasvyazi.sandbox.vk import people
from nasvyazi.sandbox.vk.errors import ApiError, invalid, missing
from nasvyazi.sandbox.vk.world import Community, Token, TokenKind, World
from nasvyazi.sandbox.world import NotThere

MOST_PEERS = 100
_INT32 = range(-(2**31), 2**31)
_PER_SECOND = {TokenKind.COMMUNITY: 20, TokenKind.USER: 3, TokenKind.SERVICE: 20}
"""Calls a second by kind of token. VK names 20 and 3; for service tokens an assumption."""
_REFUSED = {
    TokenKind.COMMUNITY: (27, "Group authorization failed: method is unavailable with group auth."),
    TokenKind.SERVICE: (28, "Application authorization failed: method is unavailable with service token"),
    TokenKind.USER: (15, "Access denied: no access to call this method"),
}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of a method: its parameters as they came, and whose token it carries."""

    world: World
    method: str
    params: Mapping[str, str]
    token: Token

    def text(self, name: str, *, required: bool = False) -> str:
        """A parameter as text; "" when absent."""
        value = self.params.get(name, "")
        if required and not value:
            raise missing(name)
        return value

    def number(self, name: str) -> int | None:
        """A whole number, or None when absent."""
        value = self.params.get(name, "")
        if not value:
            return None
        try:
            return int(value)
        except ValueError:
            raise invalid(f"{name} not integer") from None

    def need(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.number(name)
        if value is None:
            raise missing(name)
        return value

    def between(self, name: str, least: int, most: int, otherwise: int) -> int:
        """A whole number within bounds; `otherwise` when absent."""
        value = self.number(name)
        if value is None:
            return otherwise
        if not least <= value <= most:
            raise invalid(f"{name} should be from {least} to {most}")
        return value

    def flag(self, name: str) -> bool:
        """VK's booleans: 1 or true."""
        return self.params.get(name, "").lower() in {"1", "true"}

    def numbers(self, name: str, *, most: int) -> list[int]:
        """A list of whole numbers separated by commas; empty when absent."""
        parts = [part.strip() for part in self.params.get(name, "").split(",") if part.strip()]
        if len(parts) > most:
            raise invalid(f"{name} has more than {most} items")
        try:
            return [int(part) for part in parts]
        except ValueError:
            raise invalid(f"{name} not integer") from None

    def int32(self, name: str) -> int | None:
        """A random key; VK takes 32 bits."""
        value = self.number(name)
        if value is not None and value not in _INT32:
            raise invalid(f"{name} should be int32")
        return value

    def community(self) -> Community:
        """The community the token belongs to; another one's `group_id` is refused."""
        asked = self.number("group_id")
        if asked is not None and asked != self.token.community:
            raise ApiError(15, "Access denied: the token belongs to another community")
        return people.community(self.world, self.token.community)

    def wall_owner(self) -> Community:
        """The community of `owner_id` (negative), by default the token's own."""
        owner = self.number("owner_id")
        try:
            return people.community(self.world, self.token.community if owner is None else -owner)
        except NotThere:
            raise invalid("owner_id is incorrect") from None


Handler = Callable[[Call], Any]


@dataclass(frozen=True, kw_only=True)
class Method:
    """A method and the kinds of token it is open to."""

    handler: Handler
    kinds: frozenset[TokenKind]


METHODS: dict[str, Method] = {}


def method(name: str, *kinds: TokenKind) -> Callable[[Handler], Handler]:
    """Register a method of the API for these kinds of token (FACTS: the schema, corrected by measurements)."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(handler=handler, kinds=frozenset(kinds))
        return handler

    return register


class Limiter:
    """How often a token was used within the last second."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def check(self, token: Token) -> None:
        """Count one call; error 6 when there were too many."""
        calls, moment = self._calls[token.token], time.monotonic()
        while calls and calls[0] <= moment - 1.0:
            calls.popleft()
        if len(calls) >= _PER_SECOND[token.kind]:
            raise ApiError(6)
        calls.append(moment)


def admit(world: World, limiter: Limiter, *, name: str, params: Mapping[str, str], bearer: str) -> Call:
    """Check method, version, token, limit and the token's rights, in this order. Raises ApiError."""
    if name not in METHODS:
        raise ApiError(3)
    if not params.get("v"):
        raise ApiError(8, "Invalid request: v (version) is required")
    given = params.get("access_token") or bearer
    if not given:
        raise ApiError(5, "User authorization failed: no access_token passed.")
    token = people.token(world, given)
    if token is None:
        raise ApiError(5, "User authorization failed: invalid access_token (4).")
    if world.settings.rate_limits:
        limiter.check(token)
    if token.kind not in METHODS[name].kinds:
        raise ApiError(*_REFUSED[token.kind])
    return Call(world=world, method=name, params=params, token=token)


def error_body(error: ApiError, *, name: str, params: Mapping[str, str]) -> dict[str, Any]:
    """The JSON of an error. The token is left out of request_params, as VK does."""
    shown = {"method": name, "oauth": "1", **{k: v for k, v in params.items() if k != "access_token"}}
    pairs = [{"key": key, "value": value} for key, value in shown.items()]
    body = {"error_code": error.code, "error_msg": error.message, "request_params": pairs, **error.extra}
    return {"error": body}
