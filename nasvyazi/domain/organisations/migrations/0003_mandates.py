import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_who_manages_a_house'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(max_length=300, verbose_name='body')),
                ('number', models.CharField(max_length=20, verbose_name='district')),
                ('days', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='days')),
                ('official', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='organisations.official')),
            ],
            options={
                'verbose_name': 'mandate',
                'verbose_name_plural': 'mandates',
                'constraints': [models.CheckConstraint(condition=models.Q(('days__isempty', False), ('days__startswith__isnull', False)), name='mandate_begins'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('body'), function='lower'), '='), ('number', '='), ('days', '&&')], name='mandate_one_a_day')],
            },
        ),
    ]
