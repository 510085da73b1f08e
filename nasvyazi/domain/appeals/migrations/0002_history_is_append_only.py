from django.db import migrations

GUARD = """
CREATE FUNCTION appeals_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of appeals is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER appeals_transition_append_only BEFORE UPDATE OR DELETE ON appeals_transition
    FOR EACH ROW EXECUTE FUNCTION appeals_keep_history();
"""
UNGUARD = """
DROP TRIGGER appeals_transition_append_only ON appeals_transition;
DROP FUNCTION appeals_keep_history();
"""


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
