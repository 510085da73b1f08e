"""The worker's patience."""

import threading
from typing import Any

import pytest
from django.db import OperationalError

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.jobs import loops, worker
from nasvyazi.networks.base import Author
from tests import factories
from tests.factories import MONDAY_NOON as NOON


def resident(name: str) -> None:
    channels.ensure_resident(
        network="memory", author=Author(network_id=str(factories.next_number()), name=name)
    )


@pytest.mark.django_db
def test_a_network_that_refuses_us_is_not_asked_for_names_every_few_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def ask(channel: Channel) -> int:
        asked.append(channel.pk)
        return 0

    monkeypatch.setattr(watching, "ask_names", ask)
    well, ill = factories.channel(), factories.channel()
    resident("")
    channels.note_trouble(channel_id=ill.pk, call=Channel.Call.NAMES, code="vk:5", text="", now=NOON)
    step = worker.AskNames()
    for _ in range(3):
        step()
    assert asked == [well.pk, ill.pk, well.pk, well.pk]


@pytest.mark.django_db
def test_where_everybody_has_a_name_one_question_is_asked_however_many_channels_there_are(
    django_assert_num_queries: Any,
) -> None:
    for _ in range(5):
        factories.channel()
        resident("Иван")
    with django_assert_num_queries(1):
        assert not worker.AskNames()()


def test_an_error_that_says_nothing_does_not_end_its_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_PAUSE_AFTER_ERROR", (0.01,))
    stop = threading.Event()
    times: list[int] = []

    def step() -> None:
        times.append(1)
        if len(times) == 2:
            stop.set()
        raise OperationalError

    loops.run([loops.Loop("mute", step, 0.01)], stop)
    assert len(times) == 2
