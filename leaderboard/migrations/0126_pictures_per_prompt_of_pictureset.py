from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "earlier programs leave the column out, which is new"

    dependencies = [
        ('leaderboard', '0125_scope_account_of_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='pictureset',
            name='pictures_per_prompt',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        AddConstraintNotValid(
            model_name='pictureset',
            constraint=models.CheckConstraint(condition=models.Q(('pictures_per_prompt__gte', 1), ('pictures_per_prompt__lte', 4)), name='picture_set_pictures_per_prompt_in_range'),
        ),
    ]
