import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION channels_keep_person_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who was said to be one person is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER channels_personchange_append_only BEFORE UPDATE OR DELETE ON channels_personchange
    FOR EACH ROW EXECUTE FUNCTION channels_keep_person_changes();
"""
UNGUARD = """
DROP TRIGGER channels_personchange_append_only ON channels_personchange;
DROP FUNCTION channels_keep_person_changes();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0010_secrets_are_sealed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'person',
            },
        ),
        migrations.AddField(
            model_name='resident',
            name='person',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='residents', to='channels.person'),
        ),
        migrations.AddIndex(
            model_name='resident',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='resident_of_person'),
        ),
        migrations.CreateModel(
            name='PersonChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(choices=[('joined', 'one person'), ('parted', 'different people')], max_length=10)),
                ('person', models.BigIntegerField()),
                ('reason', models.CharField(max_length=1000)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.resident')),
                ('resident', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.resident')),
            ],
            options={
                'indexes': [models.Index(fields=['resident', 'id'], name='person_change_resident'), models.Index(fields=['other', 'id'], name='person_change_other'), models.Index(fields=['person', 'id'], name='person_change_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('resident', models.F('other')), _negated=True), name='person_change_of_two'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='person_change_has_reason')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
