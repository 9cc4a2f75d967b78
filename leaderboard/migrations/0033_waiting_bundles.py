from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0032_unread_tries_of_judgedimage'),
    ]

    operations = [
        migrations.AddField(
            model_name='bundlerun',
            name='unread_tries',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='bundlerun',
            name='waiting_for',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
