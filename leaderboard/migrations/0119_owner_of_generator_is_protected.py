import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = "on_delete is a rule of Python's alone: no statement changes, and the previous version deletes no accounts"

    dependencies = [
        ('leaderboard', '0118_erased_at_of_user'),
    ]

    operations = [
        migrations.AlterField(
            model_name='generator',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='generators', to=settings.AUTH_USER_MODEL),
        ),
    ]
