"""A fake MAX behind the one HTTP client: a test scripts what each call answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, NetworkError
from nasvyazi.networks.limits import Limiter
from nasvyazi.networks.max import client, paging, poll

from .build import ACCOUNT


@dataclass(frozen=True)
class Asked:
    """One call that was made."""

    call: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]
    files: Any = None
    host: str = ""
    seconds: float = field(default=0, compare=False)


Scripted = Any
"""An answer as an object, a function of what was asked that gives one, a whole answer, or an error."""


@pytest.fixture
def account() -> Account:
    """The bot with its token, its secret and its chats."""
    return ACCOUNT


def refusal(status: int, code: str = "", message: str = "", **headers: str) -> http.Response:
    """MAX's "no"."""
    body = json.dumps({"code": code, "message": message}).encode()
    return http.Response(status=status, headers=headers, body=body)


def raw(body: bytes, *, status: int = 200) -> http.Response:
    """Any other answer."""
    return http.Response(status=status, headers={}, body=body)


class FakeMax:
    """What MAX answers, by method and path; every request is kept in `asked`."""

    def __init__(self) -> None:
        self.script: dict[str, list[Scripted]] = {}
        self.asked: list[Asked] = []
        self.slept: list[float] = []

    def on(self, call: str, *answers: Scripted) -> None:
        """The answers of a call ("GET /me") in turn; the last one stays."""
        self.script[call] = list(answers)

    def of(self, call: str) -> list[Asked]:
        """What a call was asked with."""
        return [one for one in self.asked if one.call == call]

    def request(self, method: str, url: str, *, deadline: float, content: bytes | None = None, files: Any = None,
                headers: Mapping[str, str] | None = None, **_rest: Any) -> http.Response:  # fmt: skip
        """Stands for http.request."""
        assert deadline > 0
        parts = urlsplit(url)
        asked = Asked(
            call=f"{method} {parts.path}",
            query=dict(parse_qsl(parts.query)),
            body=json.loads(content) if content is not None else None,
            headers=dict(headers or {}),
            files=files,
            host=parts.netloc,
            seconds=deadline,
        )
        self.asked.append(asked)
        answers = self.script[asked.call]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        told = answer(asked) if callable(answer) else answer
        if isinstance(told, NetworkError):
            raise told
        return told if isinstance(told, http.Response) else raw(json.dumps(told).encode())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeMax:
    """A fake MAX in place of the network; nobody is held up."""
    found = FakeMax()
    monkeypatch.setattr(http, "request", found.request)
    for module in (client, paging, poll):
        monkeypatch.setattr(module, "limiter", lambda *_args, **_more: Limiter(1_000_000))
    return found
