"""An installation, and who the libraries of others talk to: a bot of the module's practice Telegram, and a resident."""

from __future__ import annotations

import pytest

from tests.installed import installation, product, sandbox
from tests.sandbox import Resident
from tests.sandbox_telegram import Bot, TelegramSide

__all__ = ["installation", "product", "sandbox"]


@pytest.fixture
def bot(telegram: TelegramSide) -> Bot:
    return telegram.bot()


@pytest.fixture
def resident(telegram: TelegramSide, bot: Bot) -> Resident:
    """Somebody who has pressed Start."""
    known = telegram.resident()
    telegram.start(bot, known)
    return known
