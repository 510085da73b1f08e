"""One call of MAX's Bot API, and what its answer means.

Facts: the OpenAPI of the Bot API, version 0.0.32, and what bots were answered live. The token travels in the header
`Authorization` as it is; answers are JSON objects, refusals have a `code` and a `message`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NeedsHuman, NetworkError, Throttled, Unclear
from nasvyazi.networks.limits import limiter

from . import errors

API_URL = "https://platform-api2.max.ru"
_LATER = 2.0
"""Seconds to wait where MAX asks to and does not say how long: its limits are for a second."""
_LONGEST_LATER = 3600.0

Object = Mapping[str, Any]
Query = Mapping[str, str | int]
NOTHING: Query = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Pace:
    """How often we write, below MAX's limits (30 calls a second in all, 2 messages a second into a chat)."""

    bot: float = 20.0
    """Reading and the rest need their part of the thirty."""
    chat: float = 1.8
    longest_wait: float = 1.5
    """A turn that comes later than so many seconds is not waited for: the sender has other letters."""


@dataclass(slots=True)
class Api:
    """The API with one bot's token, within one deadline. Raises NeedsHuman ("max:no_token") without a token."""

    account: Account
    deadline: http.Deadline
    pace: Pace | None = field(default_factory=Pace)
    _token: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._token = self.account.secrets.get("token", "")
        if not self._token:
            raise NeedsHuman("max:no_token")

    def get(self, path: str, query: Query = NOTHING, *, wait: float = 0) -> Object:
        """What MAX shows. `wait` is how long a long poll may keep silent, beyond the deadline.

        Raises NothingSent, Throttled, Unclear, Refused, NeedsHuman.
        """
        return self._call("GET", path, query, None, wait=wait)

    def delete(self, path: str, query: Query) -> Object:
        """Take something away. Raises as `get` does."""
        return self._call("DELETE", path, query, None)

    def post(self, path: str, query: Query = NOTHING, body: Object | None = None) -> Object:
        """Make something. Raises as `get` does."""
        return self._call("POST", path, query, body)

    def write(self, path: str, query: Query, body: Object, *, place: str) -> Object:
        """A call that says something in a place, when its turn has come. Raises as `get` does."""
        if self.pace is None:
            return self.post(path, query, body)
        own = limiter(f"{self._token} {place}", self.pace.chat)
        whole = limiter(self._token, self.pace.bot)
        for turn in (own, whole):
            turn.wait(min(self.deadline.left(), self.pace.longest_wait))
        try:
            return self.post(path, query, body)
        except Throttled as error:
            if error.code == errors.LATER:
                # MAX does not say whether the chat or the whole bot is too quick.
                own.hold(error.retry_after.total_seconds())
                whole.hold(min(error.retry_after.total_seconds(), 1.0))
            raise

    def _call(self, method: str, path: str, query: Query, body: Object | None, *, wait: float = 0) -> Object:
        headers = {"Authorization": self._token}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        answer = http.request(
            method,
            f"{self.account.api_url.rstrip('/')}{path}{'?' if query else ''}{urlencode(query)}",
            road=self.account.road,
            headers=headers,
            content=content,
            deadline=self.deadline.left() + wait,
            reads_429=True,
        )
        told = decoded(answer)
        if answer.status == 200 and told is not None and told.get("success") is not False:
            return told
        raise self._refusal(answer, told or {})

    def _refusal(self, answer: http.Response, told: Object) -> NetworkError:
        """What an answer that is no success means; one that is not in MAX's form is somebody else's."""
        if answer.status == 429:
            seconds = loose.number(answer.headers.get("retry-after")) or _LATER
            pause = timedelta(seconds=min(max(seconds, 1.0), _LONGEST_LATER))
            return Throttled(errors.LATER, retry_after=pause)
        if "code" in told or "success" in told:
            return errors.from_answer(answer.status, told, hide=self._token)
        if answer.status == 200:
            return Unclear(errors.UNREADABLE)
        return NeedsHuman(f"http:{answer.status}")


def part(value: str) -> str:
    """A value as a part of a path: whatever it is, it stays within it."""
    return quote(value, safe="")


def decoded(answer: http.Response) -> Object | None:
    """The JSON object of an answer; None where there is none."""
    try:
        told = answer.json()
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
