import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('files', '0003_copies_of_what_came_before'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, verbose_name='number')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('polygon', models.JSONField(null=True)),
            ],
            options={
                'verbose_name': 'district',
                'verbose_name_plural': 'districts',
            },
        ),
        migrations.CreateModel(
            name='House',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.PositiveIntegerField()),
                ('fraction', models.PositiveIntegerField(null=True)),
                ('letter', models.CharField(blank=True, max_length=3)),
                ('building', models.CharField(blank=True, max_length=5)),
                ('structure', models.CharField(blank=True, max_length=5)),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
            ],
            options={
                'verbose_name': 'house',
                'verbose_name_plural': 'houses',
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'municipality',
                'verbose_name_plural': 'municipalities',
            },
        ),
        migrations.CreateModel(
            name='DistrictRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verbatim', models.TextField(verbose_name='in the scheme')),
                ('settlement', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(blank=True, choices=[('street', 'street'), ('lane', 'lane'), ('avenue', 'avenue'), ('boulevard', 'boulevard'), ('passage', 'passage'), ('highway', 'highway'), ('road', 'road'), ('square', 'square'), ('embankment', 'embankment'), ('dead_end', 'dead end'), ('alley', 'alley'), ('line', 'line'), ('descent', 'descent'), ('estate', 'micro-district'), ('quarter', 'quarter'), ('gardens', 'gardens'), ('territory', 'territory')], max_length=20)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('key', models.CharField(blank=True, max_length=200)),
                ('houses', models.JSONField(default=dict)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='places.district')),
            ],
            options={
                'verbose_name': 'rule of a district',
                'verbose_name_plural': 'rules of a district',
            },
        ),
        migrations.CreateModel(
            name='DistrictSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(max_length=300, verbose_name='body')),
                ('days', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='days')),
                ('in_force', models.BooleanField(default=False, verbose_name='in force')),
                ('source', models.TextField(verbose_name='text')),
                ('made_at', models.DateTimeField()),
                ('put_at', models.DateTimeField(null=True)),
                ('put_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'scheme of districts',
                'verbose_name_plural': 'schemes of districts',
            },
        ),
        migrations.AddField(
            model_name='district',
            name='district_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='districts', to='places.districtset'),
        ),
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveBigIntegerField(default=0)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='register_one')],
            },
        ),
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('new', 'is being looked at'), ('looked', 'waits for you to confirm it'), ('waiting', 'waits for the worker'), ('done', 'taken in'), ('failed', 'could not be read')], default='new', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('error_details', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=dict)),
                ('headers', models.JSONField(default=list)),
                ('head', models.JSONField(default=list)),
                ('municipality', models.CharField(blank=True, max_length=200, verbose_name='municipality')),
                ('settlement', models.CharField(blank=True, max_length=200, verbose_name='settlement')),
                ('oktmo', models.CharField(blank=True, max_length=11, verbose_name='OKTMO code')),
                ('report', models.JSONField(default=dict)),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file')),
            ],
            options={
                'verbose_name': 'register of houses',
            },
        ),
        migrations.CreateModel(
            name='RegisterRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('code', models.CharField(choices=[('no_street', 'no street'), ('street_unclear', 'street not understood'), ('street_ambiguous', 'several such streets'), ('no_settlement', 'no settlement'), ('settlement_assumed', 'kind of the settlement not said'), ('no_house', 'no house number'), ('number_unclear', 'house number not understood'), ('not_a_house', 'not a house'), ('date_for_number', 'a date instead of a number'), ('kind_assumed', 'kind of the street not said'), ('same_street', 'another spelling of a street'), ('house_twice', 'the same house twice'), ('point_unclear', 'coordinates not understood'), ('point_swapped', 'coordinates swapped'), ('point_outside', 'coordinates outside the country')], max_length=20)),
                ('verbatim', models.TextField(blank=True)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('register', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='places.registerimport')),
            ],
            options={
                'verbose_name': 'remark on a row',
            },
        ),
        migrations.CreateModel(
            name='SchemeRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verbatim', models.TextField(verbose_name='in the scheme')),
                ('why', models.CharField(choices=[('not_understood', 'Not understood: no street is named in a way that we know.'), ('before_districts', 'It stands before the first district.'), ('limit_not_understood', 'What limits the street was not understood, so nothing of the street is taken.'), ('no_street', 'Houses of no street.'), ('broken_run', 'The houses are not told to their end, so nothing of the street is taken.')], max_length=60, verbose_name='why')),
                ('line', models.PositiveIntegerField()),
                ('spans', models.JSONField(default=list)),
                ('district_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='places.districtset')),
            ],
            options={
                'verbose_name': 'remark on a scheme',
                'verbose_name_plural': 'remarks on a scheme',
            },
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('city', 'city'), ('township', 'township'), ('village', 'village'), ('hamlet', 'hamlet'), ('station', 'station'), ('farmstead', 'farmstead')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('key', models.CharField(max_length=200)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='places.municipality')),
            ],
            options={
                'verbose_name': 'settlement',
                'verbose_name_plural': 'settlements',
            },
        ),
        migrations.CreateModel(
            name='Street',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('street', 'street'), ('lane', 'lane'), ('avenue', 'avenue'), ('boulevard', 'boulevard'), ('passage', 'passage'), ('highway', 'highway'), ('road', 'road'), ('square', 'square'), ('embankment', 'embankment'), ('dead_end', 'dead end'), ('alley', 'alley'), ('line', 'line'), ('descent', 'descent'), ('estate', 'micro-district'), ('quarter', 'quarter'), ('gardens', 'gardens'), ('territory', 'territory')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('key', models.CharField(max_length=200)),
                ('settlement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='streets', to='places.settlement')),
            ],
            options={
                'verbose_name': 'street',
                'verbose_name_plural': 'streets',
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('title', models.CharField(max_length=300, verbose_name='where')),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('house', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.house')),
                ('street', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.street')),
            ],
            options={
                'verbose_name': 'place',
                'verbose_name_plural': 'places',
            },
        ),
        migrations.AddField(
            model_name='house',
            name='street',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='houses', to='places.street'),
        ),
        migrations.CreateModel(
            name='StreetName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('alias', 'people say'), ('former', 'former name')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('key', models.CharField(max_length=200)),
                ('street', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_names', to='places.street')),
            ],
            options={
                'verbose_name': 'other name of a street',
                'verbose_name_plural': 'other names of streets',
            },
        ),
        migrations.AddIndex(
            model_name='districtset',
            index=models.Index(fields=['-made_at', '-id'], name='district_set_newest'),
        ),
        migrations.AddConstraint(
            model_name='districtset',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='district_set_named'),
        ),
        migrations.AddConstraint(
            model_name='districtset',
            constraint=models.CheckConstraint(condition=models.Q(('days__startswith__isnull', False)), name='district_set_begins'),
        ),
        migrations.AddConstraint(
            model_name='districtset',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('in_force', True)), expressions=[(models.Func(models.F('body'), function='lower'), '='), ('days', '&&')], name='district_set_one_a_day'),
        ),
        migrations.AddConstraint(
            model_name='district',
            constraint=models.UniqueConstraint(fields=('district_set', 'number'), name='district_once'),
        ),
        migrations.AddIndex(
            model_name='registerimport',
            index=models.Index(condition=models.Q(('state__in', ['new', 'waiting'])), fields=['id'], name='register_import_under_way'),
        ),
        migrations.AddConstraint(
            model_name='registerimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['new', 'looked', 'waiting', 'done', 'failed'])), name='register_import_state_known'),
        ),
        migrations.AddConstraint(
            model_name='registerimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='register_import_failed_says_why'),
        ),
        migrations.AddIndex(
            model_name='registerremark',
            index=models.Index(fields=['register', 'id'], name='register_remark_in_order'),
        ),
        migrations.AddConstraint(
            model_name='schemeremark',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='scheme_remark_says_why'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(fields=('municipality', 'kind', 'key'), name='settlement_once'),
        ),
        migrations.AddConstraint(
            model_name='street',
            constraint=models.UniqueConstraint(fields=('settlement', 'kind', 'key'), name='street_once'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(condition=models.Q(('latitude__isnull', False)), fields=['latitude', 'longitude'], name='place_point'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('house__isnull', False)), fields=('house',), name='place_of_house_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('house__isnull', True), ('street__isnull', False)), fields=('street', 'number'), name='place_of_number_once'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='place_titled'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('house__isnull', True), ('street__isnull', False), _connector='OR'), name='place_house_has_street'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='place_point_whole'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('street__isnull', False), ('latitude__isnull', False), _connector='OR'), name='place_is_somewhere'),
        ),
        migrations.AddIndex(
            model_name='house',
            index=models.Index(fields=['street', 'base', 'id'], name='house_along_street'),
        ),
        migrations.AddIndex(
            model_name='house',
            index=models.Index(condition=models.Q(('latitude__isnull', False)), fields=['latitude', 'longitude'], name='house_point'),
        ),
        migrations.AddConstraint(
            model_name='house',
            constraint=models.UniqueConstraint(fields=('street', 'number'), name='house_once'),
        ),
        migrations.AddConstraint(
            model_name='house',
            constraint=models.CheckConstraint(condition=models.Q(('base__gt', 0)), name='house_number_positive'),
        ),
        migrations.AddConstraint(
            model_name='house',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='house_point_whole'),
        ),
        migrations.AddConstraint(
            model_name='streetname',
            constraint=models.UniqueConstraint(fields=('street', 'key'), name='street_name_once'),
        ),
    ]
