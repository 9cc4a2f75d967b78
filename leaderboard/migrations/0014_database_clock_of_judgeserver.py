from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0013_database_clock_of_endpointtrial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='judgeserver',
            name='canary_due_at',
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AlterField(
            model_name='judgeserver',
            name='looked_at',
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.AlterField(
            model_name='judgeserver',
            name='seen_at',
            field=models.DateTimeField(db_default=Now()),
        ),
    ]
