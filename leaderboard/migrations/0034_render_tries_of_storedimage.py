from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0033_waiting_bundles'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedimage',
            name='render_tries',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
