import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = "on_delete is a rule of Python's alone: no statement changes, and the previous version deletes no accounts"

    dependencies = [
        ('leaderboard', '0120_user_of_quotaentry_is_protected'),
    ]

    operations = [
        migrations.AlterField(
            model_name='team',
            name='personal_of',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='personal_team', to=settings.AUTH_USER_MODEL),
        ),
    ]
