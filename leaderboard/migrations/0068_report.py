import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0067_ban'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('illegal', 'illegal content'), ('personal', 'personal data'), ('copyright', 'copyright'), ('model', 'not by the stated model'), ('score', 'wrong score'), ('other', 'something else')], max_length=10)),
                ('text', models.TextField(max_length=4000)),
                ('mail', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('open', 'open'), ('resolved', 'resolved'), ('dismissed', 'dismissed')], default='open', max_length=10)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('deadline_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_by', models.CharField(blank=True, max_length=254)),
                ('outcome', models.TextField(blank=True)),
                ('generator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='leaderboard.generator')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='leaderboard.generatedimage')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['deadline_at'], name='report_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False), models.Q(('closed_by', ''), _negated=True), ('outcome__regex', '\\S')), _connector='OR'), name='report_closed_has_an_outcome')],
            },
        ),
    ]
