from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0011_database_clock_of_generatedimage'),
    ]

    operations = [
        migrations.AlterField(
            model_name='judgedimage',
            name='due_at',
            field=models.DateTimeField(db_default=Now()),
        ),
    ]
