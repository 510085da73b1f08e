"""Writes of organisations."""

from nasvyazi.domain.accounts.models import User

from .models import Official


def add_official(*, name: str, position: str, kind: Official.Kind, user: User | None = None) -> Official:
    """An official in whose name channels speak; the same name and position is the same official."""
    official, _ = Official.objects.update_or_create(
        name=name, position=position, defaults={"kind": kind, "user": user}
    )
    return official
