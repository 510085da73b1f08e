"""One practice server for all tests of a worker; each test plays in a community of its own."""

from collections.abc import Iterator

import pytest

from nasvyazi.sandbox.tests.receiver import Receiver
from tests.sandbox import Community, Resident, Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(rate_limits=False, retry_seconds=(0.05, 0.1, 0.15, 0.2, 0.25)) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as listening:
        yield listening


@pytest.fixture
def community(sandbox: Sandbox) -> Community:
    return sandbox.community(mode="poll")


@pytest.fixture
def hooked(sandbox: Sandbox, receiver: Receiver) -> Community:
    """A community whose callback server is confirmed."""
    fresh = sandbox.community(callback_url=receiver.url, confirmation=receiver.confirmation, secret="тайна")
    confirmed = sandbox.confirm(fresh)
    assert confirmed.status == "ok"
    return confirmed


@pytest.fixture
def resident(sandbox: Sandbox) -> Resident:
    return sandbox.resident()
