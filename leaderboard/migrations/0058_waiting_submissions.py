from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # Built beside the workers' writes, which outside of a transaction need not wait for it.
    atomic = False

    dependencies = [
        ('leaderboard', '0057_admission_of_submission'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('outcome', 'running'), ('stage', 'submission'), ('waiting_since__isnull', False)), fields=['judge_profile', 'share_end', 'id'], name='submission_waiting'),
        ),
        AddIndexConcurrently(
            model_name='submission',
            index=models.Index(condition=models.Q(('share_end__isnull', False)), fields=['judge_profile', 'share_end'], name='submission_shares'),
        ),
    ]
