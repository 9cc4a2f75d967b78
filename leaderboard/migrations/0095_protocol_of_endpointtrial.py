from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0094_protocol_of_endpointrun'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpointtrial',
            name='protocol',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='endpointtrial',
            name='exchanges',
            field=models.JSONField(blank=True, null=True),
        ),
    ]
