from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0069_tally_of_moderations'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='storage_quota_gib',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
