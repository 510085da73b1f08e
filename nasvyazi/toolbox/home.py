"""Where an installation lives."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """NASVYAZI_HOME: the folder that holds everything an installation owns; by default `home` in the checkout."""
    return Path(os.environ.get("NASVYAZI_HOME") or CHECKOUT / "home").expanduser().absolute()
