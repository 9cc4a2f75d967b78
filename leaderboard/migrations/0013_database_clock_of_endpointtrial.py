from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0012_database_clock_of_judgedimage'),
    ]

    operations = [
        migrations.AlterField(
            model_name='endpointtrial',
            name='created_at',
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AlterField(
            model_name='endpointtrial',
            name='due_at',
            field=models.DateTimeField(db_default=Now()),
        ),
    ]
