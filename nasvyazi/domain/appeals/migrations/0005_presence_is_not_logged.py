from django.db import migrations

# Written every few seconds by every open page and worth nothing after a crash: the write-ahead log needs none of it.
FORWARDS = "ALTER TABLE appeals_presence SET UNLOGGED"
BACKWARDS = "ALTER TABLE appeals_presence SET LOGGED"


class Migration(migrations.Migration):
    dependencies = [("appeals", "0004_problems_merging_splitting_presence")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
