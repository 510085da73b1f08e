
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0007_new_ones_are_found_first'),
        ('inbox', '0012_what_is_entered_by_hand'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='overtaken_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='inbox.message'),
        ),
    ]
