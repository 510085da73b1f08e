"""What is done about an appeal's cases in other systems from its card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nasvyazi.domain.accounts.models import User
from nasvyazi.domain.external import services as external

_TOLD = ("number", "url", "deadline", "state", "is_closed")


def add(appeal_id: int, told: Mapping[str, Any], by: User, at: datetime) -> object:
    """Write down that the appeal is a case there, too."""
    known = {name: told[name] for name in _TOLD}
    return external.add_by_hand(appeal_id=appeal_id, system=told["system"], **known, by=by, now=at)


def change(_appeal_id: int, told: Mapping[str, Any], by: User, at: datetime) -> object:
    """Correct what is known of a case."""
    return external.change(case_id=told["case"].pk, **{name: told[name] for name in _TOLD}, by=by, now=at)


def remove(_appeal_id: int, told: Mapping[str, Any], by: User, at: datetime) -> None:
    """Take a case away from the appeal."""
    external.remove(case_id=told["case"].pk, by=by, now=at)
