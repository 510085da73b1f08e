from django.db import migrations


class Migration(migrations.Migration):
    """The sessions so far are in the database under the very values of their cookies: everybody signs in once more."""

    dependencies = [("accounts", "0002_main_desk"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL("TRUNCATE django_session", migrations.RunSQL.noop)]
