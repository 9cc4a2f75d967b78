import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    safe_because = (
        "a trigger fills the column for rows of the previous version, in whose teams of one person the names of a team "
        "are those of its owner"
    )

    dependencies = [
        ('leaderboard', '0089_generators_belong_to_teams'),
    ]

    operations = [
        migrations.AlterField(
            model_name='generator',
            name='team',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='generators', to='leaderboard.team'),
        ),
        migrations.AddConstraint(
            model_name='generator',
            constraint=models.UniqueConstraint(fields=('team', 'name'), name='generator_name_once_per_team'),
        ),
        migrations.RemoveConstraint(
            model_name='generator',
            name='generator_name_once_per_owner',
        ),
    ]
