from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0072_tally_of_backups'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgeserver',
            name='left_at',
            field=models.DateTimeField(null=True),
        ),
    ]
