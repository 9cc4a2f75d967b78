from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0053_needs_of_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpointtrial',
            name='needs',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
