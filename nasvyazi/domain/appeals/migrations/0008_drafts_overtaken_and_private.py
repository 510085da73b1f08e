
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_main_desk'),
        ('appeals', '0007_new_ones_are_found_first'),
        ('channels', '0009_sending_and_entering'),
        ('deadlines', '0002_default_policy'),
        ('inbox', '0012_what_is_entered_by_hand'),
        ('problems', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='appeal',
            name='goes_private',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='appeal',
            name='private_thread',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.thread'),
        ),
        migrations.AddField(
            model_name='draft',
            name='overtaken_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inbox.message'),
        ),
        migrations.AlterField(
            model_name='transition',
            name='field',
            field=models.CharField(choices=[('state', 'state'), ('person', 'responsible'), ('desk', 'desk'), ('due', 'due time'), ('plan', 'planned for'), ('snooze', 'snoozed until'), ('problem', 'problem'), ('merge', 'merged'), ('split', 'split off'), ('move', 'messages moved'), ('private', 'where it goes on')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('private_thread__isnull', False)), fields=['private_thread', 'id'], name='appeal_in_private'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('private_thread__isnull', True), models.Q(('goes_private', True), models.Q(('private_thread', models.F('thread')), _negated=True)), _connector='OR'), name='appeal_private_elsewhere'),
        ),
    ]
