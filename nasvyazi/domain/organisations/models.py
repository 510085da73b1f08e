"""Officials: in whose name a channel speaks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Official(models.Model):
    """The head, a deputy or a service; has channels, may have a user who reads them."""

    class Kind(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy")
        SERVICE = "service", _("service")

    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="officials"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="official_once", fields=["name", "position"]),
        ]

    def __str__(self) -> str:
        return self.name
