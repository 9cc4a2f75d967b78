from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from leaderboard.migrations._unique_index import UniqueIndex


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('leaderboard', '0113_sample_of_generatedimage'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='generatedimage',
            index=UniqueIndex(fields=['submission', 'prompt', 'language', 'sample'], name='image_once_per_sample'),
        ),
    ]
