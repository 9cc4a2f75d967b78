from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = (
        "earlier programs leave the sample out, so the new constraint allows them what the old one did; the table is "
        "small, because its rows are deleted after a month"
    )

    dependencies = [
        ('leaderboard', '0126_pictures_per_prompt_of_pictureset'),
    ]

    operations = [
        migrations.AddField(
            model_name='setpicture',
            name='sample',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        AddConstraintNotValid(
            model_name='setpicture',
            constraint=models.CheckConstraint(condition=models.Q(('sample__gte', 0), ('sample__lt', 4)), name='set_picture_sample_in_range'),
        ),
        migrations.AddConstraint(
            model_name='setpicture',
            constraint=models.UniqueConstraint(fields=('picture_set', 'prompt', 'language', 'sample'), name='set_picture_once_per_sample'),
        ),
        migrations.RemoveConstraint(
            model_name='setpicture',
            name='set_picture_once_per_slot',
        ),
    ]
