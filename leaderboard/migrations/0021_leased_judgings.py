from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Built beside the workers' writes, which outside of a transaction need not wait for it.
    atomic = False

    dependencies = [
        ('leaderboard', '0020_leased_images'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='judgedimage',
            index=models.Index(condition=models.Q(('lease_token__isnull', False)), fields=['lease_token'], name='judging_leased'),
        ),
    ]
