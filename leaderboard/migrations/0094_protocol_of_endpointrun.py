from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0093_invitation'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpointrun',
            name='protocol',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
