"""An account, and a fake VK behind the one HTTP client: a test scripts what each method answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from nasvyazi.networks import http
from nasvyazi.networks.base import Account, NetworkError
from nasvyazi.networks.limits import Limiter
from nasvyazi.networks.vk import client

SECRETS = {
    "token": "vk1.a.community",
    "service_token": "service",
    "user_token": "user",
    "secret": "hook-secret",
    "confirmation": "a1b2c3",
}

Answer = Any
Scripted = Answer | NetworkError | Callable[[Mapping[str, str]], Answer]


@pytest.fixture
def account() -> Account:
    """The community 1234 with every key."""
    return Account(network_id="1234", api_url="https://api.vk.ru/method", secrets=SECRETS)


class FakeVk:
    """What VK answers, by the last part of the address; every request is kept in `asked`."""

    def __init__(self) -> None:
        self.script: dict[str, list[Scripted]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.urls: list[str] = []
        self.paces: dict[str, float] = {}

    def on(self, method: str, *answers: Scripted) -> None:
        """The answers of a method in turn (the last one stays): JSON, a function of the form, or an error."""
        self.script[method] = list(answers)

    def of(self, method: str) -> list[dict[str, str]]:
        """The forms that a method was asked with."""
        return [form for asked, form in self.asked if asked == method]

    def limiter(self, token: str, per_second: float) -> Limiter:
        """Stands for limits.limiter: keeps what was asked for and holds nobody up."""
        self.paces[token] = per_second
        return Limiter(1_000_000)

    def request(self, _method: str, url: str, *, deadline: float, data: Mapping[str, str] | None = None,
                files: Any = None, **_rest: Any) -> http.Response:  # fmt: skip
        """Stands for http.request."""
        assert deadline > 0
        method = url.split("?", maxsplit=1)[0].rsplit("/", maxsplit=1)[-1]
        form = dict(data or {})
        self.urls.append(url)
        self.asked.append((method, form))
        answers = self.script[method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, NetworkError):
            raise answer
        if isinstance(answer, http.Response):
            return answer
        told = answer(form) if callable(answer) else answer
        return http.Response(status=200, headers={}, body=json.dumps(told).encode())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeVk:
    """A fake VK in place of the network."""
    vk = FakeVk()
    monkeypatch.setattr(http, "request", vk.request)
    monkeypatch.setattr(client, "limiter", vk.limiter)
    return vk
