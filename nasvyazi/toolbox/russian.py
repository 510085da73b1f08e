"""The dictionary of Russian words (50 MB). It is loaded with the first that is looked up: only who reads texts pays."""

from __future__ import annotations

import logging
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer


@cache
def dictionary() -> MorphAnalyzer:
    """One for a whole process. It fails at letters without a Unicode name: ask it about Russian words only."""
    from pymorphy3 import MorphAnalyzer

    logging.getLogger("pymorphy3").setLevel(logging.WARNING)  # it tells of every load
    return MorphAnalyzer(lang="ru")
