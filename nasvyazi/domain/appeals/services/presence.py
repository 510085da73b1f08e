"""Who has an appeal open. Open pages say so every few seconds; whoever is silent has gone."""

from __future__ import annotations

from datetime import datetime

from nasvyazi.domain.accounts.models import User

from ..models import Presence
from ..selectors import PRESENT_FOR


def note_present(*, appeal_id: int, user: User, is_typing: bool, now: datetime) -> None:
    """The user has the appeal open at this moment, and types an answer or not. One statement."""
    changed = ["seen_at", "typed_at"] if is_typing else ["seen_at"]
    Presence.objects.bulk_create(
        [Presence(appeal_id=appeal_id, user=user, seen_at=now, typed_at=now if is_typing else None)],
        update_conflicts=True,
        unique_fields=["appeal", "user"],
        update_fields=changed,
    )


def forget_absent(*, now: datetime) -> int:
    """Forget those who are not heard of any more: the table holds as many rows as pages are open."""
    forgotten, _by_model = Presence.objects.filter(seen_at__lt=now - 2 * PRESENT_FOR).delete()
    return forgotten
