import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0055_files_deleted_of_submission'),
    ]

    operations = [
        migrations.CreateModel(
            name='Admission',
            fields=[
                ('judge_profile', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='leaderboard.judgeprofile')),
                ('clock', models.BigIntegerField(db_default=0, default=0)),
                ('calls_an_hour', models.FloatField(blank=True, null=True)),
                ('measured_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
