from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Built beside the workers' writes, which outside of a transaction need not wait for it.
    atomic = False

    dependencies = [
        ('leaderboard', '0021_leased_judgings'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('lease_token__isnull', False)), fields=['lease_token'], name='submission_leased'),
        ),
    ]
