from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0014_database_clock_of_judgeserver'),
    ]

    operations = [
        migrations.AddField(
            model_name='generatedimage',
            name='failures',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
