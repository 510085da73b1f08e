"""The worker looks every minute whether many write about one thing."""

from __future__ import annotations

import pytest

from nasvyazi.domain.appeals.models_burst import Burst
from nasvyazi.domain.appeals.tests import town
from nasvyazi.flows import watching
from nasvyazi.jobs.worker import worker_loops
from nasvyazi.toolbox.clock import now
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_burst_is_raised_by_the_worker_and_then_it_rests() -> None:
    channel = factories.channel()
    for topic in (town.topic(), town.topic("Лифт")):
        for _ in range(5):
            town.appeal(topic, town.at(0), channel=channel, opened=now())
    (step,) = (loop.step for loop in worker_loops() if loop.name == "bursts")
    assert (step(), step()) == (2, 0)
    assert Burst.objects.count() == 2
    assert watching.watch_bursts() == 0
