from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0079_label_of_submission'),
    ]

    operations = [
        migrations.AddField(
            model_name='uploadsession',
            name='facts',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
