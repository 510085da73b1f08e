"""The demo for a file of tests: filled once, on the second attempt, in a home that `nasvyazi run` can go on with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from nasvyazi import demo
from nasvyazi.demo import cast
from nasvyazi.demo.photos import Painter
from nasvyazi.demo.stages import stage_of
from nasvyazi.domain.inbox.models import Event
from nasvyazi.domain.outbox.models import Letter
from nasvyazi.sandbox.client import Control
from tests.product import Product
from tests.sandbox import Sandbox


class PowerCut(Exception):
    """The filling stops in the middle."""


@dataclass
class District:
    """An installation with the demo, and what was seen while it was filled."""

    product: Product
    sandbox: Sandbox
    filled: demo.Filled
    progress: list[tuple[int, int]]
    after_power_cut: dict[str, Any]
    queries: int


@contextmanager
def filled_district() -> Iterator[District]:
    """Filled on the second attempt: the first one was cut off. Both sides' data lie where `nasvyazi run` has them."""
    with (
        Product() as product,
        Sandbox(home=product.home / "sandbox") as sandbox,
        product.connected(),
        override_settings(NASVYAZI_HOME=product.home),
    ):
        yield _fill(product, sandbox)


def write(practice_url: str, community: cast.Community, words: str) -> None:
    """Somebody of the demo writes to a community in private."""
    somebody = next(one for one in cast.RESIDENTS.values() if one.network == community.network)
    with Control(practice_url) as control:
        dialog = stage_of(control, community, Painter()).dialog(somebody.user_id)
        control.post(f"{dialog}/messages", {"text": words})


def _fill(product: Product, sandbox: Sandbox) -> District:
    def cut(done: int, total: int) -> None:
        if done == 20:
            raise PowerCut

    assert demo.is_wanted()
    with pytest.raises(PowerCut):
        demo.fill(sandbox.url, cut)
    left = {"wanted": demo.is_wanted(), "events": Event.objects.count(), "letters": Letter.objects.count()}
    progress: list[tuple[int, int]] = []
    queries = 0

    def count(execute: Any, *details: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*details)

    with connection.execute_wrapper(count):
        filled = demo.fill(sandbox.url, lambda *seen: progress.append(seen))
    return District(product, sandbox, filled, progress, left, queries)
