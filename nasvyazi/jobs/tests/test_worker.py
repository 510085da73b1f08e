"""The worker's patience."""

import threading

import pytest
from django.db import OperationalError

from nasvyazi.domain.channels import services as channels
from nasvyazi.domain.channels.models import Channel
from nasvyazi.flows import watching
from nasvyazi.jobs import loops, worker
from tests import factories
from tests.factories import MONDAY_NOON as NOON


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
    channels.note_trouble(channel_id=ill.pk, call=Channel.Call.NAMES, code="vk:5", text="", now=NOON)
    step = worker.AskNames()
    for _ in range(3):
        step()
    assert asked == [well.pk, ill.pk, well.pk, well.pk]


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
