import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = "on_delete is a rule of Python's alone: no statement changes, and the previous version deletes no accounts"

    dependencies = [
        ('leaderboard', '0119_owner_of_generator_is_protected'),
    ]

    operations = [
        migrations.AlterField(
            model_name='quotaentry',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quota_entries', to=settings.AUTH_USER_MODEL),
        ),
    ]
