from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0026_order_of_judging'),
    ]

    operations = [
        migrations.AddField(
            model_name='judgement',
            name='server',
            field=models.CharField(blank=True, max_length=300, null=True),
        ),
    ]
