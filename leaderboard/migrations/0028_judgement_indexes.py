from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Workers go on recording judgements while the indexes are built.
    atomic = False

    dependencies = [
        ('leaderboard', '0027_judgement_server'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='judgement',
            index=BrinIndex(autosummarize=True, fields=['judged_at'], name='judgement_judged_at'),
        ),
        AddIndexConcurrently(
            model_name='judgement',
            index=models.Index(condition=models.Q(('status__in', ['truncated', 'malformed', 'unknown_facet', 'refused', 'transport_failure'])), fields=['judging'], name='judgement_missing'),
        ),
    ]
