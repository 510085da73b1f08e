"""Asking the desk as an operator's browser does, through the whole of Django, without a socket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.figures import Figure, Figures, percentile

_ROUNDS = 30


def operators_browser() -> Any:
    """The browser of an operator who has signed in."""
    from django.test import Client

    from nasvyazi.domain.accounts import services
    from nasvyazi.domain.accounts.models import Role

    operator = services.add_user(username="bench", password="none of yours", role=Role.OPERATOR)  # noqa: S106
    browser = Client(HTTP_HOST="localhost", raise_request_exception=True)
    browser.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def get(desk: Any, path: str, **more: Any) -> Callable[[], Any]:
    """What asks for a page."""
    return lambda: desk.get(path, **more)


def times(what: Callable[[], Any], rounds: int = _ROUNDS) -> list[float]:
    """Seconds of each round, after two to warm up."""
    return list(_timed(what, rounds))[2:]


def _timed(what: Callable[[], Any], rounds: int) -> Iterator[float]:
    for _ in range(rounds + 2):
        began = time.perf_counter()
        answer = what()
        yield time.perf_counter() - began
        if getattr(answer, "status_code", 200) != 200:
            raise RuntimeError(f"the desk answered {answer.status_code}")


def queries(what: Callable[[], Any]) -> float:
    """How many queries it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        what()
    return float(len(caught))


def figures(name: str, seconds: list[float], beside: str) -> Figures:
    """The middle of so many rounds, and what 19 of 20 keep to."""
    yield Figure(name, percentile(seconds, 0.5) * 1000, "ms", beside)
    yield Figure(f"{name}.p95", percentile(seconds, 0.95) * 1000, "ms", "-")
