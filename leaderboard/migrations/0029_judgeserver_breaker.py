from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0028_judgement_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgeserver',
            name='breaker',
            field=models.CharField(choices=[('closed', 'closed'), ('open', 'open'), ('half_open', 'half_open')], db_default='closed', max_length=10),
        ),
        migrations.AddField(
            model_name='judgeserver',
            name='breaker_cause',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.AddField(
            model_name='judgeserver',
            name='breaker_since',
            field=models.DateTimeField(db_default=Now()),
        ),
    ]
