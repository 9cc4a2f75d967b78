from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "earlier workers write none of the columns, which are new"

    dependencies = [
        ('leaderboard', '0062_takedown_of_storedimage'),
    ]

    operations = [
        migrations.AddField(
            model_name='generatedimage',
            name='hidden_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='generatedimage',
            name='hidden_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='generatedimage',
            name='excluded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='generatedimage',
            name='excluded_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        AddConstraintNotValid(
            model_name='generatedimage',
            constraint=models.CheckConstraint(condition=models.Q(('hidden_at__isnull', True), models.Q(('hidden_reason', ''), _negated=True), _connector='OR'), name='image_hidden_has_a_reason'),
        ),
        AddConstraintNotValid(
            model_name='generatedimage',
            constraint=models.CheckConstraint(condition=models.Q(('excluded_at__isnull', True), models.Q(('excluded_reason', ''), _negated=True), _connector='OR'), name='image_excluded_has_a_reason'),
        ),
    ]
