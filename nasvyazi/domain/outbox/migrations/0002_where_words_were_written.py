import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def remember(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was resent before knows the letter just before it: the oldest first, each learns the beginning."""
    letter = apps.get_model("outbox", "Letter")
    origins: dict[int, int] = {}
    resent = letter.objects.exclude(resend_of=None).order_by("pk")
    for pk, before in resent.values_list("pk", "resend_of"):
        origins[pk] = origins.get(before, before)
        letter.objects.filter(pk=pk).update(origin=origins[pk])


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
