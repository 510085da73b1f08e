"""What of a channel is secret is sealed, and nothing of it stays in the clear.

One step and not two: a former version that still ran would need the clear columns, and as long as they are there they are
in every copy of the database. While it is being replaced the networks repeat what they could not deliver.
"""

import hashlib
import json

from django.db import migrations, models

from nasvyazi.toolbox import sealing


def seal(apps, schema_editor):
    for channel in apps.get_model("channels", "Channel").objects.all():
        name = f"channel {channel.network}:{channel.network_id}"
        told = json.dumps({"secrets": channel.secrets, "hook_key": channel.hook_key}, ensure_ascii=False)
        channel.sealed = sealing.seal(told, of=name)
        channel.hook_digest = hashlib.sha256(channel.hook_key.encode()).hexdigest()
        if channel.poll_cursor:
            channel.sealed_cursor = sealing.seal(channel.poll_cursor, of=f"cursor of {name}")
        channel.save(update_fields=["sealed", "hook_digest", "sealed_cursor"])


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0009_sending_and_entering"),
    ]

    operations = [
        migrations.AddField("channel", "hook_digest", models.CharField(max_length=64, default=""), preserve_default=False),
        migrations.AddField("channel", "sealed", models.TextField(default=""), preserve_default=False),
        migrations.AddField("channel", "sealed_cursor", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunPython(seal),
        migrations.AlterField("channel", "hook_digest", models.CharField(max_length=64, unique=True)),
        migrations.RemoveField("channel", "secrets"),
        migrations.RemoveField("channel", "hook_key"),
        migrations.RemoveField("channel", "poll_cursor"),
        # A dropped column stays in the rows on the disk until they are written anew.
        migrations.RunSQL("CLUSTER channels_channel USING channels_channel_pkey"),
        migrations.RunSQL("ALTER TABLE channels_channel SET WITHOUT CLUSTER"),
    ]
