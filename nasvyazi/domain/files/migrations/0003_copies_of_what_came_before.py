from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_AT_ONCE = 2000
_BEGIN = timedelta(minutes=10)
"""When workers of the former version, which know nothing of copies, are gone."""
_PACE = timedelta(seconds=1)
"""One after another, the newest first: what comes meanwhile does not wait behind the whole past."""


def want(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Pictures that are here already get copies, too."""
    file = apps.get_model("files", "File")
    due = timezone.now() + _BEGIN
    while rows := list(file.objects.filter(copies="", width__isnull=False).order_by("-pk")[:_AT_ONCE]):
        for row in rows:
            row.copies, row.copies_at = "wanted", due
            due += _PACE
        file.objects.bulk_update(rows, ["copies", "copies_at"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("files", "0002_copies_places_and_turns"),
    ]

    operations = [migrations.RunPython(want, migrations.RunPython.noop)]
