from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0010_database_clock_of_submission'),
    ]

    operations = [
        migrations.AlterField(
            model_name='generatedimage',
            name='due_at',
            field=models.DateTimeField(db_default=Now()),
        ),
    ]
