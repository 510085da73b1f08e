"""Calls of the Bot API: one form each, at the bot's and the chat's pace, its result or a typed error."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from nasvyazi.networks import http, loose
from nasvyazi.networks.base import Account, NeedsHuman, NetworkError, Throttled, Unclear
from nasvyazi.networks.limits import Limiter, limiter

from . import errors

API_URL = "https://api.telegram.org"

Param = str | int | Mapping[str, Any] | list[Any]
Params = Mapping[str, Param]
NOTHING: Params = MappingProxyType({})
Files = Mapping[str, tuple[str, bytes, str]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often we speak; Telegram's own limits are a little higher ("My bot is hitting limits", Bots FAQ).

    30 messages a second in all, about one a second into a chat, 20 a minute into a group. Ten at once and ten a minute
    are never more than 20 in any minute.
    """

    bot: float = 25.0
    chat: float = 1.0
    group: float = 10 / 60
    group_burst: int = 10
    longest_wait: float = 1.5
    """A turn that comes later than so many seconds is not waited for: the sender has other letters."""


@dataclass(slots=True)
class Api:
    """The API with one bot's token, within one deadline. Raises NeedsHuman ("telegram:no_token") without a token."""

    account: Account
    deadline: http.Deadline
    pace: Pace | None = field(default_factory=Pace)
    _token: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._token = self.account.secrets.get("token", "")
        if not self._token:
            raise NeedsHuman("telegram:no_token")

    def call(
        self, method: str, params: Params = NOTHING, *, files: Files | None = None, wait: float = 0
    ) -> Any:
        """What Telegram answers; parameters that are "" are left out, objects and lists travel as JSON.

        `wait` is how long a long poll may keep silent, beyond the deadline. Raises NothingSent, Throttled, Unclear,
        Refused, NeedsHuman.
        """
        answer = http.request(
            "POST",
            f"{self._base}/bot{self._path_token}/{method}",
            road=self.account.road,
            data=_form(params),
            files=files,
            deadline=self.deadline.left() + wait,
            reads_429=True,
        )
        told = _decoded(answer)
        if answer.status == 200 and told.get("ok") is True and "result" in told:
            return told["result"]
        raise self._refusal(answer, told)

    def write(self, method: str, params: Params, *, chat: str, files: Files | None = None) -> Any:
        """A call that writes into a chat, when its turn has come. Raises as `call` does."""
        paced = {"chat_id": chat, **params}
        if self.pace is None:
            return self.call(method, paced, files=files)
        turns = self._turns(chat, self.pace)
        for turn in turns:
            turn.wait(min(self.deadline.left(), self.pace.longest_wait))
        try:
            return self.call(method, paced, files=files)
        except Throttled as error:
            self._hold(*turns, error.retry_after.total_seconds())
            raise

    def download(self, path: str, *, most: int) -> http.Response:
        """A file of this bot. Raises NetworkError."""
        url = f"{self._base}/file/bot{self._path_token}/{quote(path)}"
        return http.request("GET", url, road=self.account.road, deadline=self.deadline.left(), max_body=most)

    @property
    def _base(self) -> str:
        return self.account.api_url.rstrip("/")

    @property
    def _path_token(self) -> str:
        """The token as a part of an address: whatever was put in stays within it."""
        return quote(self._token, safe=":")

    def _turns(self, chat: str, pace: Pace) -> tuple[Limiter, Limiter]:
        """Whose turns a message waits for: its chat's, then the bot's."""
        place = f"{self._token} {chat}"
        is_group = chat.startswith("-")
        own = limiter(place, pace.group, burst=pace.group_burst) if is_group else limiter(place, pace.chat)
        return own, limiter(self._token, pace.bot)

    def _hold(self, chat: Limiter, bot: Limiter, seconds: float) -> None:
        """Telegram does not say whether the chat or the whole bot is too quick.

        The chat waits first; told so in another chat while one waits, it is the bot.
        """
        with _lock:
            waiting = {one for one in _waiting.get(self._token, ()) if one.is_held}
            _waiting[self._token] = waiting | {chat}
        chat.hold(seconds)
        if waiting - {chat}:
            bot.hold(seconds)

    def _refusal(self, answer: http.Response, told: Mapping[str, Any]) -> NetworkError:
        """What an answer that is not "ok" means; one that is not in Telegram's form is somebody else's."""
        if "ok" in told:
            return errors.from_answer(answer.status, told, hide=self._token)
        if answer.status == 200:
            return Unclear(errors.UNREADABLE)
        if answer.status in (413, 429):
            return errors.from_answer(answer.status, {}, hide="")
        return NeedsHuman(f"http:{answer.status}")


_lock = threading.Lock()
_waiting: dict[str, set[Limiter]] = {}
"""Of each token the chats that Telegram has asked to wait for."""


def expect(value: int | None) -> int:
    """A number Telegram's answer must have. Raises Unclear: without it nobody knows what Telegram did."""
    if value is None:
        raise Unclear(errors.UNREADABLE)
    return value


def _decoded(answer: http.Response) -> Mapping[str, Any]:
    try:
        return loose.mapping(answer.json())
    except ValueError:
        return {}


def _form(params: Params) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in params.items()
        if value != ""
    }
