"""Reads of accounts."""

from django.db.models import Exists, OuterRef, QuerySet

from .models import Desk, Membership, Role, User


def active() -> QuerySet[User]:
    """Everybody who can sign in, by name."""
    return User.objects.filter(is_active=True).order_by("last_name", "username")


def colleagues(*, desk_id: int) -> QuerySet[User]:
    """Active users of a desk, by name: those to whom an appeal of the desk can be given."""
    return User.objects.filter(is_active=True, memberships__desk_id=desk_id).order_by("last_name", "username")


def desks_without_members() -> QuerySet[Desk]:
    """Desks at which no active user works: whatever comes to them is seen by nobody."""
    active = Membership.objects.filter(desk=OuterRef("pk"), user__is_active=True)
    return Desk.objects.filter(~Exists(active)).order_by("pk")


def desk_named(*, name: str) -> Desk | None:
    """The desk of this name."""
    return Desk.objects.filter(name__iexact=name).first()


def has_active(*, role: Role) -> bool:
    """Whether anybody with this role can sign in."""
    return User.objects.filter(is_active=True, role=role).exists()


def user_named(*, username: str) -> User | None:
    """The user who signs in with this name."""
    return User.objects.filter(username__iexact=username).first()
