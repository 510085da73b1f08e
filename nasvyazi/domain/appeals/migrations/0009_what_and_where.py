import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION appeals_keep_unguessed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO appeals_unguessed (message_id)
        SELECT id FROM inbox_message WHERE id = NEW.message_id AND NOT outgoing
        ON CONFLICT (message_id) DO UPDATE SET failures = 0, not_before = NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER inbox_version_waits_to_be_understood AFTER INSERT ON inbox_version
    FOR EACH ROW EXECUTE FUNCTION appeals_keep_unguessed();
CREATE FUNCTION appeals_guess_where_a_photo_was_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO appeals_unguessed (message_id)
        SELECT DISTINCT message.id FROM inbox_attachment attachment JOIN inbox_message message ON message.id = attachment.message_id
        WHERE attachment.file_id = NEW.id AND NOT message.outgoing
        ON CONFLICT (message_id) DO UPDATE SET failures = 0, not_before = NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER files_file_tells_where_it_was_taken AFTER UPDATE OF latitude ON files_file
    FOR EACH ROW WHEN (OLD.latitude IS NULL AND NEW.latitude IS NOT NULL)
    EXECUTE FUNCTION appeals_guess_where_a_photo_was_taken();
INSERT INTO appeals_unguessed (message_id)
    SELECT decision.message_id FROM appeals_decision decision JOIN appeals_appeal appeal ON appeal.id = decision.appeal_id
    WHERE appeal.state NOT IN ('closed', 'dismissed') ON CONFLICT DO NOTHING;
"""
FORGET = """
DROP TRIGGER files_file_tells_where_it_was_taken ON files_file;
DROP FUNCTION appeals_guess_where_a_photo_was_taken();
DROP TRIGGER inbox_version_waits_to_be_understood ON inbox_version;
DROP FUNCTION appeals_keep_unguessed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sessions_begin_anew'),
        ('appeals', '0008_drafts_overtaken_and_private'),
        ('channels', '0010_secrets_are_sealed'),
        ('deadlines', '0002_default_policy'),
        ('files', '0003_copies_of_what_came_before'),
        ('inbox', '0012_what_is_entered_by_hand'),
        ('places', '0001_initial'),
        ('problems', '0001_initial'),
        ('understanding', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Guess',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='guess', serialize=False, to='inbox.message')),
                ('kind', models.CharField(blank=True, choices=[('complaint', 'complaint'), ('question', 'question'), ('suggestion', 'suggestion'), ('gratitude', 'gratitude'), ('chatter', 'chatter'), ('spam', 'spam')], max_length=20)),
                ('kind_confidence', models.FloatField(default=0)),
                ('topic_confidence', models.FloatField(default=0)),
                ('model', models.CharField(blank=True, max_length=20)),
                ('said', models.JSONField(default=dict)),
                ('read_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Unguessed',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='inbox.message')),
                ('failures', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name='appeal',
            name='danger',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='appeal',
            name='danger_seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appeal',
            name='decided',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('kind', 'kind'), ('topic', 'topic'), ('place', 'place'), ('danger', 'danger')], max_length=20), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='appeal',
            name='kind',
            field=models.CharField(blank=True, choices=[('complaint', 'complaint'), ('question', 'question'), ('suggestion', 'suggestion'), ('gratitude', 'gratitude'), ('chatter', 'chatter'), ('spam', 'spam')], db_default='', default='', max_length=20, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='place',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='places.place'),
        ),
        migrations.AddField(
            model_name='appeal',
            name='topic',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='understanding.topic'),
        ),
        migrations.AlterField(
            model_name='transition',
            name='field',
            field=models.CharField(choices=[('state', 'state'), ('person', 'responsible'), ('desk', 'desk'), ('due', 'due time'), ('plan', 'planned for'), ('snooze', 'snoozed until'), ('problem', 'problem'), ('merge', 'merged'), ('split', 'split off'), ('move', 'messages moved'), ('private', 'where it goes on'), ('kind', 'kind'), ('topic', 'topic'), ('place', 'place'), ('danger', 'danger')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(models.Q(('state__in', ('closed', 'dismissed')), _negated=True), models.Q(('danger', ''), _negated=True), ('danger_seen_at__isnull', True)), fields=['next_due_at', 'id'], name='appeal_danger'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('topic__isnull', False)), fields=['topic', '-opened_at'], name='appeal_of_topic'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('place__isnull', False)), fields=['place', '-opened_at'], name='appeal_at_place'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['', 'complaint', 'question', 'suggestion', 'gratitude', 'chatter', 'spam'])), name='appeal_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('danger_seen_at__isnull', True), models.Q(('danger', ''), _negated=True), _connector='OR'), name='appeal_danger_seen_is_danger'),
        ),
        migrations.AddField(
            model_name='guess',
            name='topic',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='understanding.topic'),
        ),
        migrations.AddIndex(
            model_name='unguessed',
            index=models.Index(fields=['since'], name='unguessed_since'),
        ),
        migrations.AddIndex(
            model_name='guess',
            index=models.Index(fields=['-read_at'], name='guess_newest'),
        ),
        migrations.AddConstraint(
            model_name='guess',
            constraint=models.CheckConstraint(condition=models.Q(('kind_confidence__range', (0, 1)), ('topic_confidence__range', (0, 1))), name='guess_confidence'),
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
