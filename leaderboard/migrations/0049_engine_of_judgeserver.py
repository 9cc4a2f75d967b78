from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0048_engine_of_judgement'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgeserver',
            name='engine_version',
            field=models.CharField(blank=True, db_default='', max_length=100),
        ),
        migrations.AddField(
            model_name='judgeserver',
            name='engine_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='judgeserver',
            name='engine_before',
            field=models.CharField(blank=True, db_default='', max_length=100),
        ),
    ]
