import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = "no row has the new column, so the index is empty and built at once, and earlier workers leave it out"

    dependencies = [
        ('leaderboard', '0104_practice_of_uploadsession'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='pictures_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='judged_again', to='leaderboard.submission'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome__in', ['running', 'scored']), ('pictures_of__isnull', False)), fields=('pictures_of', 'judge_profile'), name='submission_pictures_once_per_profile'),
        ),
    ]
