import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0087_personal_teams'),
    ]

    operations = [
        migrations.AddField(
            model_name='generator',
            name='team',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='generators', to='leaderboard.team'),
        ),
    ]
