from django.db import migrations, models

_ADD = "ALTER TABLE leaderboard_generatedimage ADD CONSTRAINT image_once_per_sample UNIQUE USING INDEX image_once_per_sample"
_DROP = "ALTER TABLE leaderboard_generatedimage DROP CONSTRAINT image_once_per_prompt_and_language"


class Migration(migrations.Migration):

    safe_because = (
        "earlier programs leave the sample out, so the new constraint allows them what the old one did, and no "
        "statement of theirs names the old one"
    )

    dependencies = [
        ('leaderboard', '0114_images_by_sample'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_ADD), migrations.RunSQL(_DROP)],
            state_operations=[
                migrations.RemoveIndex(model_name='generatedimage', name='image_once_per_sample'),
                migrations.AddConstraint(
                    model_name='generatedimage',
                    constraint=models.UniqueConstraint(fields=('submission', 'prompt', 'language', 'sample'), name='image_once_per_sample'),
                ),
                migrations.RemoveConstraint(model_name='generatedimage', name='image_once_per_prompt_and_language'),
            ],
        ),
    ]
