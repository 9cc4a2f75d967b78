import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0030_judge_incidents'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupersededJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(max_length=40)),
                ('status', models.CharField(max_length=20)),
                ('judged_at', models.DateTimeField()),
                ('judgement', models.JSONField()),
                ('reason', models.TextField()),
                ('superseded_at', models.DateTimeField(db_default=Now())),
                ('judging', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='superseded', to='leaderboard.judgedimage')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
