from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "earlier workers write none of the columns, which are new"

    dependencies = [
        ('leaderboard', '0059_stages_of_tally'),
    ]

    operations = [
        migrations.AddField(
            model_name='generator',
            name='unlisted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='generator',
            name='unlisted_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        AddConstraintNotValid(
            model_name='generator',
            constraint=models.CheckConstraint(condition=models.Q(('unlisted_at__isnull', True), models.Q(('unlisted_reason', ''), _negated=True), _connector='OR'), name='generator_unlisted_has_a_reason'),
        ),
    ]
