from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0052_uploadsession'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='needs',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
