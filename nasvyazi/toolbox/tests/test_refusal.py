"""A refusal is a sentence."""

from __future__ import annotations

from datetime import date

from nasvyazi.toolbox.refusal import Refusal


def test_a_day_is_told_as_pages_write_it() -> None:
    refusal = Refusal("From {day} on there are {count}.", day=date(2026, 9, 1), count=2)
    assert str(refusal) == "From 01.09.2026 on there are 2."
    assert refusal.details == {"day": "01.09.2026", "count": 2}
