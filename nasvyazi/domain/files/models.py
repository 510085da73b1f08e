"""Files that belong to the installation: photos that operators send, and what residents sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class File(models.Model):
    """A stored file, named by its contents: the same bytes lie on disk once."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(name="file_by_contents", fields=["sha256"])]

    def __str__(self) -> str:
        return self.name

    @property
    def relative_path(self) -> str:
        """Where the bytes lie under MEDIA_ROOT."""
        return f"files/{self.sha256[:2]}/{self.sha256}"
