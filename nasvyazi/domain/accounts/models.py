"""Who works here: users with a role, and the desks that answer for appeals."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a user may do; `access` turns it into predicates and querysets."""

    OPERATOR = "operator", _("operator")
    HEAD = "head", _("head")
    ADMINISTRATOR = "administrator", _("administrator")


class User(AbstractUser):
    """A person who signs in. Deactivated when they leave, never deleted: their name stands in the history."""

    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.OPERATOR)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(name="user_role_known", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Desk(models.Model):
    """Those who answer for a set of channels together. There is always one: the main desk cannot be deleted."""

    MAIN_ID = 1

    name = models.CharField(_("name"), max_length=200, unique=True)
    members = models.ManyToManyField(User, through="Membership", related_name="desks")

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user works at a desk."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "desk"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.desk_id}"
