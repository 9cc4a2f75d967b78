import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0065_sessions_ended_of_user'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupersededEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('byte_size', models.PositiveIntegerField()),
                ('hidden', models.BooleanField()),
                ('written_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='superseded_evidence', to='leaderboard.submission')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('submission', 'sha256'), name='superseded_evidence_once')],
            },
        ),
    ]
