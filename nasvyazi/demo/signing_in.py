"""How to sign in to the demo."""

from __future__ import annotations

from nasvyazi.demo import passwords
from nasvyazi.demo.cast import STAFF
from nasvyazi.domain.accounts.models import Role, User


def how_to_sign_in() -> list[tuple[str, str, str]]:
    """(user name, role in the language of the moment, password) of the demo's users, in the cast's order.

    Those who were deactivated are left out. Empty where no demo was filled.
    """
    words = passwords.known()
    users = {user.username: user for user in User.objects.filter(username__in=words, is_active=True)}
    return [
        (one.username, str(Role(users[one.username].role).label), words[one.username])
        for one in STAFF
        if one.username in users
    ]
