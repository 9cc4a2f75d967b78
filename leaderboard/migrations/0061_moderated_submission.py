from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "earlier workers write none of the columns, which are new"

    dependencies = [
        ('leaderboard', '0060_unlisted_generator'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='unlisted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='unlisted_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='submission',
            name='taken_down_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='taken_down_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='submission',
            name='rescored',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        AddConstraintNotValid(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('unlisted_at__isnull', True), models.Q(('unlisted_reason', ''), _negated=True), _connector='OR'), name='submission_unlisted_has_a_reason'),
        ),
        AddConstraintNotValid(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('taken_down_at__isnull', True), models.Q(('taken_down_reason', ''), _negated=True), _connector='OR'), name='submission_taken_down_has_a_reason'),
        ),
    ]
