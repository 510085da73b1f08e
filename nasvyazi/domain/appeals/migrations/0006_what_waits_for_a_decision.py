import django.db.models.deletion
from django.db import migrations, models

KEEP = """
CREATE FUNCTION appeals_keep_undecided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'inbox_message' THEN
        INSERT INTO appeals_undecided (message_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'INSERT' THEN
        DELETE FROM appeals_undecided WHERE message_id = NEW.message_id;
    ELSE
        INSERT INTO appeals_undecided (message_id)
            SELECT id FROM inbox_message WHERE id = OLD.message_id ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER inbox_message_waits_for_a_decision AFTER INSERT ON inbox_message
    FOR EACH ROW WHEN (NOT NEW.outgoing) EXECUTE FUNCTION appeals_keep_undecided();
CREATE TRIGGER appeals_decision_ends_the_waiting AFTER INSERT OR DELETE ON appeals_decision
    FOR EACH ROW EXECUTE FUNCTION appeals_keep_undecided();
INSERT INTO appeals_undecided (message_id)
    SELECT message.id FROM inbox_message message LEFT JOIN appeals_decision decision ON decision.message_id = message.id
    WHERE decision.id IS NULL AND NOT message.outgoing ON CONFLICT DO NOTHING;
"""
FORGET = """
DROP TRIGGER appeals_decision_ends_the_waiting ON appeals_decision;
DROP TRIGGER inbox_message_waits_for_a_decision ON inbox_message;
DROP FUNCTION appeals_keep_undecided();
"""


class Migration(migrations.Migration):
    dependencies = [("appeals", "0005_presence_is_not_logged"), ("inbox", "0010_searched_words_are_stored")]
    operations = [
        migrations.CreateModel(
            name="Undecided",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="inbox.message",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
