"""The secrets of the second step of signing in (allauth keeps them): sealed, and sealed again under another key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from nasvyazi.toolbox import sealing

_OF = "second step"
_SECRETS = ("secret", "seed", "migrated_codes")
"""What is secret in `Authenticator.data` (allauth.mfa.totp, allauth.mfa.recovery_codes)."""


@dataclass(frozen=True, slots=True)
class SealedAgain:
    """How many are sealed with the first key, how many of them anew, and whose no key opens."""

    count: int
    changed: int
    shut: Sequence[str]


def seal(text: str) -> str:
    """A secret of the second step as it is kept."""
    return sealing.seal(text, of=_OF)


def unseal(sealed: str) -> str:
    """The secret. Raises sealing.CannotOpen."""
    return sealing.unseal(sealed, of=_OF)


def seal_again() -> SealedAgain:
    """Seal with the first key whatever is sealed with another, each in a transaction of its own."""
    count, changed, shut = 0, 0, []
    for number in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().select_related("user").get(pk=number)
            try:
                sealed = {name: _again(row.data[name]) for name in _SECRETS if name in row.data}
            except sealing.CannotOpen:
                shut.append(str(row.user))
                continue
            is_changed = any(row.data[name] != value for name, value in sealed.items())
            if is_changed:
                row.data |= sealed
                row.save(update_fields=["data"])
        count += 1
        changed += is_changed
    return SealedAgain(count=count, changed=changed, shut=shut)


def _again(sealed: Any) -> Any:
    if isinstance(sealed, list):
        return [_again(one) for one in sealed]
    return sealing.seal_again(sealed, of=_OF)
