from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0036_sealed_configuration_of_endpointrun'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpointtrial',
            name='address',
            field=models.CharField(blank=True, db_default='', default='', max_length=50),
        ),
        migrations.AddField(
            model_name='endpointtrial',
            name='sealed_configuration',
            field=models.BinaryField(blank=True, null=True),
        ),
    ]
