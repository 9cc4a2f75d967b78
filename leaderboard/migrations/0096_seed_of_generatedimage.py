from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0095_protocol_of_endpointtrial'),
    ]

    operations = [
        migrations.AddField(
            model_name='generatedimage',
            name='seed',
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
