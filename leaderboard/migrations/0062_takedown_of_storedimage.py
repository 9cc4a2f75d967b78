from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0061_moderated_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedimage',
            name='deleted_reason',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
