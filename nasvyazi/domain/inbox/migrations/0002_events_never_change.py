from django.db import migrations

# What a network told us and how a resident worded it is evidence: only its handling may change.
GUARD = """
CREATE FUNCTION inbox_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER inbox_event_never_changes
    BEFORE UPDATE OF channel_id, external_id, body_hash, type, body, road, received_at ON inbox_event
    FOR EACH ROW EXECUTE FUNCTION inbox_keep_evidence();
CREATE TRIGGER inbox_version_never_changes BEFORE UPDATE ON inbox_version
    FOR EACH ROW EXECUTE FUNCTION inbox_keep_evidence();
"""
UNGUARD = """
DROP TRIGGER inbox_event_never_changes ON inbox_event;
DROP TRIGGER inbox_version_never_changes ON inbox_version;
DROP FUNCTION inbox_keep_evidence();
"""


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
