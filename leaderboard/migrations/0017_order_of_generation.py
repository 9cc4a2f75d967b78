from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Built beside the workers' writes, which outside of a transaction need not wait for it.
    atomic = False

    dependencies = [
        ('leaderboard', '0016_delivered_of_endpointrun'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='generatedimage',
            index=models.Index(condition=models.Q(('status', 'planned')), fields=['submission', 'failures', 'id'], name='image_next'),
        ),
        AddIndexConcurrently(
            model_name='generatedimage',
            index=models.Index(condition=models.Q(('status', 'planned'), models.Q(('queued_at__isnull', False), ('lease_expires_at__isnull', False), _connector='OR')), fields=['submission'], name='image_outstanding'),
        ),
        RemoveIndexConcurrently(
            model_name='generatedimage',
            name='image_planned',
        ),
    ]
