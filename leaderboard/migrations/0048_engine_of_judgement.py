from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0047_announcedjudge'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgement',
            name='engine_version',
            field=models.CharField(blank=True, max_length=100, null=True),
        ),
        migrations.AddField(
            model_name='judgement',
            name='engine_fingerprint',
            field=models.CharField(blank=True, max_length=100, null=True),
        ),
    ]
