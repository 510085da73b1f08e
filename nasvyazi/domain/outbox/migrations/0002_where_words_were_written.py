import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def remember(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was resent before knows the letter just before it: the oldest first, each learns the beginning."""
    letter = apps.get_model("outbox", "Letter")
    for row in letter.objects.exclude(resend_of=None).select_related("resend_of").order_by("pk").iterator():
        letter.objects.filter(pk=row.pk).update(origin=row.resend_of.origin_id or row.resend_of_id)


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="origin",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outbox.letter"
            ),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
