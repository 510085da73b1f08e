from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_AT_ONCE = 2000
_KINDS = ("photo", "document", "voice", "sticker")
_BEGIN = timedelta(minutes=10)
"""When workers of the former version are gone: they would give these files up."""
_PACE = timedelta(seconds=1)
"""One after another, the newest first: what comes meanwhile does not wait behind the whole past."""


def want(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What VK's residents attached and was shown from VK's own hosts comes into our own storage."""
    attachment = apps.get_model("inbox", "Attachment")
    waiting = attachment.objects.filter(
        message__thread__channel__network="vk", kind__in=_KINDS, url__startswith="http", ref="", fetch=""
    )
    due = timezone.now() + _BEGIN
    while rows := list(waiting.order_by("-pk").only("kind", "url", "preview_url")[:_AT_ONCE]):
        for row in rows:
            # As networks/vk/attachments.py writes it: of a photo the smaller copy stands behind the largest.
            smaller = row.preview_url if row.kind == "photo" else ""
            row.ref = " ".join(dict.fromkeys(filter(None, (row.url, smaller))))
            row.fetch, row.fetch_at = "wanted", due
            due += _PACE
        attachment.objects.bulk_update(rows, ["ref", "fetch", "fetch_at"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("inbox", "0008_events_can_be_read_back"),
        ("files", "0002_copies_places_and_turns"),
    ]

    operations = [migrations.RunPython(want, migrations.RunPython.noop)]
