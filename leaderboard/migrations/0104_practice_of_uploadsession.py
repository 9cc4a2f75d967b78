from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0103_practice_of_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='uploadsession',
            name='practice',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
