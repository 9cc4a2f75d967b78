from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0035_alert'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpointrun',
            name='sealed_configuration',
            field=models.BinaryField(blank=True, null=True),
        ),
    ]
