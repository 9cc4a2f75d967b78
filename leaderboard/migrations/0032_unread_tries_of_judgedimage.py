from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0031_superseded_judgements'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgedimage',
            name='unread_tries',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
