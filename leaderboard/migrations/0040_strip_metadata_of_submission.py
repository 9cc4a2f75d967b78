from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0039_tally'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='strip_metadata',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
