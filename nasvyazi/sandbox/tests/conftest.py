"""One practice server for all tests of a worker; each test plays in a community or with a bot of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from nasvyazi.sandbox.tests.receiver import Receiver
from tests.browser.chromium import chromium
from tests.sandbox import Community, Resident, Sandbox
from tests.sandbox_max import Bot as MaxBot
from tests.sandbox_max import MaxSide
from tests.sandbox_telegram import Bot, TelegramSide


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


@pytest.fixture
def telegram(sandbox: Sandbox) -> TelegramSide:
    return TelegramSide(sandbox)


@pytest.fixture
def bot(telegram: TelegramSide) -> Bot:
    return telegram.bot()


@pytest.fixture
def neighbour(telegram: TelegramSide) -> Resident:
    """A resident of the practice Telegram."""
    return telegram.resident()


@pytest.fixture
def messenger(sandbox: Sandbox) -> MaxSide:
    """The practice MAX."""
    return MaxSide(sandbox)


@pytest.fixture
def max_bot(messenger: MaxSide) -> MaxBot:
    return messenger.bot()


@pytest.fixture
def caller(messenger: MaxSide) -> Resident:
    """A resident of the practice MAX."""
    return messenger.resident()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running
