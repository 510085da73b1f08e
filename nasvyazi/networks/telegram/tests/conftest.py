"""A fake Telegram behind the one HTTP client: a test scripts what each method answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, NetworkError
from nasvyazi.networks.limits import Limiter
from nasvyazi.networks.telegram import client

from .build import ACCOUNT

Answer = Any
Scripted = Answer | NetworkError | Callable[[Mapping[str, str]], Answer]


@pytest.fixture
def account() -> Account:
    """The bot with its token and its secret."""
    return ACCOUNT


def refusal(status: int, words: str = "", **parameters: Any) -> http.Response:
    """Telegram's "no"."""
    told = {"ok": False, "error_code": status, "description": words, "parameters": parameters}
    return http.Response(status=status, headers={}, body=json.dumps(told).encode())


def raw(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> http.Response:
    """Any other answer."""
    return http.Response(status=status, headers=headers or {}, body=body)


def replying_to(form: dict[str, str]) -> int | None:
    """The message that a form answers."""
    told = json.loads(form["reply_parameters"]) if "reply_parameters" in form else {}
    number: int | None = told.get("message_id")
    return number


class FakeTelegram:
    """What Telegram answers, by the last part of the address; every request is kept in `asked`."""

    def __init__(self) -> None:
        self.script: dict[str, list[Scripted]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.urls: list[str] = []
        self.files: list[Any] = []
        self.seconds: list[float] = []

    def on(self, method: str, *answers: Scripted) -> None:
        """The answers of a method in turn (the last one stays).

        A result, a function of the form that gives one, a whole answer, or an error.
        """
        self.script[method] = list(answers)

    def of(self, method: str) -> list[dict[str, str]]:
        """The forms that a method was asked with."""
        return [form for asked, form in self.asked if asked == method]

    def request(self, _method: str, url: str, *, deadline: float, data: Mapping[str, str] | None = None,
                files: Any = None, **_rest: Any) -> http.Response:  # fmt: skip
        """Stands for http.request."""
        assert deadline > 0
        method, form = url.rsplit("/", maxsplit=1)[-1], dict(data or {})
        self.urls.append(url)
        self.asked.append((method, form))
        self.files.append(files)
        self.seconds.append(deadline)
        answers = self.script[method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        told = answer(form) if callable(answer) else answer
        if isinstance(told, NetworkError):
            raise told
        if isinstance(told, http.Response):
            return told
        return raw(json.dumps({"ok": True, "result": told}).encode())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeTelegram:
    """A fake Telegram in place of the network; nobody is held up."""
    telegram = FakeTelegram()
    monkeypatch.setattr(http, "request", telegram.request)
    monkeypatch.setattr(client, "limiter", lambda *_args, **_more: Limiter(1_000_000))
    return telegram
