from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0015_failures_of_generatedimage'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpointrun',
            name='delivered',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
