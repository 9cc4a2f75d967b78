from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0077_price_of_releaserow'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='cancelled_by_author',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
