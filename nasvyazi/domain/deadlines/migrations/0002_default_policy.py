from django.db import migrations

# Intake needs a policy before any rule has chosen one: an answer within four working hours,
# a resolution within ten working days, closed by itself a week after it was resolved.
DEFAULT = """
INSERT INTO deadlines_policy
    (id, name, work_starts, work_ends, answer_minutes, resolution_days, auto_close_days)
OVERRIDING SYSTEM VALUE VALUES (1, 'Обычный порядок', '08:00', '17:00', 240, 10, 7);
SELECT setval(pg_get_serial_sequence('deadlines_policy', 'id'), 1);
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [migrations.RunSQL(DEFAULT, migrations.RunSQL.noop)]
