from django.db import migrations

# The main desk is what an open appeal falls back to: the database itself refuses to delete it.
GUARD = """
CREATE FUNCTION accounts_keep_main_desk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.id = 1 THEN
        RAISE EXCEPTION 'the main desk cannot be deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER accounts_keep_main_desk BEFORE DELETE ON accounts_desk
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_main_desk();
"""
UNGUARD = """
DROP TRIGGER accounts_keep_main_desk ON accounts_desk;
DROP FUNCTION accounts_keep_main_desk();
"""
MAIN_DESK = """
INSERT INTO accounts_desk (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Пресс-служба');
SELECT setval(pg_get_serial_sequence('accounts_desk', 'id'), 1);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(MAIN_DESK, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
