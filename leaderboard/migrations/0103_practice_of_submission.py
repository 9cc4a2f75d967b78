from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "earlier workers write no practice submissions, and the column is new"

    dependencies = [
        ('leaderboard', '0102_sharedsubmission'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='practice_rule',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        AddConstraintNotValid(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(('practice_rule__isnull', True), ('public_at__isnull', True), _connector='OR'), name='submission_practice_is_private'),
        ),
    ]
