import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0040_strip_metadata_of_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedimage',
            name='metadata',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, null=True, size=None),
        ),
    ]
