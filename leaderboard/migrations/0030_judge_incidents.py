import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0029_judgeserver_breaker'),
    ]

    operations = [
        migrations.CreateModel(
            name='JudgeIncident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('server', models.CharField(max_length=300)),
                ('since', models.DateTimeField()),
                ('found_at', models.DateTimeField(db_default=Now())),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('cause', models.TextField()),
                ('judgements', models.PositiveIntegerField(db_default=0)),
                ('public_submissions', models.JSONField(default=list)),
                ('judge_profile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incidents', to='leaderboard.judgeprofile')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('server', 'judge_profile'), name='judge_incident_one_open')],
            },
        ),
    ]
