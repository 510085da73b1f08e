from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Nobody waits for the index: what happens to appeals goes on being written down.
    atomic = False

    dependencies = [("appeals", "0010_bursts")]
    operations = [
        AddIndexConcurrently(
            model_name="transition",
            index=models.Index(
                condition=models.Q(("field__in", ["kind", "topic"])),
                fields=["field", "at"],
                name="transition_lessons",
            ),
        ),
    ]
