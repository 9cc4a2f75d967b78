from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0056_admission'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='judge_calls',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='share_start',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='share_end',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='waiting_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='admitted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
