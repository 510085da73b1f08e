import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION channels_keep_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'on what basis residents are answered is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER channels_sendingdecision_append_only BEFORE UPDATE OR DELETE ON channels_sendingdecision
    FOR EACH ROW EXECUTE FUNCTION channels_keep_decisions();
"""
UNGUARD = """
DROP TRIGGER channels_sendingdecision_append_only ON channels_sendingdecision;
DROP FUNCTION channels_keep_decisions();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0008_what_was_missed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='channel',
            name='may_send',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='channel',
            name='night_text',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='channel',
            name='page_url',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='resident',
            name='contact',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='how to reach them'),
        ),
        migrations.AlterField(
            model_name='channel',
            name='mode',
            field=models.CharField(choices=[('webhook', 'the network calls us'), ('poll', 'we ask the network'), ('hand', 'our people enter what is said there')], default='webhook', max_length=10),
        ),
        migrations.AlterField(
            model_name='thread',
            name='kind',
            field=models.CharField(choices=[('dialog', 'private messages'), ('comment', 'comments'), ('chat', 'group chat'), ('post', 'post on the wall'), ('board', 'discussion board'), ('photo', 'comments under a photo'), ('video', 'comments under a video'), ('market', 'comments in the shop'), ('entry', 'entered by hand')], max_length=10),
        ),
        migrations.CreateModel(
            name='OwnProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=20)),
                ('network_id', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('network', 'network_id'), name='own_profile_once'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', None)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='own_profile_removed_says_who')],
            },
        ),
        migrations.CreateModel(
            name='SendingDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('allowed', models.BooleanField()),
                ('basis', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sending_decisions', to='channels.channel')),
            ],
            options={
                'indexes': [models.Index(fields=['channel', '-id'], name='sending_of_channel')],
                'constraints': [models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='sending_has_basis')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
