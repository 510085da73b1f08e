"""Writes of accounts."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from .models import Desk, Membership, Role, User


class UserExists(Exception):
    """A user with this name is there already."""


@transaction.atomic
def add_user(
    *,
    username: str,
    password: str,
    role: Role,
    first_name: str = "",
    last_name: str = "",
    desk: Desk | None = None,
) -> User:
    """A new user at a desk (the main one unless named).

    Raises UserExists, and django's ValidationError when the password is too weak.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise UserExists(username)
    user = User(username=username, role=role, first_name=first_name, last_name=last_name)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    user.save()
    Membership.objects.create(user=user, desk_id=desk.pk if desk else Desk.MAIN_ID)
    return user


@transaction.atomic
def deactivate_user(*, user: User) -> None:
    """The user leaves: no sign-in any more, the name stays in the history."""
    user.is_active = False
    user.save(update_fields=["is_active"])
