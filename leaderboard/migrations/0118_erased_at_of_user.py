from django.db import migrations, models


class Migration(migrations.Migration):
    safe_because = "the constraint concerns only accounts with erased_at, which the previous version does not know"

    dependencies = [
        ('leaderboard', '0117_dataexport'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='erased_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('email__regex', '^account-[0-9]+-[0-9a-f]{16}@erased\\.invalid$'), ('first_name', ''), ('is_active', False), ('is_staff', False), ('is_superuser', False), ('last_login__isnull', True), ('last_name', ''), ('password__startswith', '!')), _connector='OR'), name='user_erased_has_nothing'),
        ),
    ]
