from django.db import migrations

GUARD = """
CREATE FUNCTION suggestions_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of templates is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER suggestions_version_append_only BEFORE UPDATE OR DELETE ON suggestions_templateversion
    FOR EACH ROW EXECUTE FUNCTION suggestions_keep_history();
"""
UNGUARD = """
DROP TRIGGER suggestions_version_append_only ON suggestions_templateversion;
DROP FUNCTION suggestions_keep_history();
"""


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
