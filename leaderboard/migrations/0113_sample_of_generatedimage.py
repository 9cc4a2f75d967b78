from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "earlier programs leave the column out, which is new"

    dependencies = [
        ('leaderboard', '0112_pictures_per_prompt_of_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='generatedimage',
            name='sample',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        AddConstraintNotValid(
            model_name='generatedimage',
            constraint=models.CheckConstraint(condition=models.Q(('sample__gte', 0), ('sample__lt', 4)), name='image_sample_in_range'),
        ),
    ]
