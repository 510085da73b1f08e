from django.db import migrations

GUARD = """
CREATE FUNCTION understanding_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of who guesses is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER understanding_switch_append_only BEFORE UPDATE OR DELETE ON understanding_switch
    FOR EACH ROW EXECUTE FUNCTION understanding_keep_history();
"""
UNGUARD = """
DROP TRIGGER understanding_switch_append_only ON understanding_switch;
DROP FUNCTION understanding_keep_history();
"""


class Migration(migrations.Migration):
    dependencies = [("understanding", "0002_who_switched")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
