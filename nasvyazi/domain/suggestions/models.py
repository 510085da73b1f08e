"""Templates: ready words of our own with blanks to fill, and who changed them."""

from django.conf import settings
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from nasvyazi.domain.accounts.models import Desk
from nasvyazi.domain.understanding.models import Topic

NAME_LENGTH = 120
TEXT_LENGTH = 10_000


class Template(models.Model):
    """A ready answer. Retired, never deleted; without a desk it is everybody's."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    text = models.TextField(_("text"))
    """With blanks as people write them in templates: «{дата}»."""
    desk = models.ForeignKey(
        Desk,
        verbose_name=_("desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="templates",
    )
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="templates",
    )
    is_active = models.BooleanField(_("in use"), default=True)
    use_count = models.PositiveIntegerField(default=0, db_default=0)
    """How often somebody has put it into a box."""
    used_at = models.DateTimeField(null=True)
    words = models.GeneratedField(
        expression=SearchVector("name", "text", config="russian"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.CheckConstraint(name="template_has_words", condition=~Q(name="") & ~Q(text="")),
            models.CheckConstraint(
                name="template_used_has_time",
                condition=Q(use_count=0, used_at=None) | Q(use_count__gt=0, used_at__isnull=False),
            ),
            models.UniqueConstraint(
                Lower("name"),
                "desk",
                name="template_name_once",
                condition=Q(is_active=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(name="template_by_name", fields=["name", "id"])]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """How a template stood after one change, by whom and when. Append-only."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=NAME_LENGTH)
    text = models.TextField()
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_active = models.BooleanField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="template_versions", fields=["template", "-id"])]

    def __str__(self) -> str:
        return f"{self.template_id}: {self.name}"
