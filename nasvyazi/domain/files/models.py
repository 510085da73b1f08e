"""Files that belong to the installation: photos that operators send, and what residents sent."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nasvyazi.toolbox.clock import now

_SOON = timedelta(minutes=5)
TURNS = (0, 90, 180, 270)
"""Degrees clockwise by which people may turn a photo."""


class File(models.Model):
    """A stored file, named by its contents: the same bytes lie on disk once.

    Of a picture copies without metadata are made for people to look at (`copies`); the original stays as it came.
    """

    class Copies(models.TextChoices):
        NONE = "", _("no picture")
        WANTED = "wanted", _("is being prepared…")
        MADE = "made", _("can be looked at")
        DAMAGED = (
            "damaged",
            _("cannot be shown, the file is damaged. Open the original, or ask for another photo."),
        )
        TOO_LARGE = "too_large", _("cannot be shown, it is too large a picture. Open the original.")

    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    """Of a picture, in pixels, as it is held upright; known when its copies are made."""
    created_at = models.DateTimeField(auto_now_add=True)

    copies = models.CharField(max_length=10, choices=Copies, blank=True, default=Copies.NONE, db_default="")
    copies_at = models.DateTimeField(null=True)
    """When its copies are to be made; in the hands of a worker: when that one is given up."""
    copies_type = models.CharField(max_length=20, blank=True, default="", db_default="")
    """The content type of the copies."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """Where the camera says that it was, in degrees."""
    taken_at = models.DateTimeField(null=True)
    """When the camera says that it was taken, where it says by which clock."""
    taken_stated = models.CharField(max_length=16, blank=True, default="", db_default="")
    """The same as the camera's own clock had it, "2026-11-23 14:05", in whatever time zone that was."""
    turn = models.PositiveSmallIntegerField(default=0, db_default=0)
    """Degrees clockwise by which somebody of ours has turned the picture, for everybody."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_copies_wanted_has_time", condition=~Q(copies="wanted") | Q(copies_at__isnull=False)
            ),
            models.CheckConstraint(
                name="file_copies_made_are_of_a_type", condition=~Q(copies="made") | ~Q(copies_type="")
            ),
            models.CheckConstraint(
                name="file_place_is_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(name="file_turned_by_right_angles", condition=Q(turn__in=TURNS)),
        ]
        indexes = [
            models.Index(name="file_by_contents", fields=["sha256"]),
            models.Index(name="file_copies_wanted", fields=["copies_at"], condition=Q(copies="wanted")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def relative_path(self) -> str:
        """Where the bytes lie under MEDIA_ROOT."""
        return f"files/{self.sha256[:2]}/{self.sha256}"

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, whether or not it can be looked at."""
        return self.copies != self.Copies.NONE

    @property
    def is_shown(self) -> bool:
        """Whether there are copies of it to look at."""
        return self.copies == self.Copies.MADE

    @property
    def is_expected(self) -> bool:
        """Whether its copies may be there any moment."""
        return (
            self.copies == self.Copies.WANTED
            and self.copies_at is not None
            and self.copies_at < now() + _SOON
        )
