
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0009_sending_and_entering'),
        ('inbox', '0011_whose_a_photo_is'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='entered_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='message',
            name='speaker',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='message',
            name='way',
            field=models.CharField(blank=True, choices=[('link', 'a post or comment by its link'), ('screenshot', 'a screenshot'), ('call', 'a call'), ('reception', 'a reception'), ('email', 'an e-mail'), ('profile', 'a personal page'), ('other', 'another road')], db_default='', default='', max_length=10),
        ),
        migrations.AlterField(
            model_name='event',
            name='road',
            field=models.CharField(choices=[('webhook', 'the network called'), ('poll', 'we asked'), ('read_back', 'we read it back'), ('hand', 'by its link, which one of ours gave')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('url', ''), _negated=True), fields=['url'], name='message_by_url'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_by', None), ('way', '')), models.Q(models.Q(('way', ''), _negated=True), ('entered_by__isnull', False)), _connector='OR'), name='message_entered_says_who'),
        ),
    ]
