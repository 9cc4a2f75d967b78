from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Built beside the workers' writes, which outside of a transaction need not wait for it.
    atomic = False

    dependencies = [
        ('leaderboard', '0025_worker'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='judgedimage',
            index=models.Index(condition=models.Q(('status', 'planned')), fields=['submission', 'attempt', 'id'], name='judging_next'),
        ),
        AddIndexConcurrently(
            model_name='judgedimage',
            index=models.Index(condition=models.Q(('status', 'planned'), models.Q(('queued_at__isnull', False), ('lease_expires_at__isnull', False), _connector='OR')), fields=['submission'], name='judging_outstanding'),
        ),
        RemoveIndexConcurrently(
            model_name='judgedimage',
            name='judging_planned',
        ),
    ]
